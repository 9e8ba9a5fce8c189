import * as z from 'zod/mini'
import { Urgency } from './category'
import { EventState, Light, Party } from './life'
import { Position } from './position'

export type { EventIn } from './event-in'
export { Crs, Instant, textLimits } from './event-parts'

/** Why a row was not taken. */
export const RejectCode = z.enum([
  'invalid',
  'unknown_type',
  'unknown_grid',
  'outside_area',
  'unknown_crs',
  'in_future',
  'too_old',
  'conflict',
  'not_yours',
  'forbidden',
])
export type RejectCode = z.infer<typeof RejectCode>

export const Rejected = z.object({ index: z.int(), id: z.optional(z.string()), code: RejectCode, message: z.string() })
export type Rejected = z.infer<typeof Rejected>

/** What `POST /api/events` answers. accepted + updated + duplicates + rejected.length = rows sent. */
export const SaveResult = z.object({
  accepted: z.int(),
  updated: z.int(),
  duplicates: z.int(),
  rejected: z.array(Rejected),
  logId: z.string(),
  revision: z.int(),
})
export type SaveResult = z.infer<typeof SaveResult>

/** What became of one row. */
export type RowOutcome = 'accepted' | 'updated' | 'duplicate' | 'rejected'
/** The same with what became of each row, in their order: for imports. */
export type SaveTold = SaveResult & { outcomes: readonly RowOutcome[] }

/** In short: open, handled (closed, or rejected with an answer), or void and in no figure. */
export const EventStatus = z.enum(['open', 'handled', 'void'])
export type EventStatus = z.infer<typeof EventStatus>

/**
 * An event (网格事件) as the API shows it. `number` is the integer of frames, `caseNumber` the 事件编号 people say, `revision` its last.
 * `words`: of those who act on it the words are `masked` (numbers of phones and identity cards, who reported it, the household); for others
 * they are `withheld`, with the name of the type for a title. For screens there is none of it.
 */
export const GridEvent = z.object({
  number: z.int(),
  caseNumber: z.string(),
  id: z.uuid(),
  revision: z.int(),
  occurredAt: z.string(),
  receivedAt: z.string(),
  updatedAt: z.nullable(z.string()),
  handledAt: z.nullable(z.string()),
  status: EventStatus,
  state: EventState,
  light: Light,
  deadline: z.nullable(z.string()),
  type: z.string(),
  urgency: Urgency,
  grid: z.string(),
  position: z.nullable(Position),
  source: z.nullable(z.string()),
  /** whom it was given to: 主办 and 协办; not for screens */
  lead: z.optional(z.nullable(Party)),
  assisting: z.optional(z.array(Party)),
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  reporter: z.optional(z.string()),
  householdId: z.optional(z.string()),
  externalId: z.optional(z.string()),
  words: z.optional(z.enum(['masked', 'withheld'])),
})
export type GridEvent = z.infer<typeof GridEvent>

/** What is written about an event that can be opened with a reason, as it was sent. */
export const EventWords = z.enum(['title', 'description', 'reporter', 'householdId'])
export type EventWords = z.infer<typeof EventWords>

/** Asks to read it: why, and which. */
export const EventRevealIn = z.object({
  reason: z.string().check(z.trim(), z.minLength(4), z.maxLength(500)),
  fields: z.array(EventWords).check(z.minLength(1)),
})

/** How far into the future a time may lie before it is `in_future`, milliseconds. */
export const FUTURE_TOLERANCE_MS = 10 * 60_000
/** Times before this are `too_old`: 2000-01-01T00:00Z. */
export const OLDEST_MS = Date.UTC(2000, 0, 1)
/** At most this many events in one POST. */
export const MAX_BATCH = 5_000
