import type { Logger } from 'pino'
import { sweepSessions } from '@/lib/db/accounts/sessions'
import { sweepTries } from '@/lib/db/accounts/tries'
import { chainAudit, readAuditHead } from '@/lib/db/audit/audit-chain'
import type { Fence } from '@/lib/db/log/leases'
import { HOUR_MS } from '@/lib/domain/clock'
import type { LeasedJob } from './job'

/**
 * Chains the audit while the lease is held, and once an hour takes away sessions and counts of tries that ran out and tells the log where the chain stands:
 * a log that is kept elsewhere then proves that nothing was cut off its end.
 */
export function auditChainJob(log: Logger): LeasedJob {
  let swept = Number.NEGATIVE_INFINITY
  const work = async (fence: Fence) => {
    while ((await chainAudit(fence)) > 0);
    if (performance.now() - swept < HOUR_MS) return
    swept = performance.now()
    await sweepSessions()
    await sweepTries()
    const head = await readAuditHead()
    if (head) log.info(head, 'the audit is chained up to here')
  }
  return {
    lease: 'audit-chain',
    everyMs: 1_000,
    work,
    atStop: work, // what was written last is chained before another holds the lease
    fault: 'the audit could not be chained',
  }
}
