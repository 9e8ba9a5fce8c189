import type { Logger } from 'pino'
import { isRetentionDue, runRetention } from '@/lib/db/retention/retention'
import { HOUR_MS } from '@/lib/domain/clock'
import type { LeasedJob } from './job'

/** Applies the retention period once an hour; where the rules are new it counts at once what they would take. */
export function retentionJob(log: Logger): LeasedJob {
  return {
    lease: 'retention',
    everyMs: 5_000,
    async work(fence, signal) {
      const now = Date.now()
      if (!(await isRetentionDue(now, HOUR_MS))) return
      const { plan, taken } = await runRetention(fence, { now, signal })
      if (Object.values(taken).some((count) => count > 0)) log.info({ rules: plan.rules, taken }, 'the retention period was applied')
    },
    fault: 'the retention period could not be applied',
  }
}
