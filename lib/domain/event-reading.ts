import * as z from 'zod/mini'
import { TYPE_LENGTH } from './category'
import { toWgs84 } from './coordinates'
import { Crs, FUTURE_TOLERANCE_MS, OLDEST_MS, type RejectCode, textLimits } from './event'
import type { EventContent } from './event-content'
import { EventIn } from './event-in'
import { GridCode } from './grid'
import { MAX_PARTY_ID, Party } from './life'
import { MAX_ASSISTING, WORDS_LIMIT } from './life-event'
import type { Position } from './position'
import { MAX_STAGES, type Stage, StageAction, type ToldStage, toldStage } from './stages'

/** Why a row cannot be taken, with the id it named, if it named one. */
export type Refusal = { id?: string; code: RejectCode; message: string }
export type Reading = { ok: true; content: EventContent } | { ok: false; refusal: Refusal }

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
  title: `a text of at most ${textLimits.title} characters`,
  description: `a text of at most ${textLimits.description} characters`,
  source: `a text of at most ${textLimits.source} characters`,
  reporter: `a text of at most ${textLimits.reporter} characters`,
  householdId: `a text of at most ${textLimits.householdId} characters`,
  externalId: `a text of at most ${textLimits.externalId} characters`,
  stages: `a list of at most ${MAX_STAGES} stages, each with an "action" (${StageAction.options.join(', ')}) and a time "at" (RFC 3339)`,
}

const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** The id a row names, when it is a text of reasonable length: so that the sender finds the row again. */
function idOf(row: unknown): { id?: string } {
  if (typeof row !== 'object' || row === null || !('id' in row)) return {}
  return typeof row.id === 'string' && row.id.length <= 64 ? { id: row.id } : {}
}

/**
 * Reads one row of `POST /api/events` at the time `now` (epoch milliseconds). Every row gets an answer, whatever it is; type, grid and
 * place are not looked up here. About 1 µs for a row of the usual form.
 */
export function readContent(row: unknown, now: number): Reading {
  const usual = usualEvent(row)
  if (usual) return contentOf(usual, row, now)
  const parsed = EventIn.safeParse(row)
  return parsed.success ? contentOf(parsed.data, row, now) : { ok: false, refusal: refuseShape(row, parsed.error.issues) }
}

function contentOf(event: EventIn, row: unknown, now: number): Reading {
  const { source = null, title = null, description = null, reporter = null, householdId = null, externalId = null } = event
  if (isUnkept(source) || isUnkept(title) || isUnkept(description) || isUnkept(reporter) || isUnkept(householdId) || isUnkept(externalId))
    return refuse(row, 'invalid', 'A text must not contain U+0000 or lone surrogates.')
  if (event.position === undefined && event.grid === undefined) return refuse(row, 'invalid', 'An event needs a "position" or a "grid".')

  const occurredAt = Date.parse(event.occurredAt)
  const updatedAt = event.updatedAt === undefined ? null : Date.parse(event.updatedAt)
  const handledAt = event.handledAt === undefined || event.handledAt === null ? null : Date.parse(event.handledAt)
  if (!isTimely(occurredAt, now) || (updatedAt !== null && !isTimely(updatedAt, now)) || (handledAt !== null && !isTimely(handledAt, now)))
    return refuseTime(row, [occurredAt, updatedAt, handledAt], now)
  if (handledAt !== null && handledAt < occurredAt) return refuse(row, 'invalid', '"handledAt" must not lie before "occurredAt".')

  const stages = event.stages?.length ? event.stages.map(toldStage) : null
  const faulty = stages && faultOfStages(stages, occurredAt, now)
  if (faulty) return refuse(row, faulty.code, faulty.message)

  let position: Position | null = null
  if (event.position) {
    const [lon, lat] = toWgs84(event.position, event.crs ?? 'WGS84')
    position = [round7(lon), round7(lat)]
  }
  const { type, grid = null, urgency = null } = event
  const id = event.id.toLowerCase()
  const content = {
    id,
    type,
    occurredAt,
    updatedAt,
    handledAt,
    position,
    grid,
    urgency,
    source,
    title,
    description,
    reporter,
    householdId,
    externalId,
    stages,
  }
  return { ok: true, content }
}

/** What is wrong in the times and texts of stages, or null. Whether one may follow on another is asked of the life cycle (case-history.ts). */
function faultOfStages(stages: readonly ToldStage[], occurredAt: number, now: number): Omit<Refusal, 'id'> | null {
  let before = occurredAt
  for (let i = 0; i < stages.length; i++) {
    const stage = stages[i]
    if (!stage) continue
    const { action, at, receivedAt, deadline, party, assisting, words } = stage
    const name = `"stages" ${i + 1} (${action})`
    if (Number.isNaN(at)) return { code: 'invalid', message: `${name} has a time that is none.` }
    if (at > now + FUTURE_TOLERANCE_MS)
      return { code: 'in_future', message: `${name} lies more than ${FUTURE_TOLERANCE_MS / 60_000} minutes in the future.` }
    if (at < before)
      return {
        code: 'invalid',
        message: before === occurredAt ? `${name} lies before "occurredAt".` : `${name} lies before the stage that stands before it.`,
      }
    if (receivedAt !== null && !isTimely(receivedAt, now)) return { code: 'invalid', message: `${name} has a "receivedAt" that cannot be.` }
    if (deadline !== null && !(deadline >= OLDEST_MS && deadline <= LATEST_MS))
      return { code: 'invalid', message: `${name} has a "deadline" that cannot be.` }
    if (isUnkept(words) || isUnkept(party) || assisting.some(isUnkept))
      return { code: 'invalid', message: 'A text must not contain U+0000 or lone surrogates.' }
    before = at
  }
  return null
}

