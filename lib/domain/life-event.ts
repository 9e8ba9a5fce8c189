import * as z from 'zod/mini'
import { ClockKind, TypeCode, Urgency } from './category'
import { GridCode } from './grid'
import { EventState, LIFE_FLAGS, type Life, type Light, Party, partyKey } from './life'
import { Position } from './position'
import { SaneInstant } from './sane-time'

/** How long something may take, on which clock: 3 工作日. */
export const Limit = z.object({ value: z.number().check(z.positive()), clock: ClockKind })
export type Limit = z.infer<typeof Limit>

const time = z.nullable(z.number())

/** The clock of acceptance or dispatch that runs: since when, until when, and how long the stage may take; epoch milliseconds. */
export const StageClock = z.object({ from: z.number(), by: z.number(), limit: Limit })
export type StageClock = z.infer<typeof StageClock>
const words = (longest: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(longest))

/** A reply to a card (回复督办). */
export const CardReply = z.object({ words: z.string(), by: z.string(), at: z.number() })
export type CardReply = z.infer<typeof CardReply>

/**
 * 督办: a yellow or red card, the 督办人 who watches it, until when and what is to be replied; epoch milliseconds. It lives until it is lifted.
 * `reply`: the one that stands; null before the first, and after one that did not satisfy.
 */
export const Supervision = z.object({
  card: z.enum(['yellow', 'red']),
  by: z.string(),
  supervisor: z.string(),
  /** the account of the 督办人; null where a card was given before they were accounts */
  watcher: z._default(z.nullable(z.string()), null),
  deadline: z.number(),
  demandedReply: z.string(),
  at: z.number(),
  reply: z._default(z.nullable(CardReply), null),
})
export type Supervision = z.infer<typeof Supervision>

/** An extension that was asked for (延期申请) and not answered yet: until when, and why; epoch milliseconds. */
export const ExtensionWish = z.object({ until: z.nullable(z.number()), reason: z.string(), by: z.string(), at: z.number() })
export type ExtensionWish = z.infer<typeof ExtensionWish>

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
  /** while it waits for acceptance or dispatch */
  stageClock: z._default(z.nullable(StageClock), null),
  acceptedLate: z._default(z.boolean(), false),
  dispatchedLate: z._default(z.boolean(), false),
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
  extensionWish: z._default(z.nullable(ExtensionWish), null),
  reminders: z.int(),
  supervision: z.nullable(Supervision),
  /** cards so far, the living one among them, and of those that were lifted the ones answered in time */
  cards: z._default(z.int(), 0),
  cardsInTime: z._default(z.int(), 0),
  followedUp: z.nullable(z.object({ satisfied: z.boolean(), solved: z.boolean() })),
  answer: z.nullable(z.string()),
  /** the last step while it can be taken back (撤销): who did it, until when (epoch milliseconds), and what was before it */
  undo: z._default(z.nullable(z.object({ action: z.string(), by: z.string(), until: z.number(), before: z.record(z.string(), z.unknown()) })), null),
  duplicateOf: z.nullable(z.string()),
  voidReason: z.nullable(z.string()),
  corrected: z._default(z.boolean(), false),
  /** drawn for a spot check (抽查): it is pending until somebody follows up */
  spotCheck: z.boolean(),
})
export type LifeEvent = z.infer<typeof LifeEvent>

/** A life with the code of the grid its event counts in. */
export type PlacedLife = LifeEvent & { grid: string }

/** How long a step can be taken back: the 10 s that people are offered, those for which the offer waits at most under a hand or the focus, and some for the way. */
export const UNDO_OFFER_MS = 10_000
export const UNDO_HELD_MS = 45_000
export const UNDO_MS = UNDO_OFFER_MS + UNDO_HELD_MS + 5_000

/** The longest text of an action, in UTF-16 units. */
export const WORDS_LIMIT = 2_000
/** At most so many parties assist (协办). */
export const MAX_ASSISTING = 20

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
      SaneInstant,
      z.transform((text: string) => Date.parse(text)),
    ),
  ),
  satisfied: z.optional(z.boolean()),
  solved: z.optional(z.boolean()),
  card: z.optional(Supervision.shape.card),
  supervisor: z.optional(words(100)),
  demandedReply: z.optional(words(WORDS_LIMIT)),
  /** what is corrected: a position is WGS84 and puts the event into the leaf that it lies in; a grid alone leaves it without one */
  type: z.optional(TypeCode),
  urgency: z.optional(Urgency),
  grid: z.optional(GridCode),
  position: z.optional(Position),
})
export type ActionWords = z.infer<typeof ActionWords>

/** The life of an event nobody has acted on here: awaiting acceptance, or closed by what its source says (`handledAt`). */
export function newLife(report: {
  reportedAt: number
  reporter: string | null
  handledAt: number | null
  limit: Limit | null
  deadline: number | null
  stageClock: StageClock | null
}): LifeEvent {
  const { reportedAt, reporter, handledAt, limit, deadline, stageClock } = report
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
    stageClock: handledAt === null ? stageClock : null,
    acceptedLate: false,
    dispatchedLate: false,
    suspendedAt: null,
    lead: null,
    assisting: [],
    handledBy: null,
    handlers: [],
    onSpot: false,
    reporter,
    rework: 0,
    extensions: 0,
    extensionWish: null,
    reminders: 0,
    supervision: null,
    cards: 0,
    cardsInTime: 0,
    followedUp: null,
    answer: null,
    undo: null,
    duplicateOf: null,
    voidReason: null,
    corrected: false,
    spotCheck: false,
  }
}

/** Was a card answered in time? One that was lifted before its time asked for nothing more. */
export const answeredInTime = ({ reply, deadline }: Supervision, liftedAt = Number.POSITIVE_INFINITY): boolean => (reply?.at ?? liftedAt) <= deadline

/** The compact facts of a life: what figures, clocks and visibility need of it. `light` and `late` (lights.ts) are those of now. */
export function factsOfLife(life: LifeEvent, { light, late }: { light: Light; late: number }): Life {
  const { state, deadline, closeBy, acceptedAt, dispatchedAt, handedInAt, lead, assisting, supervision, followedUp } = life
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
    carded,
    cardsInTime,
    corrected,
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
    [life.corrected, corrected],
    [life.cards > 0, carded],
    [life.cards > 0 && life.cardsInTime + (supervision && answeredInTime(supervision) ? 1 : 0) === life.cards, cardsInTime],
    [life.firstActionAt !== null, managed],
  ]
  const flags = bits.reduce((sum, [holds, bit]) => (holds ? sum | bit : sum), late)
  return {
    state,
    light,
    deadline,
    closeBy,
    acceptedAt,
    dispatchedAt,
    handedInAt,
    flags,
    parties: [...(lead ? [lead] : []), ...assisting].map(partyKey),
  }
}
