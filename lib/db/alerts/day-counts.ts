import type { AlertMember } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { dayNumber, startOfDay, startOfDayNumber } from '@/lib/domain/clock'
import { pool } from '../engine/pool'
import { counts } from './group-events'

/** Days that one statement counts: the embedded engine has one session, which is not to be held for long. */
const DAYS_AT_ONCE = 31

/** Events by type (in the order of `types`), leaf and civil day: `counts[type][leaf · days + day]`; `unplaced`: of grids that are no leaf, in each. */
export type CountedDays = {
  days: number
  leaves: number
  types: { code: string; classCode: string; sensitive: boolean }[]
  counts: Int32Array[]
  events: number
  unplaced: { grid: string; type: string; n: number }[]
}

/** The civil day (dayNumber) of the first event that there is; null: there is none. */
export async function firstEventDay(): Promise<number | null> {
  const { rows } = await pool().query<{ at: number | null }>('SELECT (extract(epoch FROM min(occurred_at)) * 1000)::float8 AS at FROM events')
  const at = rows[0]?.at ?? null
  return at === null ? null : dayNumber(at)
}

/**
 * Counts events by type, leaf and civil day in [first, last] (dayNumber), leaves and types in the order of the atlas, retired types too; void
 * events, and those made to measure the load, count nowhere. About a second for 287,000 events.
 */
export async function countDays(atlas: Atlas, first: number, last: number, signal?: AbortSignal): Promise<CountedDays> {
  const counted = emptyDays(atlas, first, last)
  for (let from = first; from <= last; from += DAYS_AT_ONCE) {
    signal?.throwIfAborted()
    const { rows } = await pool().query<{ grid: number; type: number; day: number; n: number }>({
      name: 'day-counts',
      text: `SELECT grid_id::int4 AS grid, type_id::int4 AS type, ${dayOf('occurred_at', '$3')} AS day, count(*)::int4 AS n
        FROM events WHERE ${within} GROUP BY 1, 2, 3`,
      values: [startOfDayNumber(from), startOfDayNumber(Math.min(from + DAYS_AT_ONCE, last + 1)), startOfDay(0)],
    })
    for (const { grid, type, day, n } of rows) {
      const cell = counted.cellOf(grid, type, day, n)
      if (cell) counted.add(cell, n)
    }
  }
  return counted.told()
}

const dayOf = (column: string, zero: string) => `floor((extract(epoch FROM ${column}) * 1000 - ${zero}::float8) / 86400000)::int4`
const within = `occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000) AND ${counts('events')}`

/** Days of which nothing is counted yet. */
function emptyDays({ leaves, typeById, byId }: Atlas, first: number, last: number) {
  const days = last - first + 1
  const leafOf = new Map(leaves.map(({ id }, i) => [id, i]))
  const types = [...typeById.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.id - b.id))
  const typeOf = new Map(types.map(({ id }, i) => [id, i]))
  const counts = types.map(() => new Int32Array(leaves.length * days))
  const unplaced = new Map<string, { grid: number; type: number; n: number }>()
  let events = 0
  return {
    /** where events of a grid, type and day count; null: in no leaf (`n` of them are told as unplaced) */
    cellOf(grid: number, type: number, day: number, n = 0): { type: number; at: number } | null {
      const [leaf, row] = [leafOf.get(grid), typeOf.get(type)]
      if (leaf === undefined) {
        const key = `${grid} ${type}`
        unplaced.set(key, { grid, type, n: (unplaced.get(key)?.n ?? 0) + n })
      }
      return leaf === undefined || row === undefined ? null : { type: row, at: leaf * days + day - first }
    },
    add({ type, at }: { type: number; at: number }, n: number): void {
      const row = counts[type]
      if (row) row[at] = (row[at] ?? 0) + n
      events += n
    },
    told: (): CountedDays => ({
      ...{ days, leaves: leaves.length, counts, events },
      unplaced: [...unplaced.values()].map(({ grid, type, n }) => ({ grid: byId.get(grid)?.code ?? '', type: typeById.get(type)?.code ?? '', n })),
      types: types.map(({ code, classCode, sensitive }) => ({ code, classCode, sensitive })),
    }),
  }
}

/**
 * What came to be known later than on the night after its day: events of a type (index) in a cell of its row, and the night (dayNumber) that knows
 * them first.
 */
export type KnownLater = { type: number; at: number; night: number; n: number }

/**
 * Counts as `countDays` does, but apart what a night knew (half past midnight, by receipt) of the days before it: `counts` hold what was known on
 * the night after each day, `later` the rest.
 */
export async function countKnownDays(
  atlas: Atlas,
  { first, last, nightMs }: { first: number; last: number; nightMs: number },
  signal?: AbortSignal,
): Promise<CountedDays & { later: KnownLater[] }> {
  const counted = emptyDays(atlas, first, last)
  const later: KnownLater[] = []
  for (let from = first; from <= last; from += DAYS_AT_ONCE) {
    signal?.throwIfAborted()
    const { rows } = await pool().query<{ grid: number; type: number; day: number; night: number; n: number }>({
      name: 'day-counts-known',
      text: `SELECT grid_id::int4 AS grid, type_id::int4 AS type, ${dayOf('occurred_at', '$3')} AS day,
          GREATEST(${dayOf('occurred_at', '$3')}, ${dayOf('received_at', '$4')}) + 1 AS night, count(*)::int4 AS n
        FROM events WHERE ${within} GROUP BY 1, 2, 3, 4`,
      values: [startOfDayNumber(from), startOfDayNumber(Math.min(from + DAYS_AT_ONCE, last + 1)), startOfDay(0), startOfDay(0) + nightMs],
    })
    for (const { grid, type, day, night, n } of rows) {
      const cell = counted.cellOf(grid, type, day)
      if (!cell) continue
      if (night === day + 1) counted.add(cell, n)
      else later.push({ night, n, ...cell })
    }
  }
  return { ...counted.told(), later }
}

/** The events of types (by code) in leaves (by code) on civil days in [from, to] (dayNumber), void ones apart, by number. */
export async function eventsWithin(
  atlas: Atlas,
  { types, leaves, from, to }: { types: readonly string[]; leaves: readonly string[]; from: number; to: number },
): Promise<AlertMember[]> {
  const grids = leaves.flatMap((code) => atlas.byCode.get(code)?.id ?? [])
  const codeOf = new Map(grids.map((id) => [id, atlas.byId.get(id)?.code ?? '']))
  const ids = [...atlas.typeById.values()].flatMap(({ id, code }) => (types.includes(code) ? [id] : []))
  const { rows } = await pool().query<{ number: number; grid: number }>({
    name: 'events-of-cluster',
    text: `SELECT number, grid_id::int4 AS grid FROM events
      WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000) AND ${counts('events')}
        AND grid_id = ANY($3::int4[]) AND type_id = ANY($4::int4[]) ORDER BY number`,
    values: [startOfDayNumber(from), startOfDayNumber(to + 1), grids, ids],
  })
  return rows.map(({ number, grid }) => ({ number, grid: codeOf.get(grid) ?? '', status: 'holds' }))
}
