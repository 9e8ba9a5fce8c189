import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { CspReportIn, cspReport } from '@/lib/domain/csp-report'
import { Problem } from '@/lib/domain/problem'
import { runtime } from '@/lib/live/runtime'
import { readJson } from './body'
import type { OpenCall } from './request'

const MAX_BYTES = 20_000
/** Reports a minute of one address: a broken page sends one for everything that it loads. */
const PER_MINUTE = 30
const limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 })

/** A report of a browser that something broke a page's policy: a line in the log, for whoever watches over the server. */
export async function takeCspReport({ request, address }: OpenCall<unknown>): Promise<Response> {
  if (!/^application\/csp-report\b/i.test(request.headers.get('content-type') ?? ''))
    throw new Problem('unsupported_media_type', 'Send application/csp-report.')
  try {
    await limiter.consume(address ?? 'unknown')
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new Problem('rate_limited', 'Too many reports.', { retryAfter: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) })
  }
  const report = cspReport(await readJson(CspReportIn, request, { limit: MAX_BYTES }))
  runtime().log.warn({ address, ...report }, 'a page broke its Content-Security-Policy')
  return new Response(null, { status: 204 })
}
