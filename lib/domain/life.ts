import * as z from 'zod/mini'

/** The states of the life cycle (事项处置闭环), in the order of their codes in facts and records: never change the order. */
export const EventState = z.enum([
  'awaiting_acceptance',
  'awaiting_dispatch',
  'handling',
  'suspended',
  'awaiting_verification',
  'closed',
  'rejected',
  'void',
])
export type EventState = z.infer<typeof EventState>
export const EVENT_STATES = EventState.options

/** 正常, 临期, 超期. */
export const Light = z.enum(['normal', 'near', 'overdue'])
export type Light = z.infer<typeof Light>
export const LIGHTS = Light.options

/** What a life has been through, as bits of one number. */
export const LIFE_FLAGS = {
  /** 延期 was granted */
  extended: 1,
  /** 返工: sent back at least once */
  reworked: 2,
  followedUp: 4,
  satisfied: 8,
  solved: 16,
  /** the first action came within the limit of response */
  responded: 32,
  /** 自处置 */
  onSpot: 64,
  /** drawn for a spot check 抽查 */
  spotCheck: 128,
  /** 催办 */
  reminded: 256,
  /** the card that lives (督办) */
  yellowCard: 512,
  redCard: 1024,
  /** transitions led here: its source's `handledAt` decides nothing any more */
  managed: 2048,
  /** was ever given a card; and each of them was answered in time */
  carded: 4096,
  cardsInTime: 8192,
  /** the deadline in force has passed (处置超期); the light may be 超期 for another clock */
  pastDeadline: 16_384,
  /** 受理超时, 派单超时: done late, or too long waited for */
  acceptedLate: 32_768,
  dispatchedLate: 65_536,
  /** type, place and urgency were corrected here (更正): its source decides them no more */
  corrected: 131_072,
} as const

/**
 * The part of an event's life that figures, clocks and visibility need. `parties`: whom it was given to, the lead first, as `partyKey`;
 * times are epoch milliseconds. An event without a life is one of a source that tells no more than open or handled.
 */
export type Life = {
  state: EventState
  light: Light
  deadline: number | null
  /** until when it is to be verified and closed; the deadline itself where there is none of its own */
  closeBy: number | null
  acceptedAt: number | null
  dispatchedAt: number | null
  handedInAt: number | null
  flags: number
  parties: readonly string[]
}

/** The life of an event that nobody has acted on here: open, or closed by what its source says. */
export function sourceLife(handledAt: number | null): Life {
  return {
    state: handledAt === null ? 'awaiting_acceptance' : 'closed',
    light: 'normal',
    deadline: null,
    closeBy: null,
    acceptedAt: null,
    dispatchedAt: null,
    handedInAt: null,
    flags: 0,
    parties: [],
  }
}

/** Has it come to an end: closed, rejected or void? */
export const isEnded = (state: EventState): boolean => state === 'closed' || state === 'rejected' || state === 'void'

/** Void events (作废) leave every figure and the heat; they stay in lists. */
export const isVoid = (life: Pick<Life, 'state'> | undefined): boolean => life?.state === 'void'

/** The longest id of a party. */
export const MAX_PARTY_ID = 100
/** Whom an event can be given to: the operators of a grid, a department (条), a team, one member. */
export const Party = z.object({
  kind: z.enum(['grid', 'department', 'team', 'member']),
  id: z.string().check(z.minLength(1), z.maxLength(MAX_PARTY_ID)),
})
export type Party = z.infer<typeof Party>

/** A party as one text: `department:城管`. */
export const partyKey = ({ kind, id }: Party): string => `${kind}:${id}`

/** The party of a `partyKey`; null for a text that is none. */
export function partyOf(key: string): Party | null {
  const at = key.indexOf(':')
  const parsed = Party.safeParse({ kind: key.slice(0, at), id: key.slice(at + 1) })
  return parsed.success ? parsed.data : null
}
