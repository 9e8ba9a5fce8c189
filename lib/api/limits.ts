import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '@/lib/domain/problem'

/** Requests a second that one token may make in one process. */
export const REQUESTS_PER_SECOND = 1_000

/** Subscriptions a second that all sockets of a token or person may make. */
const SUBSCRIPTIONS_PER_SECOND = 500

/** Sign-ins a minute from one address (an office has one for everybody), and with one name. */
const SIGN_INS = { address: 120, username: 10 }

const KEY = Symbol.for('gridsight.limiter')
const holder: typeof globalThis & { [KEY]?: RateLimiterMemory | undefined } = globalThis
// One for the process: each route is built with an instance of this module of its own.
const limiter = (): RateLimiterMemory => {
  holder[KEY] ??= new RateLimiterMemory({ points: REQUESTS_PER_SECOND, duration: 1 })
  return holder[KEY]
}

/** Counts one request of a token. Throws Problem('rate_limited') with `retryAfter` (whole seconds) when it made too many. */
export async function countRequest(viewerId: string): Promise<void> {
  try {
    await limiter().consume(viewerId)
  } catch (refused) {
    throw tooMany(refused, `More than ${REQUESTS_PER_SECOND} requests a second`)
  }
}

const SUBSCRIBING_KEY = Symbol.for('gridsight.subscription-limiter')
const subscribing: typeof globalThis & { [SUBSCRIBING_KEY]?: RateLimiterMemory } = globalThis

/** Counts a subscription of a token or person. Throws Problem('rate_limited') when their sockets made too many. */
export async function countSubscription(viewerId: string): Promise<void> {
  subscribing[SUBSCRIBING_KEY] ??= new RateLimiterMemory({ points: SUBSCRIPTIONS_PER_SECOND, duration: 1 })
  try {
    await subscribing[SUBSCRIBING_KEY].consume(viewerId)
  } catch (refused) {
    throw tooMany(refused, 'Too many subscriptions')
  }
}

/** A refusal of a limiter as a Problem; any other fault as it is. */
function tooMany(refused: unknown, what: string): unknown {
  if (!(refused instanceof RateLimiterRes)) return refused
  const retryAfter = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
  return new Problem('rate_limited', `${what}; wait ${retryAfter} s.`, { retryAfter })
}

const SIGN_IN_KEY = Symbol.for('gridsight.sign-in-limiters')
const signIns: typeof globalThis & { [SIGN_IN_KEY]?: Record<keyof typeof SIGN_INS, RateLimiterMemory> } = globalThis

/** Counts a sign-in against its address and against the name that was typed, whether anybody has it or not. Throws Problem('rate_limited'). */
export async function countSignIn(by: { address: string | null; username: string }): Promise<void> {
  const make = (points: number) => new RateLimiterMemory({ points, duration: 60 })
  signIns[SIGN_IN_KEY] ??= { address: make(SIGN_INS.address), username: make(SIGN_INS.username) }
  try {
    await signIns[SIGN_IN_KEY].username.consume(by.username.trim().toLowerCase().slice(0, 64))
    await signIns[SIGN_IN_KEY].address.consume(by.address ?? 'unknown')
  } catch (refused) {
    throw tooMany(refused, 'Too many sign-ins')
  }
}

/**
 * What comes from one address without an account: requests a minute, things told an hour, photos an hour. Whoever has a phone may share its address with
 * others, which the minute allows for.
 */
const PUBLIC = { requests: { points: 600, duration: 60 }, told: { points: 10, duration: 3_600 }, photos: { points: 40, duration: 3_600 } }
const PUBLIC_KEY = Symbol.for('gridsight.public-limiters')
const open: typeof globalThis & { [PUBLIC_KEY]?: Record<keyof typeof PUBLIC, RateLimiterMemory> } = globalThis

/** Counts what somebody without an account does, by their address, in this process. Throws Problem('rate_limited'). */
export async function countPublic(address: string | null, what: keyof typeof PUBLIC = 'requests'): Promise<void> {
  open[PUBLIC_KEY] ??= {
    requests: new RateLimiterMemory(PUBLIC.requests),
    told: new RateLimiterMemory(PUBLIC.told),
    photos: new RateLimiterMemory(PUBLIC.photos),
  }
  try {
    await open[PUBLIC_KEY][what].consume(address ?? 'unknown')
  } catch (refused) {
    throw tooMany(refused, 'Too much came from this address')
  }
}

/** Codes of screens that a person may type before they have to wait: 15 minutes. */
const CODES = { points: 5, duration: 900 }
const CODE_KEY = Symbol.for('gridsight.code-limiter')
const codes: typeof globalThis & { [CODE_KEY]?: RateLimiterMemory } = globalThis

/** Counts a code of a screen that a person typed, in this process. Throws Problem('rate_limited'). */
export async function countCode(userId: string): Promise<void> {
  codes[CODE_KEY] ??= new RateLimiterMemory(CODES)
  try {
    await codes[CODE_KEY].consume(userId)
  } catch (refused) {
    throw tooMany(refused, 'Too many codes were tried')
  }
}

/** A right code: what was typed before it does not count. */
export async function forgetCodes(userId: string): Promise<void> {
  await codes[CODE_KEY]?.delete(userId)
}

/** Codes of invitations that may be tried from one address an hour, and from all: they are eight digits. A right one does not count. */
const INVITATION_CODES = { address: { points: 20, duration: 3_600 }, all: { points: 600, duration: 3_600 } }
const INVITATIONS_KEY = Symbol.for('gridsight.invitation-limiters')
const invitations: typeof globalThis & { [INVITATIONS_KEY]?: Record<keyof typeof INVITATION_CODES, RateLimiterMemory> } = globalThis

/** Counts a code of an invitation that somebody tried, in this process. Throws Problem('rate_limited'). */
export async function countInvitationCode(address: string | null): Promise<void> {
  invitations[INVITATIONS_KEY] ??= {
    address: new RateLimiterMemory(INVITATION_CODES.address),
    all: new RateLimiterMemory(INVITATION_CODES.all),
  }
  try {
    await invitations[INVITATIONS_KEY].address.consume(address ?? 'unknown')
    await invitations[INVITATIONS_KEY].all.consume('all')
  } catch (refused) {
    throw tooMany(refused, 'Too many codes were tried')
  }
}

/** It was right: takes back what was counted. */
export async function forgetInvitationCode(address: string | null): Promise<void> {
  await invitations[INVITATIONS_KEY]?.address.reward(address ?? 'unknown')
  await invitations[INVITATIONS_KEY]?.all.reward('all')
}
