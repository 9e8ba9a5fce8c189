import type { Urgency } from './category'
import { toWgs84 } from './coordinates'
import { Crs, EventIn, FUTURE_TOLERANCE_MS, OLDEST_MS, type RejectCode } from './event'
import { GridCode } from './grid'
import type { Position } from './position'

/**
 * What an incoming event says, in one form: times in epoch milliseconds, the position in WGS84 rounded to 1e-7 degrees (1 cm), the id in
 * lower case, null for what is absent. Two messages with one id and the same content are one message.
 */
export type EventContent = {
  id: string
  type: string
  occurredAt: number
  updatedAt: number | null
  handledAt: number | null
  position: Position | null
  grid: string | null
  urgency: Urgency | null
  source: string | null
  title: string | null
  description: string | null
  reporter: string | null
  householdId: string | null
  externalId: string | null
}

/** Why a row cannot be taken, with the id it named, if it named one. */
export type Refusal = { id?: string; code: RejectCode; message: string }
export type Reading = { ok: true; content: EventContent } | { ok: false; refusal: Refusal }

const texts = ['source', 'title', 'description', 'reporter', 'householdId', 'externalId'] as const
const times = ['occurredAt', 'updatedAt', 'handledAt'] as const

/** What each field of the contract must be, in words for the sender. */
const wanted: Record<string, string> = {
  id: 'a UUID',
  occurredAt: 'a time with its offset (RFC 3339), such as 2026-11-24T08:30:00+08:00',
  updatedAt: 'a time with its offset (RFC 3339), or be left out',
  handledAt: 'a time with its offset (RFC 3339), null, or be left out',
  type: 'the code of an event type, a text of 1 to 32 characters',
  position: '[longitude, latitude] in degrees',
  grid: 'a grid code, digits only',
  crs: `one of ${Crs.options.join(', ')}`,
  urgency: '1, 2, 3 or 4',
  title: 'a text of at most 200 characters',
  description: 'a text of at most 10000 characters',
  source: 'a text of at most 64 characters',
  reporter: 'a text of at most 100 characters',
  householdId: 'a text of at most 64 characters',
  externalId: 'a text of at most 128 characters',
}

const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** The id a row names, when it is a text of reasonable length: so that the sender finds the row again. */
function idOf(row: unknown): { id?: string } {
  if (typeof row !== 'object' || row === null || !('id' in row)) return {}
  return typeof row.id === 'string' && row.id.length <= 64 ? { id: row.id } : {}
}

/**
 * Reads one row of `POST /api/events` at the time `now` (epoch milliseconds). Every row gets an answer, whatever it is; type, grid and
 * place are not looked up here. About 3 µs.
 */
export function readContent(row: unknown, now: number): Reading {
  const parsed = EventIn.safeParse(row)
  if (!parsed.success) return { ok: false, refusal: refuseShape(row, parsed.error.issues) }
  const event = parsed.data
  const refuse = (code: RejectCode, message: string): Reading => ({ ok: false, refusal: { ...idOf(row), code, message } })

  for (const field of texts) if (event[field]?.includes('\0')) return refuse('invalid', `"${field}" must not contain the character U+0000.`)
  if (event.position === undefined && event.grid === undefined) return refuse('invalid', 'An event needs a "position" or a "grid".')

  const occurredAt = Date.parse(event.occurredAt)
  const updatedAt = event.updatedAt === undefined ? null : Date.parse(event.updatedAt)
  const handledAt = event.handledAt === undefined || event.handledAt === null ? null : Date.parse(event.handledAt)
  for (const [i, at] of [occurredAt, updatedAt, handledAt].entries()) {
    if (at === null) continue
    const field = times[i]
    if (Number.isNaN(at)) return refuse('invalid', `"${field}" is not a time.`)
    if (at > now + FUTURE_TOLERANCE_MS) return refuse('in_future', `"${field}" lies more than ${FUTURE_TOLERANCE_MS / 60_000} minutes in the future.`)
    if (at < OLDEST_MS) return refuse('too_old', `"${field}" lies before 2000-01-01.`)
  }
  if (handledAt !== null && handledAt < occurredAt) return refuse('invalid', '"handledAt" must not lie before "occurredAt".')

  const position = event.position ? toWgs84(event.position, event.crs ?? 'WGS84') : null
  const content: EventContent = {
    id: event.id.toLowerCase(),
    type: event.type,
    occurredAt,
    updatedAt,
    handledAt,
    position: position && [round7(position[0]), round7(position[1])],
    grid: event.grid ?? null,
    urgency: event.urgency ?? null,
    source: event.source ?? null,
    title: event.title ?? null,
    description: event.description ?? null,
    reporter: event.reporter ?? null,
    householdId: event.householdId ?? null,
    externalId: event.externalId ?? null,
  }
  return { ok: true, content }
}

function refuseShape(row: unknown, issues: readonly { path: PropertyKey[] }[]): Refusal {
  const id = idOf(row)
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { ...id, code: 'invalid', message: 'An event must be an object.' }
  const fields = [...new Set(issues.map((issue) => String(issue.path[0])))]
  const [field = ''] = fields
  // A text that is no code at all is as unknown as a code that nobody has.
  if (fields.length === 1 && field === 'crs' && 'crs' in row && typeof row.crs === 'string')
    return { ...id, code: 'unknown_crs', message: `The coordinate reference system is unknown; "crs" must be ${wanted.crs}.` }
  if (fields.length === 1 && field === 'grid' && 'grid' in row && typeof row.grid === 'string' && !GridCode.safeParse(row.grid).success)
    return { ...id, code: 'unknown_grid', message: `There is no such grid; "grid" must be ${wanted.grid}.` }
  return { ...id, code: 'invalid', message: `"${field}" must be ${wanted[field] ?? 'something else'}.` }
}

/**
 * The text that a content's hash is made of: the same for the same content, whatever order or notation it came in. Absent fields leave
 * no trace, so that a field added later changes no hash. The id is not in it, since contents are compared under one id.
 */
export function canonicalContent(content: EventContent): string {
  const given = (value: string | number | Position | null) => value ?? undefined
  return JSON.stringify({
    t: content.type,
    o: content.occurredAt,
    u: given(content.updatedAt),
    h: given(content.handledAt),
    p: given(content.position),
    g: given(content.grid),
    r: given(content.urgency),
    s: given(content.source),
    n: given(content.title),
    d: given(content.description),
    b: given(content.reporter),
    f: given(content.householdId),
    e: given(content.externalId),
  })
}

/** A content's rank among those of one id: the later `updatedAt`, then the greater hash. Both sides of a tie agree, in any order. */
export type Rank = { updatedAt: number | null; hash: string }

/** Does `challenger` take the place of `holder`? A content without `updatedAt` ranks below every one that has it. */
export function outranks(challenger: Rank, holder: Rank): boolean {
  const [a, b] = [challenger.updatedAt ?? Number.NEGATIVE_INFINITY, holder.updatedAt ?? Number.NEGATIVE_INFINITY]
  return a === b ? challenger.hash > holder.hash : a > b
}
