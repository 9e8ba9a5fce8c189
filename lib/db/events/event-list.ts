import * as z from 'zod/mini'
import { narrow, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { parseCaseNumber } from '@/lib/domain/case-number'
import type { GridEvent } from '@/lib/domain/event'
import type { EventDetail } from '@/lib/domain/event-detail'
import { Problem } from '@/lib/domain/problem'
import { pool } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { readHead } from '../log/log'
import { readDetail } from './event-detail'
import { eventColumns, toEvents, toInstant } from './event-rows'
import { inTotal, visible, Where } from './event-where'
import { type EventFilter, filtered, gridsOfService } from './list-filter'
import { orderOf, readCursor, writeCursor } from './list-order'

const MAX_LIMIT = 1_000
/** How often a read begins anew because grids or types changed under it. */
const ATTEMPTS = 5
const UUID = z.uuid()
const NEWEST = 'e.occurred_at DESC, e.number DESC'

/**
 * A read that stands on an atlas. It is done again when grids or types have changed meanwhile: a job that places events anew may have
 * begun between the two, and half of it must not show. Throws Problem('unavailable') while grids are being changed.
 */
export async function onAtlas<T>(read: (atlas: Atlas) => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const atlas = await loadAtlas()
    const answer = await read(atlas)
    if ((await readHead()).gridVersion === atlas.version) return answer
  }
  throw new Problem('unavailable', 'The grids keep changing; please try again in a minute.')
}

async function select(viewer: Viewer, atlas: Atlas, where: Where, order: string, limit: number): Promise<GridEvent[]> {
  const { rows } = await pool().query(`SELECT ${eventColumns} FROM events e ${where.sql} ORDER BY ${order} LIMIT ${Math.trunc(limit)}`, where.values)
  return toEvents(rows, atlas, viewer)
}

/**
 * Events the viewer may see, in the order asked for (`EventOrder`), newest first unless said. Paging is by position in that order and not
 * by count, so pages stay whole while others write: `nextCursor` is null on the last page. `now` decides with a figure what its period is.
 * An index answers the orders newest, oldest and, of open events, deadline; any other sorts all that the filter leaves: 10 ms of 2,000 open
 * ones, half a second of all. Throws Problem('invalid') on a cursor that is none, or of another order.
 */
export async function listEvents(
  viewer: Viewer,
  filter: EventFilter = {},
  now: number = Date.now(),
): Promise<{ events: GridEvent[]; nextCursor: string | null }> {
  const limit = Math.max(1, Math.min(MAX_LIMIT, filter.limit ?? 100))
  const name = filter.order ?? 'newest'
  const after = filter.cursor === undefined ? null : readCursor(filter.cursor, name)
  const narrowed = narrow(viewer, filter.within)
  if (!narrowed) return { events: [], nextCursor: null }
  const within = await gridsOfService(filter)
  return onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    if (!sight) return { events: [], nextCursor: null }
    const where = filtered(new Where().add(sight.sql, ...sight.values), narrowed, atlas, filter, now, within)
    const order = orderOf(name, atlas, where)
    if (after) order.behind(after)
    // one more than asked for tells whether there is another page
    const { rows } = await pool().query(
      `SELECT ${eventColumns}, ${order.columns} FROM events e ${where.sql} ORDER BY ${order.sql} LIMIT ${Math.trunc(limit) + 1}`,
      where.values,
    )
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return { events: toEvents(page, atlas, narrowed), nextCursor: rows.length > limit && last ? writeCursor(name, order.placeOf(last)) : null }
  })
}

/**
 * The parts of a filter by which `GET /api/kpis` counts too, and those that change no count. Any other (a box on the map, a type, a state)
 * would tell more of what is counted and not listed than a count of a street: asked often enough, where each of these events lies.
 */
const COUNTED_BY: ReadonlySet<string> = new Set<keyof EventFilter>(['within', 'service', 'figure', 'from', 'to', 'order', 'rows', 'limit', 'cursor'])
export const countsAsFigure = (filter: EventFilter): boolean =>
  Object.entries(filter).every(([name, value]) => value === undefined || COUNTED_BY.has(name))

