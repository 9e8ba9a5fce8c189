import { startOfDay } from '@/lib/domain/clock'
import { EVENT_STATES, LIGHTS, type Light } from '@/lib/domain/life'
import { counterOf, FIRST_CLASS, HANDLING_EDGES } from '@/lib/domain/life-counts'
import { Problem } from '@/lib/domain/problem'
import { type PoolClient, transaction } from '../engine/pool'
import { lifeFacts, lifeGroups } from './life-sql'

/*
 * The truth that boards are compared with: everything counted anew by SQL. It reads the whole events table, so it is for the operator's
 * doctor, for tests, and for moments that memory does not reach back to.
 */

/** Where in the log a recount stands. */
export type CountedAt = { logId: string; revision: number; gridVersion: number }

/**
 * Of whom, a grid (id) and sensitivity (0, 1): events, the sum of `checkHash` modulo 2^32; without void ones: those reported, handled, open
 * and near, open and overdue; and all by state. Whose: '' for all; a party key for what was given to that department; `given ` and a party
 * key for the sensitive ones given to that party.
 */
export type TotalRow = [whose: string, grid: number, sensitive: number, ...counts: number[]]
/** Of a grid, sensitivity and hour since the epoch: events that occurred in it, those of them handled; and events handled in it. */
export type HourRow = [grid: number, sensitive: number, hour: number, reported: number, handled: number, handledThen: number]
/** Of a grid, sensitivity, civil day (days since 1970-01-01 in the county's time) and counter of lives (life-counts.ts). */
export type LifeRow = [grid: number, sensitive: number, day: number, counter: number, count: number]
/** Of a cell, grid and type; and, for recent ones, of a step. */
export type CellRow = [cellX: number, cellY: number, grid: number, type: number, step: number, count: number]

/** Of a grid, type and civil day (days since 1970-01-01 in the county's time). */
export type DayRow = [day: number, grid: number, type: number, count: number]

/** Takes the rows of a recount. A key may come in several rows: they add up. */
export type Recounting = {
  totals(...row: TotalRow): void
  hours(...row: HourRow): void
  lives(...row: LifeRow): void
  days(...row: DayRow): void
  cells(...row: CellRow): void
  /** cells with steps */
  recent(...row: CellRow): void
}

/** Where the parts that a board keeps only for a while begin: a civil day; and epoch milliseconds, cut in steps of so many. */
export type RecountFrom = { day: number; recent: number; step: number }

/** Events counted in one transaction: about a fifth of a second, since on the embedded engine nobody else is answered meanwhile. */
const COUNT_CHUNK = 10_000

const counted = `events e JOIN grids g ON g.id = e.grid_id AND g.valid_to IS NULL JOIN event_types t ON t.id = e.type_id AND e.number > $1 AND e.number <= $2 AND e.revision <= $3`
const hourOf = (column: string) => `floor(date_part('epoch', ${column}) / 3600)::int4`
/** Whole milliseconds: an epoch is floating point seconds, and a step must not begin a rounding error too early. */
export const millis = (column: string) => `round(date_part('epoch', ${column}) * 1000)`

/** `a · c` modulo 2^32 of two 32-bit numbers, by halves, since bigint would overflow. */
const times = (a: string, c: number) => `(((((${a}) & 65535) * ${c}) + (((((${a}) >> 16) * ${c}) & 65535) << 16)) & 4294967295)`
/** The hash of change.ts `checkHash`, step by step. */
const hashed = `
  CROSS JOIN LATERAL (SELECT ${times('e.number::int8', 0xcc9e2d51)} # ${times('((e.revision & 4294967295) + (e.revision >> 32)) & 4294967295', 0x1b873593)} AS h) AS h0
  CROSS JOIN LATERAL (SELECT ${times('h0.h # (h0.h >> 16)', 0x85ebca6b)} AS h) AS h1
  CROSS JOIN LATERAL (SELECT ${times('h1.h # (h1.h >> 13)', 0xc2b2ae35)} AS h) AS h2
  CROSS JOIN LATERAL (SELECT h2.h # (h2.h >> 16) AS h) AS hash`

const VOID = EVENT_STATES.indexOf('void')
const open = `e.handled_at IS NULL AND e.state <> ${VOID}`
const ofLight = (light: Light) => `count(*) FILTER (WHERE ${open} AND e.light = ${LIGHTS.indexOf(light)})::int4`
const totals = `e.grid_id, t.sensitive::int4, count(*)::int4, (sum(hash.h) % 4294967296)::float8, count(*) FILTER (WHERE e.state <> ${VOID})::int4,
  count(e.handled_at) FILTER (WHERE e.state <> ${VOID})::int4, ${ofLight('near')}, ${ofLight('overdue')},
  ${EVENT_STATES.map((_, state) => `count(*) FILTER (WHERE e.state = ${state})::int4`).join(', ')}`
const totalsSql = `SELECT '' AS whose, ${totals} FROM ${counted} ${hashed} GROUP BY 1, 2, 3`
const givenSql = `SELECT whose.key, ${totals} FROM ${counted} AND e.parties <> '{}'::text[] ${hashed}
  CROSS JOIN LATERAL (
    SELECT DISTINCT p AS key FROM unnest(e.parties) AS p WHERE p LIKE 'department:%'
    UNION ALL SELECT DISTINCT 'given ' || p FROM unnest(e.parties) AS p WHERE t.sensitive
  ) AS whose GROUP BY 1, 2, 3`
