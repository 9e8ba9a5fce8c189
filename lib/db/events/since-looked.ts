import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { EVENT_STATES, LIFE_FLAGS, LIGHTS } from '@/lib/domain/life'
import { LOOK_DAYS, type Look, LookPart, MAX_LOOK_EVENTS } from '@/lib/domain/look'
import { pool } from '../engine/pool'
import { eventsByNumber, onAtlas } from './event-list'
import { visible, Where } from './event-where'
import type { Condition } from './figure-sql'

const state = (name: (typeof EVENT_STATES)[number]) => EVENT_STATES.indexOf(name)

/** What makes an event one of a part; times are epoch milliseconds. */
function belongs(part: LookPart, since: number, now: number): Condition {
  const at = 'to_timestamp(?::float8 / 1000)'
  switch (part) {
    case 'reported':
      return { sql: `e.received_at >= ${at} AND e.state <> ${state('void')}`, values: [since] }
    case 'overdue':
      return {
        sql: `e.handled_at IS NULL AND e.light = ${LIGHTS.indexOf('overdue')} AND e.deadline >= ${at} AND e.deadline < ${at}`,
        values: [since, now],
      }
    case 'extension':
      return { sql: `e.handled_at IS NULL AND (e.life->'extensionWish'->>'at')::float8 >= ?::float8`, values: [since] }
    case 'reworked':
      return {
        sql: `e.handled_at IS NULL AND e.state = ${state('handling')} AND e.life_flags & ${LIFE_FLAGS.reworked} <> 0 AND e.state_since >= ${at}`,
        values: [since],
      }
    case 'closed':
      return { sql: `e.handled_at >= ${at} AND e.state <> ${state('void')}`, values: [since] }
  }
}

/** The events that are looked through: those that are open, and of the others those of the last days, each by an index. Null: none can be seen. */
function lookedThrough(viewer: Viewer, atlas: Atlas, now: number): Where | null {
  const sight = visible(viewer, atlas)
  if (!sight) return null
  const recent = now - LOOK_DAYS * DAY_MS
  return new Where().add(sight.sql, ...sight.values).add('e.handled_at IS NULL OR e.occurred_at >= to_timestamp(?::float8 / 1000)', recent)
}

const NONE: Look['counts'] = { reported: 0, overdue: 0, extension: 0, reworked: 0, closed: 0 }

/** How many events of each part there are since an instant, of those that the viewer sees one by one; times are epoch milliseconds. */
export const countSince = (viewer: Viewer, since: number, now: number): Promise<Look['counts']> =>
  onAtlas(async (atlas) => {
    const where = lookedThrough(viewer, atlas, now)
    if (!where) return NONE
    const columns = LookPart.options.map((part) => `count(*) FILTER (WHERE ${where.place(belongs(part, since, now))})::int4 AS ${part}`)
    const { rows } = await pool().query<Look['counts']>(`SELECT ${columns.join(', ')} FROM events e ${where.sql}`, where.values)
    return rows[0] ?? NONE
  })

/** The events of a part since an instant that the viewer sees, the newest first, no more than a list of them holds. */
export async function listSince(viewer: Viewer, part: LookPart, since: number, now: number): Promise<GridEvent[]> {
  const numbers = await onAtlas(async (atlas) => {
    const { sql, values } = belongs(part, since, now)
    const where = lookedThrough(viewer, atlas, now)?.add(sql, ...values)
    if (!where) return []
    const { rows } = await pool().query<{ number: number }>(
      `SELECT e.number FROM events e ${where.sql} ORDER BY e.occurred_at DESC, e.number DESC LIMIT ${MAX_LOOK_EVENTS}`,
      where.values,
    )
    return rows.map(({ number }) => number)
  })
  const events = new Map((await eventsByNumber(viewer, numbers)).map((event) => [event.number, event]))
  return numbers.flatMap((number) => events.get(number) ?? [])
}
