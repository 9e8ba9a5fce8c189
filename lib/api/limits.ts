import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { countTry, type Tried, takeBackTry } from '@/lib/db/accounts/tries'
import { networkOf } from '@/lib/domain/network'
import { once } from '@/lib/domain/once'
import { Problem } from '@/lib/domain/problem'

/** Requests a second that one token may make in one process. */
export const REQUESTS_PER_SECOND = 1_000

/** Subscriptions a second that all sockets of a token or person may make. */
const SUBSCRIPTIONS_PER_SECOND = 500

/** Sign-ins a minute from one address (an office has one for everybody), and with one name. */
const SIGN_INS = { address: 120, username: 10 }

const limiter = once('limiter', () => new RateLimiterMemory({ points: REQUESTS_PER_SECOND, duration: 1 }))

/** Counts one request of a token. Throws Problem('rate_limited') with `retryAfter` (whole seconds) when it made too many. */
export async function countRequest(viewerId: string): Promise<void> {
  try {
    await limiter().consume(viewerId)
  } catch (refused) {
    throw tooMany(refused, `More than ${REQUESTS_PER_SECOND} requests a second`)
  }
}

const subscriptionLimiter = once('subscription-limiter', () => new RateLimiterMemory({ points: SUBSCRIPTIONS_PER_SECOND, duration: 1 }))

/** Counts a subscription of a token or person. Throws Problem('rate_limited') when their sockets made too many. */
export async function countSubscription(viewerId: string): Promise<void> {
  try {
    await subscriptionLimiter().consume(viewerId)
  } catch (refused) {
    throw tooMany(refused, 'Too many subscriptions')
  }
}

/** A refusal of a limiter as a Problem; any other fault as it is. */
function tooMany(refused: unknown, what: string): unknown {
  if (!(refused instanceof RateLimiterRes)) return refused
  return waiting(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)), what)
}

/** What a limit counts of where a request comes from. */
const from = (address: string | null) => networkOf(address ?? 'unknown')

const waiting = (retryAfter: number, what: string) => new Problem('rate_limited', `${what}; wait ${retryAfter} s.`, { retryAfter })

const signInLimiters = once('sign-in-limiters', () => {
  const make = (points: number) => new RateLimiterMemory({ points, duration: 60 })
  return { address: make(SIGN_INS.address), username: make(SIGN_INS.username) }
})

/** Counts a sign-in against its address and against the name that was typed, whether anybody has it or not. Throws Problem('rate_limited'). */
export async function countSignIn(by: { address: string | null; username: string }): Promise<void> {
  const limiters = signInLimiters()
  try {
    await limiters.username.consume(by.username.trim().toLowerCase().slice(0, 64))
    await limiters.address.consume(from(by.address))
  } catch (refused) {
    throw tooMany(refused, 'Too many sign-ins')
  }
}

/** Requests a minute from one address without an account. Whoever has a phone may share its address with others, which the minute allows for. */
const PUBLIC = { points: 600, duration: 60 }
const publicLimiter = once('public-limiter', () => new RateLimiterMemory(PUBLIC))
const TOO_MUCH = 'Too much came from this address'

/** Counts a request of somebody without an account, by their address, in this process. Throws Problem('rate_limited'). */
export async function countPublic(address: string | null): Promise<void> {
  try {
    await publicLimiter().consume(from(address))
  } catch (refused) {
    throw tooMany(refused, TOO_MUCH)
  }
}

/** Counts a try for all processes together. Throws Problem('rate_limited'). */
async function count(what: Tried, who: string, why: string): Promise<void> {
  const wait = await countTry(what, who)
  if (wait !== null) throw waiting(wait, why)
}

/** Counts something new that somebody without an account tells, by their address: links have a limit of their own. Throws Problem('rate_limited'). */
export const countTold = (address: string | null) => count('told', from(address), TOO_MUCH)

/**
 * Counts a photo of whoever has a link or a binding by that, and by their address, which many may share. Answers what takes it back, for one that was kept
 * before. Throws Problem('rate_limited').
 */
export async function countPhoto(own: string, address: string | null): Promise<() => Promise<void>> {
  await count('photos', own, 'Too many photos were sent')
  await count('photos-address', from(address), TOO_MUCH)
  return async () => {
    await takeBackTry('photos', own, false)
    await takeBackTry('photos-address', from(address), false)
  }
}

/** Counts a code of a screen that a person typed. Throws Problem('rate_limited'). */
export const countCode = (userId: string) => count('screen-code', userId, 'Too many codes were tried')

/** A right code: what was typed before it does not count. */
export const forgetCodes = (userId: string) => takeBackTry('screen-code', userId, true)
