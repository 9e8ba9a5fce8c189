import type { AlertMember } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { dayNumber, startOfDay, startOfDayNumber } from '@/lib/domain/clock'
import { EVENT_STATES } from '@/lib/domain/life'
import { pool } from '../engine/pool'

/** Days that one statement counts: the embedded engine has one session, which is not to be held for long. */
const DAYS_AT_ONCE = 31
const VOID = EVENT_STATES.indexOf('void')

/** Events by type (in the order of `types`), leaf and civil day: `counts[type][leaf · days + day]`; `unplaced`: of grids that are no leaf. */
export type CountedDays = {
  days: number
  leaves: number
  types: { code: string; classCode: string; sensitive: boolean }[]
  counts: Int32Array[]
  events: number
  unplaced: number
}

/** The civil day (dayNumber) of the first event that there is; null: there is none. */
export async function firstEventDay(): Promise<number | null> {
  const { rows } = await pool().query<{ at: number | null }>('SELECT (extract(epoch FROM min(occurred_at)) * 1000)::float8 AS at FROM events')
  const at = rows[0]?.at ?? null
  return at === null ? null : dayNumber(at)
}

/**
 * Counts events by type, leaf and civil day in [first, last] (dayNumber), leaves and types in the order of the atlas, retired types too; void
 * events count nowhere. About a second for 287,000 events.
 */
export async function countDays({ leaves, typeById }: Atlas, first: number, last: number, signal?: AbortSignal): Promise<CountedDays> {
  const days = last - first + 1
  const leafOf = new Map(leaves.map(({ id }, i) => [id, i]))
  const types = [...typeById.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.id - b.id))
  const typeOf = new Map(types.map(({ id }, i) => [id, i]))
  const counts = types.map(() => new Int32Array(leaves.length * days))
  let [events, unplaced] = [0, 0]
  for (let from = first; from <= last; from += DAYS_AT_ONCE) {
    signal?.throwIfAborted()
    const { rows } = await pool().query<{ grid: number; type: number; day: number; n: number }>({
      name: 'day-counts',
      text: `SELECT grid_id::int4 AS grid, type_id::int4 AS type, floor((extract(epoch FROM occurred_at) * 1000 - $3::float8) / 86400000)::int4 AS day,
          count(*)::int4 AS n
        FROM events WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000) AND state <> ${VOID}
        GROUP BY 1, 2, 3`,
      values: [startOfDayNumber(from), startOfDayNumber(Math.min(from + DAYS_AT_ONCE, last + 1)), startOfDay(0)],
    })
    for (const { grid, type, day, n } of rows) {
      const [leaf, row] = [leafOf.get(grid), counts[typeOf.get(type) ?? -1]]
      if (leaf === undefined) unplaced += n
      if (leaf === undefined || !row) continue
      const at = leaf * days + day - first
      row[at] = (row[at] ?? 0) + n
      events += n
    }
  }
  const told = types.map(({ code, classCode, sensitive }) => ({ code, classCode, sensitive }))
  return { days, leaves: leaves.length, types: told, counts, events, unplaced }
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
      WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000) AND state <> ${VOID}
        AND grid_id = ANY($3::int4[]) AND type_id = ANY($4::int4[]) ORDER BY number`,
    values: [startOfDayNumber(from), startOfDayNumber(to + 1), grids, ids],
  })
  return rows.map(({ number, grid }) => ({ number, grid: codeOf.get(grid) ?? '', status: 'holds' }))
}
