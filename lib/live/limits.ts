import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '@/lib/domain/problem'

/** Requests a second that one token may make in one process. */
export const REQUESTS_PER_SECOND = 1_000

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
    if (!(refused instanceof RateLimiterRes)) throw refused
    const retryAfter = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
    throw new Problem('rate_limited', `More than ${REQUESTS_PER_SECOND} requests a second; wait ${retryAfter} s.`, { retryAfter })
  }
}
