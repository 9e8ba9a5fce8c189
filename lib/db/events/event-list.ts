import * as z from 'zod/mini'
import { actingParties, narrow, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { reachOf } from '@/lib/domain/binding'
import { parseCaseNumber } from '@/lib/domain/case-number'
import type { GridEvent } from '@/lib/domain/event'
import type { EventDetail } from '@/lib/domain/event-detail'
import { isWithin } from '@/lib/domain/grid'
import { EVENT_STATES, LIGHTS } from '@/lib/domain/life'
import { Problem } from '@/lib/domain/problem'
import type { EventOrder, EventsQuery } from '@/lib/domain/routes/event-list'
import { pool } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { readHead } from '../log/log'
import { loadPeopleBook } from '../people/people-book'
import { readDetail } from './event-detail'
import { eventColumns, toEvents, toInstant } from './event-rows'
import { inTotal, visible, Where } from './event-where'
import { behindFigure } from './figure-sql'

/**
 * What a list is filtered by, as the query string gives it: `from` inclusive, `to` exclusive, both on the time of occurrence, or the period
 * of `figure` where that is asked for.
 */
export type EventFilter = Partial<z.infer<typeof EventsQuery>>

const MAX_LIMIT = 1_000
const VOID = EVENT_STATES.indexOf('void')
/** How often a read begins anew because grids or types changed under it. */
const ATTEMPTS = 5
const UUID = z.uuid()

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
 * Events the viewer may see, newest first by time of occurrence, or by their deadline, the oldest first and those without one last. Paging
 * is by position in that order and not by count, so pages stay whole while others write: `nextCursor` is null on the last page. `now`
 * decides with a figure what its period is. Throws Problem('invalid') on a cursor that is none, or of another order.
 */
export async function listEvents(
  viewer: Viewer,
  filter: EventFilter = {},
  now: number = Date.now(),
): Promise<{ events: GridEvent[]; nextCursor: string | null }> {
  const limit = Math.max(1, Math.min(MAX_LIMIT, filter.limit ?? 100))
  const order = filter.order ?? 'newest'
  const after = filter.cursor === undefined ? null : readCursor(filter.cursor, order)
  const narrowed = narrow(viewer, filter.within)
  if (!narrowed) return { events: [], nextCursor: null }
  // one more than asked for tells whether there is another page
  const within = await gridsOfService(filter)
  const events = await onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    if (!sight) return []
    const where = filtered(new Where().add(sight.sql, ...sight.values), narrowed, atlas, filter, now, within)
    if (after) behind(where, order, after)
    return select(narrowed, atlas, where, ORDERS[order], limit + 1)
  })
  const page = events.slice(0, limit)
  const last = page.at(-1)
  return { events: page, nextCursor: events.length > limit && last ? writeCursor(last, order) : null }
}

/**
 * The parts of a filter by which `GET /api/kpis` counts too, and those that change no count. Any other (a box on the map, a type, a state)
 * would tell more of what is counted and not listed than a count of a street: asked often enough, where each of these events lies.
 */
const COUNTED_BY: ReadonlySet<string> = new Set<keyof EventFilter>(['within', 'service', 'figure', 'from', 'to', 'order', 'limit', 'cursor'])
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

/** The grids that the node of the service tree lies in that a filter names (`*`: any node); null where it names none. */
async function gridsOfService({ service }: EventFilter): Promise<ReadonlySet<string> | null> {
  if (service === undefined) return null
  const reach = reachOf((await loadPeopleBook()).nodes)
  return service === '*' ? new Set([...reach.values()].flatMap((grids) => [...grids])) : (reach.get(service) ?? new Set<string>())
}

