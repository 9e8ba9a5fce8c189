import type { Logger } from 'pino'
import { makePeriodReport } from '@/lib/api/judgement-period'
import { readJudgementSetting } from '@/lib/db/county-settings'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import type { Fence } from '@/lib/db/log/leases'
import { isScheduledMade, saveJudgement } from '@/lib/db/reports/reports'
import { dueJudgements } from '@/lib/domain/judgement-setting'
import { isProblem } from '@/lib/domain/problem'
import type { LeasedJob } from './job'

const EVERY_MS = 20_000
/** Who makes them: they are for the sight of their place, without sensitive events one by one. */
const ACTOR = { id: 'reports', name: '定时制作', role: null } as const

/** Makes the daily and weekly reports that are due (研判报告), each once, however often and on however many processes it runs. */
export function reportsJob(log: Logger): LeasedJob {
  return {
    lease: 'reports',
    everyMs: EVERY_MS,
    work: (fence, signal) => makeDueReports(fence, Date.now(), log, signal),
    fault: 'the reports that are due could not be made',
  }
}

/** Makes those that are due at `now` and not there yet. A place that is no more is told of in the log and keeps no other back. */
export async function makeDueReports(fence: Fence, now: number, log: Pick<Logger, 'warn' | 'info'>, signal?: AbortSignal): Promise<void> {
  const setting = await readJudgementSetting()
  const letterhead = setting.letterhead === '' ? null : setting.letterhead
  for (const { kind, scope, period } of dueJudgements(setting, now)) {
    if (signal?.aborted) return
    if (await isScheduledMade(kind, scope, period.from)) continue
    const { labels } = await readLifecycle()
    try {
      const report = await makePeriodReport(ACTOR, { kind, scope, period, sees: 'plain', letterhead, labels }, now)
      const made = await saveJudgement(report, { actor: ACTOR, fence })
      log.info({ report: made?.number, scope }, 'a report was made by the schedule')
    } catch (err) {
      // the history is still being written: it is made when that is there
      if (isProblem(err) && err.code === 'unavailable') return
      if (!isProblem(err) || err.code !== 'not_found') throw err
      log.warn({ kind, scope }, 'a report is to be made of a place that is not there')
    }
  }
}
