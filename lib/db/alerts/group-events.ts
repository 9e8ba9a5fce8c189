import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS } from '@/lib/domain/clock'
import { EVENT_STATES } from '@/lib/domain/life'
import type { Position } from '@/lib/domain/position'
import type { PoolClient } from '../engine/pool'
import { LOAD } from './alert-facts'

/** An event as a rule of several events looks at it (lib/warning/group-rules.ts `GroupEvent`), times in epoch milliseconds. */
export type AroundEvent = { number: number; grid: string; occurredAt: number; closedAt: number | null; position: Position | null }
/** Those around each event that is asked about. */
export type Around = Map<number, AroundEvent[]>

const VOID = EVENT_STATES.indexOf('void')
const REJECTED = EVENT_STATES.indexOf('rejected')
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
/** Does an event count: is it neither void nor made to measure the load? */
export const counts = (table: string) => `${table}.state <> ${VOID} AND ${table}.source IS DISTINCT FROM '${LOAD}'`

type Row = { own: number; number: number; grid: number; occurredAt: number; closedAt: number | null; lon: number | null; lat: number | null }

function eventOf({ number, grid, occurredAt, closedAt, lon, lat }: Row, atlas: Atlas): AroundEvent[] {
  const code = atlas.byId.get(grid)?.code
  if (code === undefined) return []
  const position: Position | null = lon === null || lat === null ? null : [lon, lat]
  return [{ number, grid: code, occurredAt: Math.round(occurredAt), closedAt: closedAt === null ? null : Math.round(closedAt), position }]
}

// OFFSET 0 keeps the planner from joining what should be looked up one by one: it would read all events
const named = (which: string) =>
  `SELECT number, household_id, type_id, occurred_at FROM events e WHERE ${which} AND household_id IS NOT NULL AND ${counts('e')} OFFSET 0`
const ofHousehold = `unnest($1::int4[]) AS u (number) CROSS JOIN LATERAL (${named('number = u.number')}) AS e`
const near = (table: string, before: string) =>
  `${table}.household_id = e.household_id AND ${table}.type_id = e.type_id
    AND ${table}.occurred_at BETWEEN e.occurred_at - ${before}::float8 * interval '1 ms' AND e.occurred_at + $2::float8 * interval '1 ms'`

/** A household with more of one type in a span is none, but what a source writes where it knows of none. */
const MAX_NEAR = 100

/**
 * Which of these events name a household that has at least `times` of their type within `spanMs` before and after. A look at an index for each that
 * names one, 3 µs; where most of a stretch of numbers is asked for, as of new events, it is read as one.
 */
export async function repeatedAt(
  tx: PoolClient,
  numbers: readonly number[],
  { spanMs, times }: { spanMs: number; times: number },
): Promise<number[]> {
  if (numbers.length === 0) return []
  const asked = new Set(numbers)
  const stretch = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))] as const
  const isStretch = stretch[1] - stretch[0] < 2 * asked.size
  const which = isStretch ? `(${named('number BETWEEN ($1::int4[])[1] AND ($1::int4[])[2]')}) AS e` : ofHousehold
  const { rows } = await tx.query<{ number: number }>({
    name: isStretch ? 'households-repeated-stretch' : 'households-repeated',
    text: `SELECT e.number FROM ${which}
      CROSS JOIN LATERAL (SELECT FROM events q WHERE ${near('q', '$2')} OFFSET GREATEST($3::int4 - 1, 0) LIMIT 1) AS enough
      WHERE NOT EXISTS (SELECT FROM events q WHERE ${near('q', '$2')} OFFSET ${MAX_NEAR} LIMIT 1)`,
    values: [isStretch ? stretch : numbers, spanMs, times],
  })
  return rows.flatMap(({ number }) => (asked.has(number) ? [number] : []))
}

/** The events of the same household and type around each of these events, from `beforeMs` before it to `spanMs` after. */
export async function readHouseholdEvents(
  tx: PoolClient,
  numbers: readonly number[],
  { spanMs, beforeMs }: { spanMs: number; beforeMs: number },
  atlas: Atlas,
): Promise<Around> {
  if (numbers.length === 0) return new Map()
  const { rows } = await tx.query<Row>({
    name: 'household-events',
    text: `SELECT e.number AS own, p.number, p.grid_id::int4 AS grid, ${ms('p.occurred_at')} AS "occurredAt", ${ms('p.handled_at')} AS "closedAt",
        NULL::float8 AS lon, NULL::float8 AS lat
      FROM ${ofHousehold}
        CROSS JOIN LATERAL (SELECT * FROM events p WHERE ${near('p', '$3')} AND ${counts('p')} OFFSET 0) AS p`,
    values: [numbers, spanMs, beforeMs],
  })
  const around: Around = new Map()
  for (const row of rows) around.set(row.own, [...(around.get(row.own) ?? []), ...eventOf(row, atlas)])
  return around
}

