import { countTry, type Tried, takeBackTry } from '@/lib/db/accounts/tries'
import { networkOf } from '@/lib/domain/network'
import { once } from '@/lib/domain/once'
import { Limiter, rateLimited } from './limiter'

/** Requests a second that one token may make in one process. */
export const REQUESTS_PER_SECOND = 1_000

/** Subscriptions a second that all sockets of a token or person may make. */
const SUBSCRIPTIONS_PER_SECOND = 500

/** Sign-ins a minute from one address (an office has one for everybody), and with one name. */
const SIGN_INS = { address: 120, username: 10 }

/** Requests a minute from one address without an account. Whoever has a phone may share its address with others, which the minute allows for. */
const PUBLIC_PER_MINUTE = 600

const limiters = once('limiters', () => ({
  requests: new Limiter(REQUESTS_PER_SECOND, 1),
  subscriptions: new Limiter(SUBSCRIPTIONS_PER_SECOND, 1),
  signIns: { address: new Limiter(SIGN_INS.address, 60), username: new Limiter(SIGN_INS.username, 60) },
  public: new Limiter(PUBLIC_PER_MINUTE, 60),
}))

/** Counts one request of a token. Throws Problem('rate_limited') with `retryAfter` (whole seconds) when it made too many. */
export const countRequest = (viewerId: string) => limiters().requests.count(viewerId, `More than ${REQUESTS_PER_SECOND} requests a second`)

/** Counts a subscription of a token or person. Throws Problem('rate_limited') when their sockets made too many. */
export const countSubscription = (viewerId: string) => limiters().subscriptions.count(viewerId, 'Too many subscriptions')

/**
 * Counts a sign-in against the name that was typed, whether anybody has it or not, and then against its address, so that one who types
 * the same name again and again leaves the others of an office theirs. An address that has none left uses up no name. Throws
 * Problem('rate_limited').
 */
export async function countSignIn(by: { address: string | null; username: string }): Promise<void> {
  const { address, username } = limiters().signIns
  const what = 'Too many sign-ins'
  await address.look(networkOf(by.address), what)
  await username.count(by.username.trim().toLowerCase().slice(0, 64), what)
  await address.count(networkOf(by.address), what)
}

const TOO_MUCH = 'Too much came from this address'

/** Counts a request of somebody without an account, by their address, in this process. Throws Problem('rate_limited'). */
export const countPublic = (address: string | null) => limiters().public.count(networkOf(address), TOO_MUCH)

/** Counts a try for all processes together. Throws Problem('rate_limited'). */
async function count(what: Tried, who: string, why: string): Promise<void> {
  const wait = await countTry(what, who)
  if (wait !== null) throw rateLimited(wait, why)
}

/** Counts something new that somebody without an account tells, by their address: links have a limit of their own. Throws Problem('rate_limited'). */
export const countTold = (address: string | null) => count('told', networkOf(address), TOO_MUCH)

/**
 * Counts a photo of whoever has a link or a binding by that, and by their address, which many may share. Answers what takes it back, for one that was kept
 * before. Throws Problem('rate_limited').
 */
export async function countPhoto(own: string, address: string | null): Promise<() => Promise<void>> {
  await count('photos', own, 'Too many photos were sent')
  await count('photos-address', networkOf(address), TOO_MUCH)
  return async () => {
    await takeBackTry('photos', own, false)
    await takeBackTry('photos-address', networkOf(address), false)
  }
}

/** Counts a code of a screen that a person typed. Throws Problem('rate_limited'). */
export const countCode = (userId: string) => count('screen-code', userId, 'Too many codes were tried')

/** A right code: what was typed before it does not count. */
export const forgetCodes = (userId: string) => takeBackTry('screen-code', userId, true)
