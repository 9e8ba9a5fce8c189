import { cspReport } from '@/lib/domain/csp-report'
import { networkOf } from '@/lib/domain/network'
import type { administrationRoutes } from '@/lib/domain/routes/administration'
import { runtime } from '@/lib/live/runtime'
import { Limiter } from './limiter'
import type { CallOf } from './route'

/** Reports a minute of one address: a broken page sends one for everything that it loads. */
const PER_MINUTE = 30
const limiter = new Limiter(PER_MINUTE, 60)

/** A report of a browser that something broke a page's policy: a line in the log, for whoever watches over the server. */
export async function takeCspReport({ body, address }: CallOf<typeof administrationRoutes.cspReport>): Promise<undefined> {
  const report = cspReport(await body())
  await limiter.count(networkOf(address), 'Too many reports')
  runtime().log.warn({ address, ...report }, 'a page broke its Content-Security-Policy')
}
