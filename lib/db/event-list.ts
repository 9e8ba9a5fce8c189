import * as z from 'zod/mini'
import { actsForGrid, maySee, narrow, partiesOf, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { parseCaseNumber } from '@/lib/domain/case-number'
import type { EventDetail, GridEvent } from '@/lib/domain/event'
import { isWithin } from '@/lib/domain/grid'
import { EVENT_STATES, LIGHTS, partyKey } from '@/lib/domain/life'
import { Problem } from '@/lib/domain/problem'
import type { EventsQuery } from '@/lib/domain/queries'
import { readDetail } from './event-detail'
import { eventColumns, toEvents, toInstant } from './event-rows'
import { loadAtlas } from './grids'
import { readHead } from './log'
import { pool } from './pool'

/** What a list is filtered by, as the query string gives it: `from` inclusive, `to` exclusive, both on the time of occurrence. */
export type EventFilter = Partial<z.infer<typeof EventsQuery>>

const MAX_LIMIT = 1_000
const VOID = EVENT_STATES.indexOf('void')
/** How often a read begins anew because grids or types changed under it. */
const ATTEMPTS = 5
const UUID = z.uuid()

/** Conditions with numbered parameters, joined by AND. */
class Where {
  readonly values: unknown[] = []
  private readonly parts: string[] = []
  /** Adds a condition; `?` stands for the values in turn. */
  add(sql: string, ...values: unknown[]): this {
    const queue = [...values]
    this.parts.push(sql.replace(/\?/g, () => `$${this.values.push(queue.shift())}`))
    return this
  }
  get sql(): string {
    return this.parts.length ? `WHERE ${this.parts.map((p) => `(${p})`).join(' AND ')}` : ''
  }
}

/** All parties that the viewer acts for, the grids of an operator's area among them. */
function givenTo(viewer: Viewer, atlas: Atlas): string[] {
  const grids = atlas.grids.filter((g) => actsForGrid(viewer, g.code)).map((g) => partyKey({ kind: 'grid', id: g.code }))
  return [...partiesOf(viewer), ...grids]
}

/**
 * The predicate of visibility (access.ts) in SQL: by grid for plain events and for sensitive ones, and by whom an event was given to.
 * Null when nothing can be seen.
 */
function visible(viewer: Viewer, atlas: Atlas): Where | null {
  const given = givenTo(viewer, atlas)
  const inGrids = (parties: readonly string[], sensitive: boolean) =>
    atlas.grids.filter(({ code }) => maySee(viewer, { grid: code, sensitive, parties })).map((g) => g.id)
  const [plain, sensitive] = [inGrids([], false), inGrids([], true)]
  // sensitive only through a party: that is asked of the party, in these grids
  const byParty = given.length ? inGrids(given, true) : []
  if (plain.length === 0 && sensitive.length === 0 && byParty.length === 0) return null
  const types = [...atlas.typeById.values()]
  const plainTypes = types.filter((t) => !t.sensitive).map((t) => t.id)
  const sensitiveTypes = types.filter((t) => t.sensitive).map((t) => t.id)
  return new Where().add(
    `e.grid_id = ANY(?::int4[]) AND e.type_id = ANY(?::int4[]) OR e.grid_id = ANY(?::int4[]) AND e.type_id = ANY(?::int4[])
      OR e.parties <> '{}'::text[] AND e.parties && ?::text[] AND e.grid_id = ANY(?::int4[])`,
    plain,
    plainTypes,
    sensitive,
    sensitiveTypes,
    given,
    byParty,
  )
}

/**
 * A read that stands on an atlas. It is done again when grids or types have changed meanwhile: a job that places events anew may have
 * begun between the two, and half of it must not show. Throws Problem('unavailable') while grids are being changed.
 */
async function onAtlas<T>(read: (atlas: Atlas) => Promise<T>): Promise<T> {
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
 * Events the viewer may see, newest first by time of occurrence. Paging is by position in that order and not by count, so pages stay
 * whole while others write: `nextCursor` is null on the last page. Throws Problem('invalid') on a cursor that is none.
 */
export async function listEvents(viewer: Viewer, filter: EventFilter = {}): Promise<{ events: GridEvent[]; nextCursor: string | null }> {
  const limit = Math.max(1, Math.min(MAX_LIMIT, filter.limit ?? 100))
  const after = filter.cursor === undefined ? null : readCursor(filter.cursor)
  const narrowed = narrow(viewer, filter.within)
  if (!narrowed) return { events: [], nextCursor: null }
  // one more than asked for tells whether there is another page
  const events = await onAtlas(async (atlas) => {
    const where = listed(narrowed, atlas, filter, after)
    return where ? select(narrowed, atlas, where, 'e.occurred_at DESC, e.number DESC', limit + 1) : []
  })
  const page = events.slice(0, limit)
  const last = page.at(-1)
  return { events: page, nextCursor: events.length > limit && last ? writeCursor(last) : null }
}

/** What a list holds after a place in its order; null: nothing. */
function listed(viewer: Viewer, atlas: Atlas, filter: EventFilter, after: Place | null): Where | null {
  const where = visible(viewer, atlas)
  if (!where) return null

  // a department has no grids of its own that `within` could narrow
  if (filter.within && viewer.scope.kind === 'department') {
    const { within } = filter
    where.add(
      'e.grid_id = ANY(?::int4[])',
      atlas.grids.filter((g) => isWithin(g.code, within)).map((g) => g.id),
    )
  }
  const isVoid = 'e.state = ?::int2'
  if (filter.status === 'open') where.add(`e.handled_at IS NULL AND NOT ${isVoid}`, VOID)
  if (filter.status === 'handled') where.add('e.handled_at IS NOT NULL')
  if (filter.status === 'void') where.add(isVoid, VOID)
  const codesOf = (names: readonly string[], wanted: readonly string[]) => wanted.map((name) => names.indexOf(name))
  if (filter.state) where.add('e.state = ANY(?::int2[])', codesOf(EVENT_STATES, filter.state))
  if (filter.light) where.add('e.handled_at IS NULL AND e.light = ANY(?::int2[])', codesOf(LIGHTS, filter.light))
  if (filter.given) where.add("e.parties <> '{}'::text[] AND e.parties && ?::text[]", givenTo(viewer, atlas))
  if (filter.dueFrom !== undefined) where.add('e.deadline >= to_timestamp(?::float8 / 1000)', Date.parse(filter.dueFrom))
  if (filter.dueTo !== undefined) where.add('e.deadline < to_timestamp(?::float8 / 1000)', Date.parse(filter.dueTo))
  if (filter.handledFrom !== undefined) where.add('e.handled_at >= to_timestamp(?::float8 / 1000)', Date.parse(filter.handledFrom))
  if (filter.handledTo !== undefined) where.add('e.handled_at < to_timestamp(?::float8 / 1000)', Date.parse(filter.handledTo))
  if (filter.type) {
    const codes = new Set(filter.type)
    where.add(
      'e.type_id = ANY(?::int4[])',
      [...atlas.typeById.values()].filter((t) => codes.has(t.code)).map((t) => t.id),
    )
  }
  if (filter.urgency) where.add('e.urgency = ANY(?::int2[])', filter.urgency)
  if (filter.from !== undefined) where.add('e.occurred_at >= to_timestamp(?::float8 / 1000)', Date.parse(filter.from))
  if (filter.to !== undefined) where.add('e.occurred_at < to_timestamp(?::float8 / 1000)', Date.parse(filter.to))
  if (filter.bbox) where.add('ST_Intersects(e.position, ST_MakeEnvelope(?::float8, ?::float8, ?::float8, ?::float8, 4326))', ...filter.bbox)
  if (after) where.add('(e.occurred_at, e.number) < (to_timestamp(?::float8 / 1000), ?::int4)', after.occurredAt, after.number)
  return where
}

/** The event with this uuid, 事件编号 or number, with its history; null when there is none or the viewer may not see it. */
export async function getEvent(viewer: Viewer, idOrNumber: string): Promise<EventDetail | null> {
  const where = byName(idOrNumber)
  if (!where) return null
  const found = await onAtlas(async (atlas) => {
    const [event] = await select(viewer, atlas, where, 'e.number', 1)
    return event ? { event, detail: await readDetail(event, viewer, atlas) } : null
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

/** The last `count` events the system got to know that the viewer may see, newest first by number: what a feed starts from. */
export async function recentEvents(viewer: Viewer, count: number): Promise<GridEvent[]> {
  return onAtlas(async (atlas) => {
    const where = visible(viewer, atlas)
    return where ? select(viewer, atlas, where, 'e.number DESC', Math.max(0, Math.min(MAX_LIMIT, count))) : []
  })
}

/** The events with these numbers that the viewer may see, by number. */
export async function eventsByNumber(viewer: Viewer, numbers: readonly number[]): Promise<GridEvent[]> {
  if (numbers.length === 0) return []
  const where = new Where().add('e.number = ANY(?::int4[])', [...new Set(numbers)])
  return onAtlas((atlas) => select(viewer, atlas, where, 'e.number', numbers.length))
}

/** The place of an event in the list's order: epoch milliseconds and number. */
type Place = { occurredAt: number; number: number }
const CursorText = z.string().check(z.regex(/^\d{1,15}\.\d{1,10}$/))

function writeCursor({ occurredAt, number }: GridEvent): string {
  return Buffer.from(`${Date.parse(occurredAt)}.${number}`).toString('base64url')
}

function readCursor(cursor: string): Place {
  const parsed = CursorText.safeParse(Buffer.from(cursor, 'base64url').toString('latin1'))
  const [occurredAt = 0, number = 0] = parsed.success ? parsed.data.split('.').map(Number) : []
  if (!parsed.success || number > 0x7fffffff || occurredAt > 8.64e15) throw new Problem('invalid', 'This cursor is none that a list has given.')
  return { occurredAt, number }
}
