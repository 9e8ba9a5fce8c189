import type { Logger } from 'pino'
import { chainAudit, readAuditHead } from '@/lib/db/audit-chain'
import type { Fence } from '@/lib/db/leases'
import { sweepSessions } from '@/lib/db/sessions'
import type { LeasedWork } from './lease'

const LOOK_MS = 1_000
const HOUR_MS = 3_600_000

/**
 * Chains the audit while the lease is held, and once an hour takes away sessions that ran out and tells the log where the chain stands:
 * a log that is kept elsewhere then proves that nothing was cut off its end.
 */
export function keepAuditChain(fence: Fence, log: Logger): LeasedWork {
  let running: Promise<void> | undefined
  let swept = Number.NEGATIVE_INFINITY
  const turn = async () => {
    while ((await chainAudit(fence)) > 0);
    if (performance.now() - swept < HOUR_MS) return
    swept = performance.now()
    await sweepSessions()
    const head = await readAuditHead()
    if (head) log.info(head, 'the audit is chained up to here')
  }
  const start = () => {
    running ??= turn()
      .catch((err: unknown) => log.warn({ err }, 'the audit could not be chained'))
      .finally(() => {
        running = undefined
      })
    return running
  }
  const timer = setInterval(start, LOOK_MS)
  return {
    async stop() {
      clearInterval(timer)
      await start() // what was written last is chained before another holds the lease
    },
  }
}