/** An event with its type (id). */
export type TypeEvent = AroundEvent & { type: number }

/**
 * The events of the types of these events and of those that count with them (`alike`, by id), from `spanMs` before the first of them to as much after the last: one scan of that time, for spans of days and
 * types of which not all that happens is.
 */
export async function readTypeEvents(
  tx: PoolClient,
  numbers: readonly number[],
  { spanMs, alike }: { spanMs: number; alike: (type: number) => readonly number[] },
  atlas: Atlas,
): Promise<TypeEvent[]> {
  if (numbers.length === 0) return []
  const { rows: own } = await tx.query<{ type: number; first: number; last: number }>({
    name: 'type-events-own',
    text: `SELECT e.type_id::int4 AS type, ${ms('min(e.occurred_at)')} AS first, ${ms('max(e.occurred_at)')} AS last
      FROM unnest($1::int4[]) AS u (number) CROSS JOIN LATERAL (SELECT type_id, occurred_at, state, source FROM events WHERE number = u.number OFFSET 0) AS e
      WHERE ${counts('e')} GROUP BY 1`,
    values: [numbers],
  })
  if (own.length === 0) return []
  const { rows } = await tx.query<Row & { type: number }>({
    name: 'type-events',
    text: `SELECT 0 AS own, p.number, p.type_id::int4 AS type, p.grid_id::int4 AS grid, ${ms('p.occurred_at')} AS "occurredAt",
        ${ms('p.handled_at')} AS "closedAt", ST_X(p.position) AS lon, ST_Y(p.position) AS lat
      FROM events p WHERE p.occurred_at >= to_timestamp($1::float8 / 1000) AND p.occurred_at <= to_timestamp($2::float8 / 1000)
        AND p.type_id = ANY($3::int4[]) AND ${counts('p')}`,
    values: [
      Math.min(...own.map(({ first }) => first)) - spanMs,
      Math.max(...own.map(({ last }) => last)) + spanMs,
      [...new Set(own.flatMap(({ type }) => alike(type)))],
    ],
  })
  return rows.flatMap((row) => eventOf(row, atlas).map((event) => ({ type: row.type, ...event })))
}

/** Days that one statement counts: the embedded engine has one session, which is not to be held for long. */
const DAYS_AT_ONCE = 31
/** Days whose events one statement gives: those of a year of 287,000 that came at once would keep the event loop while they are read. */
export const DAYS_OF_ROWS = 7

/** An event of the past as rules of several events are replayed with it (lib/warning/group-replay.ts `PastEvent`). */
export type PastRow = AroundEvent & { type: string; place: string; receivedAt: number }

type PastSql = Row & { type: number; place: string | null; receivedAt: number }
const pastColumns = `0 AS own, e.number, e.type_id::int4 AS type, e.grid_id::int4 AS grid, ${ms('e.occurred_at')} AS "occurredAt",
  ${ms('e.handled_at')} AS "closedAt", ${ms('e.received_at')} AS "receivedAt"`

const pastOf = (rows: readonly PastSql[], atlas: Atlas): PastRow[] =>
  rows.flatMap((row) =>
    eventOf(row, atlas).map((event) => {
      const type = atlas.typeById.get(row.type)?.code ?? ''
      return { type, place: row.place ?? '', receivedAt: Math.round(row.receivedAt), ...event }
    }),
  )

/** Households that one statement reads. */
const HOUSEHOLDS_AT_ONCE = 1_000

/** Events since an instant (epoch milliseconds) of households that have at least `times` of their type since then: some households at a time, in no order. */
export async function* pastHouseholdEvents(place: Pick<PoolClient, 'query'>, since: number, times: number, atlas: Atlas): AsyncGenerator<PastRow[]> {
  const { rows: often } = await place.query<{ household: string; type: number }>(
    `SELECT household_id AS household, type_id::int4 AS type FROM events WHERE household_id IS NOT NULL AND occurred_at >= to_timestamp($1::float8 / 1000)
      GROUP BY 1, 2 HAVING count(*) BETWEEN $2 AND ${10 * MAX_NEAR}`,
    [since, times],
  )
  for (let i = 0; i < often.length; i += HOUSEHOLDS_AT_ONCE) {
    const some = often.slice(i, i + HOUSEHOLDS_AT_ONCE)
    const { rows } = await place.query<PastSql>({
      name: 'past-household-events',
      text: `SELECT ${pastColumns}, e.household_id AS place, NULL::float8 AS lon, NULL::float8 AS lat
        FROM unnest($2::text[], $3::int4[]) AS o (household, type) JOIN events e ON e.household_id = o.household AND e.type_id = o.type
        WHERE e.occurred_at >= to_timestamp($1::float8 / 1000) AND ${counts('e')}`,
      values: [since, some.map(({ household }) => household), some.map(({ type }) => type)],
    })
    yield pastOf(rows, atlas)
  }
}

