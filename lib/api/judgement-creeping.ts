import { firstEventDay } from '@/lib/db/alerts/day-counts'
import { countTypeBlocks } from '@/lib/db/alerts/type-blocks'
import type { Atlas } from '@/lib/domain/atlas'
import { civilDate, dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import type { JudgementPeriod, JudgementSight } from '@/lib/domain/judgement'
import { CREEPING_BLOCKS, CREEPING_DAYS, creepingRise, MIN_CREEPING_BLOCKS } from '@/lib/domain/judgement-creeping'
import type { PeriodFacts } from '@/lib/domain/judgement-facts'
import { completeFrom } from '@/lib/live/runtime'

/**
 * The types that creep upwards (缓升) in a place, by the four weeks up to the end of a period and those before, the strongest first; of sensitive
 * types only where they are seen one by one. Null where there are not a year and three months to compare with.
 */
export async function creepingTypes(
  atlas: Atlas,
  { scope, period, sees }: { scope: string; period: JudgementPeriod; sees: JudgementSight },
): Promise<PeriodFacts['creeping']> {
  const end = dayNumber(period.to)
  const first = await firstEventDay()
  const complete = completeFrom()
  if (first === null) return null
  const since = Math.max(first + 1, complete === null ? 0 : dayNumber(complete) + 1)
  const blocks = Math.min(CREEPING_BLOCKS, Math.floor((end - since) / CREEPING_DAYS))
  if (blocks < MIN_CREEPING_BLOCKS) return null
  const counts = await countTypeBlocks(atlas, { scope, end, days: CREEPING_DAYS, blocks })
  const all = Array.from({ length: blocks }, (_, block) => [...counts.values()].reduce((sum, own) => sum + (own[block] ?? 0), 0))
  return [...counts]
    .flatMap(([id, own]) => {
      const type = atlas.typeById.get(id)
      if (!type || (type.sensitive && sees === 'plain')) return []
      const rise = creepingRise(own.map((n, block) => ({ own: n, others: (all[block] ?? 0) - n })))
      if (!rise) return []
      const { count, expected, statistic } = rise
      const since = civilDate(startOfDayNumber(end - rise.blocks * CREEPING_DAYS))
      return [{ code: type.code, name: type.name, count, expected, since, statistic }]
    })
    .sort((a, b) => b.statistic - a.statistic)
}
