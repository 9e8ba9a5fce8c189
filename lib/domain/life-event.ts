import * as z from 'zod/mini'
import { ClockKind } from './category'
import { EventState, LIFE_FLAGS, type Life, type Light, Party, partyKey } from './life'

/** How long something may take, on which clock: 3 工作日. */
export const Limit = z.object({ value: z.number().check(z.positive()), clock: ClockKind })
export type Limit = z.infer<typeof Limit>

const time = z.nullable(z.number())
const words = (longest: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(longest))

/** 督办: a yellow or red card, the named 督办人, until when and what is to be replied; epoch milliseconds. */
export const Supervision = z.object({
  card: z.enum(['yellow', 'red']),
  by: z.string(),
  supervisor: z.string(),
  deadline: z.number(),
  demandedReply: z.string(),
  at: z.number(),
})
export type Supervision = z.infer<typeof Supervision>

/** All that the life cycle knows of an event, as it is kept in its record. Times are epoch milliseconds; people are ids of accounts. */
export const LifeEvent = z.object({
  state: EventState,
  reportedAt: z.number(),
  acceptedAt: time,
  firstActionAt: time,
  /** did the first action come within the limit of response (响应)? */
  responded: z.boolean(),
  dispatchedAt: time,
  takenAt: time,
  /** while it waits for verification and once it is closed after it; null for 自处置 */
  handedInAt: time,
  /** when it was closed or rejected; null otherwise */
  closedAt: time,
  /** the limit that runs, extensions included */
  limit: z.nullable(Limit),
  deadline: time,
  /** until when it is to be closed: the limit of verification after the deadline. Rework (返工) does not move it */
  closeBy: time,
  suspendedAt: time,
  lead: z.nullable(Party),
  assisting: z.array(Party),
  /** who handed it in, or handled it on the spot */
  handledBy: z.nullable(z.string()),
  /** everybody who took it, handed it in or handled it on the spot, in any round: they never verify it */
  handlers: z.array(z.string()),
  onSpot: z.boolean(),
  reporter: z.nullable(z.string()),
  rework: z.int(),
  extensions: z.int(),
  extensionAsked: z.boolean(),
  reminders: z.int(),
  supervision: z.nullable(Supervision),
  followedUp: z.nullable(z.object({ satisfied: z.boolean(), solved: z.boolean() })),
  answer: z.nullable(z.string()),
  duplicateOf: z.nullable(z.string()),
  voidReason: z.nullable(z.string()),
  /** drawn for a spot check (抽查): it is pending until somebody follows up */
  spotCheck: z.boolean(),
})
export type LifeEvent = z.infer<typeof LifeEvent>

/** A life with the code of the grid its event counts in. */
export type PlacedLife = LifeEvent & { grid: string }

/** The longest text of an action, in UTF-16 units. */
export const WORDS_LIMIT = 2_000
const MAX_ASSISTING = 20

/** What comes with an action, parsed from the wire: a deadline comes as RFC 3339 and is epoch milliseconds after. */
export const ActionWords = z.object({
  note: z.optional(words(WORDS_LIMIT)),
  reason: z.optional(words(WORDS_LIMIT)),
  answer: z.optional(words(WORDS_LIMIT)),
  lead: z.optional(Party),
  assisting: z.optional(z.array(Party).check(z.maxLength(MAX_ASSISTING))),
  duplicateOf: z.optional(words(64)),
  deadline: z.optional(
    z.pipe(
      z.iso.datetime({ offset: true }),
      z.transform((text: string) => Date.parse(text)),
    ),
  ),
  satisfied: z.optional(z.boolean()),
  solved: z.optional(z.boolean()),
  card: z.optional(Supervision.shape.card),
  supervisor: z.optional(words(100)),
  demandedReply: z.optional(words(WORDS_LIMIT)),
})
export type ActionWords = z.infer<typeof ActionWords>

/** The life of an event nobody has acted on here: awaiting acceptance, or closed by what its source says (`handledAt`). */
export function newLife(report: {
  reportedAt: number
  reporter: string | null
  handledAt: number | null
  limit: Limit | null
  deadline: number | null
}): LifeEvent {
  const { reportedAt, reporter, handledAt, limit, deadline } = report
  return {
    state: handledAt === null ? 'awaiting_acceptance' : 'closed',
    reportedAt,
    acceptedAt: null,
    firstActionAt: null,
    responded: false,
    dispatchedAt: null,
    takenAt: null,
    handedInAt: null,
    closedAt: handledAt,
    limit,
    deadline,
    closeBy: null,
    suspendedAt: null,
    lead: null,
    assisting: [],
    handledBy: null,
    handlers: [],
    onSpot: false,
    reporter,
    rework: 0,
    extensions: 0,
    extensionAsked: false,
    reminders: 0,
    supervision: null,
    followedUp: null,
    answer: null,
    duplicateOf: null,
    voidReason: null,
    spotCheck: false,
  }
}

/** The compact facts of a life: what figures, clocks and visibility need of it. */
export function factsOfLife(life: LifeEvent, light: Light): Life {
  const { state, deadline, closeBy, acceptedAt, handedInAt, lead, assisting, supervision, followedUp } = life
  const {
    extended,
    reworked,
    followedUp: followed,
    satisfied,
    solved,
    responded,
    onSpot,
    spotCheck,
    reminded,
    yellowCard,
    redCard,
    managed,
  } = LIFE_FLAGS
  const bits: readonly (readonly [boolean, number])[] = [
    [life.extensions > 0, extended],
    [life.rework > 0, reworked],
    [followedUp !== null, followed],
    [followedUp?.satisfied === true, satisfied],
    [followedUp?.solved === true, solved],
    [life.responded, responded],
    [life.onSpot, onSpot],
    [life.spotCheck, spotCheck],
    [life.reminders > 0, reminded],
    [supervision?.card === 'yellow', yellowCard],
    [supervision?.card === 'red', redCard],
    [life.firstActionAt !== null, managed],
  ]
  const flags = bits.reduce((sum, [holds, bit]) => (holds ? sum | bit : sum), 0)
  return { state, light, deadline, closeBy, acceptedAt, handedInAt, flags, parties: [...(lead ? [lead] : []), ...assisting].map(partyKey) }
}
