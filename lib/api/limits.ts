import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { countTry, type Tried, takeBackTry } from '@/lib/db/accounts/tries'
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
  return waiting(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)), what)
}

const waiting = (retryAfter: number, what: string) => new Problem('rate_limited', `${what}; wait ${retryAfter} s.`, { retryAfter })

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

/** Requests a minute from one address without an account. Whoever has a phone may share its address with others, which the minute allows for. */
const PUBLIC = { points: 600, duration: 60 }
const PUBLIC_KEY = Symbol.for('gridsight.public-limiter')
const open: typeof globalThis & { [PUBLIC_KEY]?: RateLimiterMemory } = globalThis
const TOO_MUCH = 'Too much came from this address'

/** Counts a request of somebody without an account, by their address, in this process. Throws Problem('rate_limited'). */
export async function countPublic(address: string | null): Promise<void> {
  open[PUBLIC_KEY] ??= new RateLimiterMemory(PUBLIC)
  try {
    await open[PUBLIC_KEY].consume(address ?? 'unknown')
  } catch (refused) {
    throw tooMany(refused, TOO_MUCH)
  }
}

/** Counts a try for all processes together. Throws Problem('rate_limited'). */
async function count(what: Tried, who: string, why: string): Promise<void> {
  const wait = await countTry(what, who)
  if (wait !== null) throw waiting(wait, why)
}

/** Counts what somebody without an account tells or sends, by their address. Throws Problem('rate_limited'). */
export const countSent = (address: string | null, what: 'told' | 'photos') => count(what, address ?? 'unknown', TOO_MUCH)

/** Counts a code of a screen that a person typed. Throws Problem('rate_limited'). */
export const countCode = (userId: string) => count('screen-code', userId, 'Too many codes were tried')

/** A right code: what was typed before it does not count. */
export const forgetCodes = (userId: string) => takeBackTry('screen-code', userId, true)

/** Counts a code of an invitation that somebody tried. Throws Problem('rate_limited'). */
export async function countInvitationCode(address: string | null): Promise<void> {
  await count('invitation-address', address ?? 'unknown', 'Too many codes were tried')
  await count('invitation-all', 'all', 'Too many codes were tried')
}

/** It was right: takes back what was counted. */
export async function forgetInvitationCode(address: string | null): Promise<void> {
  await takeBackTry('invitation-address', address ?? 'unknown', false)
  await takeBackTry('invitation-all', 'all', false)
}
