import type { AlertStep } from '@/lib/domain/alert'
import type { BudgetNow } from '@/lib/domain/budget-limits'
import { formatMoment } from './due'
import { formatCount } from './format'
import { budgetTexts } from './messages/budget'

const { why, used } = budgetTexts

/** Why an alert was left to a digest, and when that tells of it, as its timeline says. */
export function digestStepWords({ step, detail }: Pick<AlertStep, 'step' | 'detail'>, now: number): string[] {
  if (step !== 'digested') return []
  const { limit, told, of, until } = detail
  const isLimit = limit === 'daily' || limit === 'nightly' || limit === 'chiefWeekly'
  return [
    ...(isLimit && typeof told === 'number' && typeof of === 'number' ? [why[limit](formatCount(told), formatCount(of))] : []),
    ...(typeof until === 'string' ? [budgetTexts.toldAt(formatMoment(until, now))] : []),
  ]
}

/** How much of the budget of alerts is used: 今日黄色及以上 3/8 · … */
export function budgetWords({ limits, use }: BudgetNow): string {
  const { daily, nightly, chiefWeekly } = limits
  const own = [
    ...(daily === null ? [] : [used.daily(formatCount(use.daily), formatCount(daily))]),
    ...(nightly === null
      ? []
      : [use.nightly === null ? used.byDay(formatCount(nightly)) : used.nightly(formatCount(use.nightly), formatCount(nightly))]),
    ...(chiefWeekly === null ? [] : [used.chiefWeekly(formatCount(use.chiefWeekly), formatCount(chiefWeekly))]),
  ]
  return [...(own.length > 0 ? own : [used.off]), ...(use.digested > 0 ? [used.digested(formatCount(use.digested))] : [])].join(' · ')
}
