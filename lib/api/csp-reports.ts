import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { cspReport } from '@/lib/domain/csp-report'
import { Problem } from '@/lib/domain/problem'
import type { administrationRoutes } from '@/lib/domain/routes/administration'
import { runtime } from '@/lib/live/runtime'
import type { CallOf } from './route'

/** Reports a minute of one address: a broken page sends one for everything that it loads. */
const PER_MINUTE = 30
const limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 })

/** A report of a browser that something broke a page's policy: a line in the log, for whoever watches over the server. */
export async function takeCspReport({ body, address }: CallOf<typeof administrationRoutes.cspReport>): Promise<undefined> {
  const report = cspReport(await body())
  try {
    await limiter.consume(address ?? 'unknown')
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new Problem('rate_limited', 'Too many reports.', { retryAfter: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) })
  }
  runtime().log.warn({ address, ...report }, 'a page broke its Content-Security-Policy')
}