const notVoid = `${counted} AND e.state <> ${VOID}`
const hoursSql = `SELECT e.grid_id, t.sensitive::int4, ${hourOf('e.occurred_at')}, count(*)::int4, count(e.handled_at)::int4, 0 FROM ${notVoid} GROUP BY 1, 2, 3
  UNION ALL
  SELECT e.grid_id, t.sensitive::int4, ${hourOf('e.handled_at')}, 0, 0, count(*)::int4 FROM ${notVoid} AND e.handled_at IS NOT NULL GROUP BY 1, 2, 3`

const WIDEST = Math.max(...lifeGroups.map(({ counters }) => counters.length))
const filled = (counts: readonly string[]) => Array.from({ length: WIDEST }, (_, i) => counts[i] ?? '0').join(', ')
/** A row: grid, sensitivity, day, group, and the counts of its counters; of the last group (handling times) the class and its count. */
const livesSql = `WITH l AS MATERIALIZED (
    SELECT e.grid_id, t.sensitive::int4 AS sensitive, ${lifeFacts},
      width_bucket(${millis('e.handled_at')} - ${millis('e.occurred_at')}, ARRAY[${HANDLING_EDGES.join(', ')}]::float8[]) AS class
    FROM ${notVoid}
  )
  ${lifeGroups
    .map(({ day, of, counters }, group) => {
      const counts = filled(counters.map(([, when]) => `count(*) FILTER (WHERE ${when})::int4`))
      return `SELECT grid_id, sensitive, on_${day}, ${group}, ${counts} FROM l WHERE ${of} GROUP BY 1, 2, 3`
    })
    .join(' UNION ALL ')}
  UNION ALL SELECT grid_id, sensitive, on_handled, ${lifeGroups.length}, ${filled(['class', 'count(*)::int4'])} FROM l WHERE closed GROUP BY 1, 2, 3, 5`

/** Takes a row of `livesSql` apart, counter by counter. */
function tellLives(to: Recounting) {
  return (grid: number, sensitive: number, day: number, group: number, ...counts: number[]) => {
    const [first = 0, second = 0] = counts
    if (group === lifeGroups.length) to.lives(grid, sensitive, day, FIRST_CLASS + first, second)
    for (const [i, [counter]] of lifeGroups[group]?.counters.entries() ?? []) to.lives(grid, sensitive, day, counterOf(counter), counts[i] ?? 0)
  }
}
const daysSql = `SELECT floor((${millis('e.occurred_at')} - $5::float8) / 86400000)::int4, e.grid_id, e.type_id, count(*)::int4
  FROM ${notVoid} WHERE e.occurred_at >= to_timestamp(($4::float8 * 86400000 + $5::float8) / 1000) GROUP BY 1, 2, 3`
const cellsSql = `SELECT e.cell_x, e.cell_y, e.grid_id, e.type_id, 0, count(*)::int4 FROM ${counted} WHERE e.cell_x >= 0 GROUP BY 1, 2, 3, 4`
const recentSql = `SELECT e.cell_x, e.cell_y, e.grid_id, e.type_id, floor(${millis('e.occurred_at')} / $5::float8)::int4, count(*)::int4
  FROM ${counted} WHERE e.cell_x >= 0 AND e.occurred_at >= to_timestamp($4::float8 / 1000) GROUP BY 1, 2, 3, 4, 5`

/**
 * Counts all events as they are at the head's revision, some at a time in short transactions, so that saves go on. Events that changed
 * before they could be counted are left out and named in `changed`: the log tells what they were (the `before` of their first change
 * after the revision). Events on no live grid count nowhere.
 */
export async function recount(to: Recounting, from: RecountFrom, chunkSize: number = COUNT_CHUNK): Promise<CountedAt & { changed: Set<number> }> {
  const { last, ...at } = await snapshot((_, at) => Promise.resolve(at))
  const changed = new Set<number>()
  for (let after = 0; after < last; after += chunkSize) {
    const chunk = [after, Math.min(last, after + chunkSize), at.revision]
    await snapshot(async (tx) => {
      await read(tx, to.totals, totalsSql, chunk)
      await read(tx, to.totals, givenSql, chunk)
      await read(tx, to.hours, hoursSql, chunk)
      await read(tx, tellLives(to), livesSql, chunk)
      await read(tx, to.days, daysSql, [...chunk, from.day, startOfDay(0)])
      await read(tx, to.cells, cellsSql, chunk)
      await read(tx, to.recent, recentSql, [...chunk, from.recent, from.step])
      await read(
        tx,
        (number: number) => void changed.add(number),
        'SELECT number FROM events WHERE number > $1 AND number <= $2 AND revision > $3',
        chunk,
      )
    })
  }
  return { ...at, changed }
}

async function read<R extends unknown[]>(tx: PoolClient, each: (...row: R) => void, text: string, values: unknown[]): Promise<void> {
  const { rows } = await tx.query<R>({ text, values, rowMode: 'array' })
  for (const row of rows) each(...row)
}

/** A transaction that sees one revision from its first statement to its last; `last` is the highest number of an event. */
export function snapshot<T>(run: (tx: PoolClient, at: CountedAt & { last: number }) => Promise<T>): Promise<T> {
  return transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const { rows } = await tx.query<CountedAt & { last: number }>(
      `SELECT log_id::text AS "logId", revision::float8 AS revision, grid_version AS "gridVersion", next_number - 1 AS last FROM log_head WHERE id = 1`,
    )
    const at = rows[0]
    if (!at) throw new Problem('internal', 'the log has no head: the migrations have not been applied')
    return run(tx, at)
  })
}