/** The working calendar ends with 2199. */
const LATEST_MS = Date.UTC(2200, 0, 1)
/** U+0000, which the database does not take, and halves of pairs of UTF-16. */
const isUnkept = (text: string | null): boolean => text !== null && /\0|\p{Surrogate}/u.test(text)
const isTimely = (at: number, now: number): boolean => at >= OLDEST_MS && at <= now + FUTURE_TOLERANCE_MS

function refuse(row: unknown, code: RejectCode, message: string): Reading {
  return { ok: false, refusal: { ...idOf(row), code, message } }
}

function refuseTime(row: unknown, given: readonly (number | null)[], now: number): Reading {
  const i = given.findIndex((at) => at !== null && !isTimely(at, now))
  const [field, at] = [times[i], given[i] ?? Number.NaN]
  if (Number.isNaN(at)) return refuse(row, 'invalid', `"${field}" is not a time.`)
  if (at < OLDEST_MS) return refuse(row, 'too_old', `"${field}" lies before 2000-01-01.`)
  return refuse(row, 'in_future', `"${field}" lies more than ${FUTURE_TOLERANCE_MS / 60_000} minutes in the future.`)
}

const UUID = z.regexes.uuid()
const INSTANT = z.regexes.datetime({ offset: true })

/**
 * The row when it is plainly a good one, decided by the rules of EventIn (a test compares them) at a quarter of its cost; null leaves
 * the decision to EventIn. Each field is read once.
 */
function usualEvent(row: unknown): EventIn | null {
  if (!isRecord(row)) return null
  const {
    id,
    occurredAt,
    type,
    position,
    grid,
    crs,
    urgency,
    updatedAt,
    handledAt,
    title,
    description,
    source,
    reporter,
    householdId,
    externalId,
    stages,
  } = row
  if (typeof id !== 'string' || !UUID.test(id) || !isInstant(occurredAt) || crs !== undefined) return null
  if (typeof type !== 'string' || type.length < 1 || type.length > TYPE_LENGTH || !isGridCode(grid)) return null
  if (position !== undefined && !isPosition(position)) return null
  if (urgency !== undefined && urgency !== 1 && urgency !== 2 && urgency !== 3 && urgency !== 4) return null
  if (updatedAt !== undefined && !isInstant(updatedAt)) return null
  if (handledAt !== undefined && handledAt !== null && !isInstant(handledAt)) return null
  if (!isText(title, textLimits.title) || !isText(description, textLimits.description) || !isText(source, textLimits.source)) return null
  if (!isText(reporter, textLimits.reporter) || !isText(householdId, textLimits.householdId) || !isText(externalId, textLimits.externalId))
    return null
  if (stages !== undefined && !isStages(stages)) return null
  return {
    id,
    occurredAt,
    type,
    position,
    grid,
    urgency,
    updatedAt,
    handledAt,
    title,
    description,
    source,
    reporter,
    householdId,
    externalId,
    stages,
  }
}

const stageActions: ReadonlySet<unknown> = new Set(StageAction.options)
const partyKinds: ReadonlySet<unknown> = new Set(Party.shape.kind.options)
const isParty = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) && partyKinds.has(value.kind) && typeof value.id === 'string' && value.id.length >= 1 && value.id.length <= MAX_PARTY_ID)
const isFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean'
const isMaybeInstant = (value: unknown): boolean => value === undefined || isInstant(value)

/** Stages that are plainly good ones, as `usualEvent` is of events; each is told apart before its rarer fields are looked at. */
function isStages(value: unknown): value is Stage[] {
  if (!Array.isArray(value) || value.length > MAX_STAGES) return false
  const stages: unknown[] = value
  for (const stage of stages) {
    if (!isRecord(stage)) return false
    const { action, at, receivedAt, party, assisting, deadline, satisfied, solved, card, words } = stage
    if (!stageActions.has(action) || !isInstant(at) || !isMaybeInstant(receivedAt) || !isMaybeInstant(deadline)) return false
    if (!isParty(party) || !isFlag(satisfied) || !isFlag(solved) || !isText(words, WORDS_LIMIT)) return false
    if (card !== undefined && card !== 'yellow' && card !== 'red') return false
    if (assisting !== undefined && !(Array.isArray(assisting) && assisting.length <= MAX_ASSISTING && assisting.every((p) => p && isParty(p))))
      return false
  }
  return true
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isInstant = (value: unknown): value is string => typeof value === 'string' && INSTANT.test(value)
const isGridCode = (value: unknown): value is string | undefined => value === undefined || GridCode.safeParse(value).success
const isText = (value: unknown, max: number): value is string | undefined => value === undefined || (typeof value === 'string' && value.length <= max)

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [lon, lat]: unknown[] = value
  return typeof lon === 'number' && typeof lat === 'number' && lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90
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
  const [, stage, part] = issues[0]?.path ?? []
  if (fields.length === 1 && field === 'stages' && typeof stage === 'number')
    return { ...id, code: 'invalid', message: `"stages" ${stage + 1} is no stage${part === undefined ? '' : `: "${String(part)}" cannot be that`}.` }
  return { ...id, code: 'invalid', message: `"${field}" must be ${wanted[field] ?? 'something else'}.` }
}