/**
 * How many events stand behind a list: `counted` are those in the viewer's total, as figures count them, `listed` those of them that the
 * viewer may see one by one and so finds in the list. The others are sensitive ones that are told as counts of a street. By a filter that
 * figures do not have, only what is listed is counted. Costs as much as there are events behind the list; where the filter is that of
 * figures, a board tells the same for nothing (`countBehind`).
 */
export async function countListed(viewer: Viewer, filter: EventFilter, now: number = Date.now()): Promise<{ counted: number; listed: number }> {
  const narrowed = narrow(viewer, filter.within)
  if (!narrowed) return { counted: 0, listed: 0 }
  const within = await gridsOfService(filter)
  return onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    // a node of the service tree is no street
    const total = within || !countsAsFigure(filter) ? sight : inTotal(narrowed, atlas)
    if (!total) return { counted: 0, listed: 0 }
    const where = filtered(new Where().add(total.sql, ...total.values), narrowed, atlas, filter, now, within)
    const seen = sight ? where.place(sight) : 'FALSE'
    const { rows } = await pool().query<{ counted: number; listed: number }>(
      `SELECT count(*)::int4 AS counted, count(*) FILTER (WHERE ${seen})::int4 AS listed FROM events e ${where.sql}`,
      where.values,
    )
    return rows[0] ?? { counted: 0, listed: 0 }
  })
}

/**
 * The event with this uuid, 事件编号 or number, with its history and what the viewer may do with it at `now` (epoch milliseconds); null when
 * there is none or the viewer may not see it.
 */
export async function getEvent(viewer: Viewer, idOrNumber: string, now: number = Date.now()): Promise<EventDetail | null> {
  const where = byName(idOrNumber)
  if (!where) return null
  const found = await onAtlas(async (atlas) => {
    const [event] = await select(viewer, atlas, where, 'e.number', 1)
    return event ? { event, detail: await readDetail(event, viewer, atlas, now) } : null
  })
  if (!found) return null
  const { event, detail } = found
  const { rows } = await pool().query<{ updatedAt: number | null; receivedAt: number }>(
    `SELECT date_part('epoch', updated_at) * 1000 AS "updatedAt", date_part('epoch', received_at) * 1000 AS "receivedAt"
     FROM event_versions WHERE number = $1 ORDER BY received_at, updated_at NULLS FIRST, content_hash`,
    [event.number],
  )
  const past = rows.map((row) => ({ updatedAt: toInstant.maybe(row.updatedAt), receivedAt: toInstant.of(row.receivedAt), holds: false }))
  const history = [...past, { updatedAt: event.updatedAt, receivedAt: event.receivedAt, holds: true }]
  return { ...event, ...detail, history: history.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0)) }
}

function byName(name: string): Where | null {
  if (UUID.safeParse(name).success) return new Where().add('e.id = ?::uuid', name)
  const caseNumber = parseCaseNumber(name)
  if (caseNumber) return new Where().add('e.case_day = ?::date AND e.case_seq = ?::int4', caseNumber.day, caseNumber.sequence)
  if (/^[1-9]\d{0,8}$/.test(name)) return new Where().add('e.number = ?::int4', Number(name))
  return null
}

/** The last `count` events to occur that the viewer may see, newest first: what a feed starts from. */
export async function recentEvents(viewer: Viewer, count: number): Promise<GridEvent[]> {
  return onAtlas(async (atlas) => {
    const sight = visible(viewer, atlas)
    if (!sight) return []
    return select(viewer, atlas, new Where().add(sight.sql, ...sight.values), NEWEST, Math.max(0, Math.min(MAX_LIMIT, count)))
  })
}

/** The events with these numbers that the viewer may see, by number. */
export async function eventsByNumber(viewer: Viewer, numbers: readonly number[]): Promise<GridEvent[]> {
  if (numbers.length === 0) return []
  const where = new Where().add('e.number = ANY(?::int4[])', [...new Set(numbers)])
  return onAtlas((atlas) => select(viewer, atlas, where, 'e.number', numbers.length))
}
