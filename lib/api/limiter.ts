import { AsyncResource } from 'node:async_hooks'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { once } from '@/lib/domain/once'
import { Problem } from '@/lib/domain/problem'

/**
 * The context of no request, made as the server starts. The timer by which a limiter forgets a key holds the context in which it was set,
 * and that of a request holds all that belongs to it, for as long.
 */
const outside = once('limiter-context', () => new AsyncResource('limiter'))
outside()

/** So many of something each so many seconds, by who does it; counted in this process. */
export class Limiter {
  readonly #counts: RateLimiterMemory

  constructor(points: number, seconds: number) {
    this.#counts = new RateLimiterMemory({ points, duration: seconds })
  }

  /** Counts one. Throws Problem('rate_limited') that says `what` was too much, with `retryAfter` (whole seconds). */
  async count(key: string, what: string): Promise<void> {
    try {
      await outside().runInAsyncScope(() => this.#counts.consume(key))
    } catch (refused) {
      throw refused instanceof RateLimiterRes ? tooMuch(refused, what) : refused
    }
  }

  /** Throws what `count` would, and counts nothing. */
  async look(key: string, what: string): Promise<void> {
    const counted = await this.#counts.get(key)
    if (counted && counted.remainingPoints <= 0) throw tooMuch(counted, what)
  }
}

const tooMuch = ({ msBeforeNext }: RateLimiterRes, what: string) => rateLimited(Math.max(1, Math.ceil(msBeforeNext / 1_000)), what)

/** The refusal of what was too much, for so many seconds. */
export const rateLimited = (retryAfter: number, what: string) => new Problem('rate_limited', `${what}; wait ${retryAfter} s.`, { retryAfter })
