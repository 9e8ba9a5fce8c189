import { readAlertsSince } from '@/lib/db/alerts/alert-rows'
import { readNightsWithin } from '@/lib/db/alerts/nights'
import { isAsked, putQuestions } from '@/lib/db/alerts/questions'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import { gridsOf } from '@/lib/domain/alert-record'
import { civilDate } from '@/lib/domain/clock'
import { chooseQuestions, nightsOf, weekToAsk } from '@/lib/warning/weekly-questions'
import type { LeasedJob } from './job'

const EVERY_MS = 60_000

/** Puts the questions of the last week, each Monday from 08:00 on, once, however often and on however many processes it runs. */
export function questionsJob(): LeasedJob {
  return {
    lease: 'questions',
    everyMs: EVERY_MS,
    work: (fence) => askAboutWeek(fence, Date.now()),
    fault: 'the questions of the week could not be put',
  }
}

/**
 * Puts the questions of the week that is due at `now` (epoch milliseconds), unless they are there. While no night of that week was judged by any rule,
 * nothing is known to be quiet, and nothing is asked.
 */
export async function askAboutWeek(fence: Fence, now: number): Promise<void> {
  const period = weekToAsk(now)
  if (!period) return
  const week = civilDate(period.from)
  if (await isAsked(week)) return
  const { first, last } = nightsOf(period)
  const nights = (await readNightsWithin(civilDate(first), civilDate(last))).filter(({ body }) => !body.incomplete)
  if (nights.length === 0) return
  const { leaves, typeByCode } = await loadAtlas()
  const alerts = (await readAlertsSince(period.from)).filter(({ startedAt }) => startedAt < period.to)
  const chosen = chooseQuestions({
    week,
    found: nights.flatMap(({ rule, night, body }) => body.findings.map((finding) => ({ rule, night, finding }))),
    alerted: [...new Set(alerts.flatMap(gridsOf))],
    leaves: leaves.map(({ code }) => code),
    isSensitive: (type) => typeByCode.get(type)?.sensitive ?? true,
  })
  const questions = chosen.map(({ kind, grid, found }) => ({
    ...{ kind, grid },
    found: found && { rule: found.rule, night: found.night, recurrenceInterval: found.finding.recurrenceInterval },
  }))
  await putQuestions(fence, week, questions, now)
}