/** Events of some types (by id) in [since, until), epoch milliseconds: a week of them at a time, in no order. */
export async function* pastTypeEvents(
  place: Pick<PoolClient, 'query'>,
  { since, until }: { since: number; until: number },
  types: readonly number[],
  atlas: Atlas,
): AsyncGenerator<PastRow[]> {
  for (let at = since; at < until; at += DAYS_OF_ROWS * DAY_MS) {
    const { rows } = await place.query<PastSql>({
      name: 'past-type-events',
      text: `SELECT ${pastColumns}, '' AS place, ST_X(e.position) AS lon, ST_Y(e.position) AS lat FROM events e
        WHERE e.occurred_at >= to_timestamp($1::float8 / 1000) AND e.occurred_at < to_timestamp($2::float8 / 1000)
          AND e.type_id = ANY($3::int4[]) AND ${counts('e')}`,
      values: [at, Math.min(until, at + DAYS_OF_ROWS * DAY_MS), types],
    })
    yield pastOf(rows, atlas)
  }
}

/**
 * Events of these urgencies that were received since an instant (epoch milliseconds), in no order: a week of what happened at a time. `closedAt`: since when
 * one is closed or was refused (不予受理).
 */
export async function* pastUrgentEvents(
  place: Pick<PoolClient, 'query'>,
  since: number,
  urgencies: readonly number[],
  atlas: Atlas,
): AsyncGenerator<PastRow[]> {
  const { rows: ends } = await place.query<{ first: number | null; last: number | null }>(
    `SELECT ${ms('min(occurred_at)')} AS first, ${ms('max(occurred_at)')} AS last FROM events`,
  )
  const { first, last } = ends[0] ?? { first: null, last: null }
  if (first === null || last === null) return
  for (let at = first; at <= last; at += DAYS_OF_ROWS * DAY_MS) {
    const { rows } = await place.query<PastSql>({
      name: 'past-urgent-events',
      text: `SELECT 0 AS own, e.number, e.type_id::int4 AS type, e.grid_id::int4 AS grid, ${ms('e.occurred_at')} AS "occurredAt",
          ${ms(`COALESCE(e.handled_at, CASE WHEN e.state = ${REJECTED} THEN COALESCE(e.state_since, e.received_at) END)`)} AS "closedAt",
          ${ms('e.received_at')} AS "receivedAt", '' AS place, NULL::float8 AS lon, NULL::float8 AS lat
        FROM events e WHERE e.occurred_at >= to_timestamp($1::float8 / 1000) AND e.occurred_at < to_timestamp($2::float8 / 1000)
          AND e.received_at >= to_timestamp($3::float8 / 1000) AND e.urgency = ANY($4::int4[]) AND ${counts('e')}`,
      values: [at, at + DAYS_OF_ROWS * DAY_MS, since, urgencies],
    })
    yield pastOf(rows, atlas)
  }
}

/** When the first event happened of which we know, epoch milliseconds; `now` where there is none. */
export async function readKnownSince(tx: Pick<PoolClient, 'query'>, now: number): Promise<number> {
  const { rows } = await tx.query<{ at: number | null }>(`SELECT ${ms('min(occurred_at)')} AS at FROM events`)
  return rows[0]?.at ?? now
}

/** Events by type and grid (ids) in [from, to), epoch milliseconds, without void ones. About 0.2 s for a year of 287,000 events. */
export async function countByTypeAndGrid(tx: Pick<PoolClient, 'query'>, from: number, to: number): Promise<Map<number, Map<number, number>>> {
  const found = new Map<number, Map<number, number>>()
  for (let at = from; at < to; at += DAYS_AT_ONCE * DAY_MS) {
    const { rows } = await tx.query<{ type: number; grid: number; n: number }>({
      name: 'events-by-type-and-grid',
      text: `SELECT type_id::int4 AS type, grid_id::int4 AS grid, count(*)::int4 AS n FROM events e
        WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000) AND ${counts('e')} GROUP BY 1, 2`,
      values: [at, Math.min(to, at + DAYS_AT_ONCE * DAY_MS)],
    })
    for (const { type, grid, n } of rows) {
      const grids = found.get(type) ?? new Map<number, number>()
      found.set(type, grids.set(grid, (grids.get(grid) ?? 0) + n))
    }
  }
  return found
}