/** Adds what a filter asks for, but for the order and the place in it. */
function filtered(where: Where, viewer: Viewer, atlas: Atlas, filter: EventFilter, now: number, within: ReadonlySet<string> | null): Where {
  if (within) {
    const codes = [...within]
    where.add(
      'e.grid_id = ANY(?::int4[])',
      atlas.grids.filter((g) => codes.some((code) => isWithin(g.code, code))).map((g) => g.id),
    )
  }
  const isVoid = 'e.state = ?::int2'
  if (filter.status === 'open') where.add(`e.handled_at IS NULL AND NOT ${isVoid}`, VOID)
  if (filter.status === 'handled') where.add('e.handled_at IS NOT NULL')
  if (filter.status === 'void') where.add(isVoid, VOID)
  const codesOf = (names: readonly string[], wanted: readonly string[]) => wanted.map((name) => names.indexOf(name))
  if (filter.state) where.add('e.state = ANY(?::int2[])', codesOf(EVENT_STATES, filter.state))
  if (filter.light) where.add('e.handled_at IS NULL AND e.light = ANY(?::int2[])', codesOf(LIGHTS, filter.light))
  if (filter.given) where.add("e.parties <> '{}'::text[] AND e.parties && ?::text[]", actingParties(viewer, atlas.grids))
  const time = (text: string | undefined, sql: string) => {
    if (text !== undefined) where.add(`${sql} to_timestamp(?::float8 / 1000)`, Date.parse(text))
  }
  time(filter.dueFrom, 'e.deadline >=')
  time(filter.dueTo, 'e.deadline <')
  // what is suspended (挂账) or void is not due, as in the figures
  if (filter.dueFrom !== undefined || filter.dueTo !== undefined) where.add('e.state <> ALL(?::int2[])', codesOf(EVENT_STATES, ['suspended', 'void']))
  time(filter.handledFrom, 'e.handled_at >=')
  time(filter.handledTo, 'e.handled_at <')
  if (filter.type) {
    const codes = new Set(filter.type)
    where.add(
      'e.type_id = ANY(?::int4[])',
      [...atlas.typeById.values()].filter((t) => codes.has(t.code)).map((t) => t.id),
    )
  }
  if (filter.urgency) where.add('e.urgency = ANY(?::int2[])', filter.urgency)
  if (filter.figure === undefined) {
    time(filter.from, 'e.occurred_at >=')
    time(filter.to, 'e.occurred_at <')
  } else {
    const bound = (text: string | undefined) => (text === undefined ? null : Date.parse(text))
    const { sql, values } = behindFigure(filter.figure, { from: bound(filter.from), to: bound(filter.to) }, now)
    where.add(sql, ...values)
  }
  if (filter.bbox) where.add('ST_Intersects(e.position, ST_MakeEnvelope(?::float8, ?::float8, ?::float8, ?::float8, 4326))', ...filter.bbox)
  return where
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
    return select(viewer, atlas, new Where().add(sight.sql, ...sight.values), ORDERS.newest, Math.max(0, Math.min(MAX_LIMIT, count)))
  })
}

/** The events with these numbers that the viewer may see, by number. */
export async function eventsByNumber(viewer: Viewer, numbers: readonly number[]): Promise<GridEvent[]> {
  if (numbers.length === 0) return []
  const where = new Where().add('e.number = ANY(?::int4[])', [...new Set(numbers)])
  return onAtlas((atlas) => select(viewer, atlas, where, 'e.number', numbers.length))
}

/** How lists are ordered, so that each event has one place. */
const ORDERS: Record<EventOrder, string> = {
  newest: 'e.occurred_at DESC, e.number DESC',
  deadline: 'e.deadline ASC NULLS LAST, e.number ASC',
}

/** The place of an event in an order: epoch milliseconds (null: none) and number. */
type Place = { at: number | null; number: number }
const CursorText = z.string().check(z.regex(/^d?(\d{1,15}|-)\.\d{1,10}$/))

/** Leaves what comes after a place. */
function behind(where: Where, order: EventOrder, { at, number }: Place): void {
  if (order === 'newest') where.add('(e.occurred_at, e.number) < (to_timestamp(?::float8 / 1000), ?::int4)', at, number)
  else if (at === null) where.add('e.deadline IS NULL AND e.number > ?::int4', number)
  else where.add('(e.deadline, e.number) > (to_timestamp(?::float8 / 1000), ?::int4) OR e.deadline IS NULL', at, number)
}

function writeCursor({ occurredAt, deadline, number }: GridEvent, order: EventOrder): string {
  const text = order === 'newest' ? `${Date.parse(occurredAt)}.${number}` : `d${deadline === null ? '-' : Date.parse(deadline)}.${number}`
  return Buffer.from(text).toString('base64url')
}

function readCursor(cursor: string, order: EventOrder): Place {
  const parsed = CursorText.safeParse(Buffer.from(cursor, 'base64url').toString('latin1'))
  const text = parsed.success ? parsed.data : ''
  const byDeadline = text.startsWith('d')
  const [at = '', number = ''] = text.replace('d', '').split('.')
  const place = { at: at === '-' ? null : Number(at), number: Number(number) }
  const known = parsed.success && byDeadline === (order === 'deadline') && (byDeadline || place.at !== null)
  if (!known || place.number > 0x7fffffff || (place.at ?? 0) > 8.64e15) throw new Problem('invalid', 'This cursor is none that this list has given.')
  return place
}
