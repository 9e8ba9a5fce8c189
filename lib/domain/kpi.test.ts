import { describe, expect, it } from 'vitest'
import type { KpiCounts } from './figure-terms'
import { KpiFigure, KpiWeights } from './figures'
import { KPI_RULES, KPI_WEIGHTS, kpiFigure } from './kpi'
import { COUNTER_COUNT, counterOf, FIRST_CLASS, LIFE_COUNTERS, type LifeCounter } from './life-counts'

const counters = (of: Partial<Record<LifeCounter, number>>, closed = 0) => {
  const all = new Float64Array(COUNTER_COUNT)
  for (const name of LIFE_COUNTERS) all[counterOf(name)] = of[name] ?? 0
  all[FIRST_CLASS + 9] = closed
  return all
}
const nothing: KpiCounts = {
  reported: 0,
  handled: 0,
  handledInPeriod: 0,
  reportedOnDays: 0,
  inside: counters({}),
  before: counters({}),
  ahead: counters({}),
}
const figure = (of: Partial<KpiCounts>, weights = KPI_WEIGHTS) => kpiFigure({ ...nothing, ...of }, weights)
const shown = ({ value }: { value: number | null }) => (value === null ? null : (100 * value).toFixed(2))

describe('the figures by the rules', () => {
  it('are those that were published', () => {
    // 天门, December 2016: 972 due, 911 closed, 737 of them in time. Some were carried over from November.
    const inside = counters({ closeDue: 952, closeLate: 215, closeMissed: 215, closeMadeUp: 174 })
    const december = figure({ inside, before: counters({ closeMissed: 25, closeMadeUp: 5 }) })
    expect(december.closedRate).toMatchObject({ numerator: 911, denominator: 972 })
    expect(december.closedInTimeRate).toMatchObject({ numerator: 737, denominator: 972 })
    expect([december.closedRate, december.closedInTimeRate].map(shown)).toEqual(['93.72', '75.82'])
    // the county's own
    expect(shown(figure({ reported: 638_000, handled: 636_022 }).handledRate)).toBe('99.69')
  })

  it('show nothing over nothing', () => {
    const empty = figure({})
    for (const [name, value] of Object.entries(empty))
      if (name.endsWith('Rate')) expect(value, name).toEqual({ numerator: 0, denominator: 0, value: null })
    expect(empty.handlingTime).toEqual({ count: 0, median: null, p90: null })
    expect(empty.score).toEqual({ points: 0, of: 0, value: null })
  })

  it('take overdue from the light only where days are not over', () => {
    const inside = counters({ due: 10, late: 6, missed: 6, overdue: 1 })
    expect(figure({ inside }).overdueRate.numerator).toBe(6)
    expect(figure({ inside, ahead: counters({ due: 5, late: 4, missed: 4, overdue: 1 }) }).overdueRate.numerator).toBe(3)
  })

  it('weigh the parts that there are', () => {
    const inside = counters({ due: 10, late: 4, missed: 2, overdue: 4, extended: 1, handedIn: 8, reworked: 2 })
    const { score } = figure({ inside })
    // 30·0.8 + 20·0.6 + 20·(1 − 0.25) + 20·(1 − 0.4) + 10·(1 − 0.1)
    expect(score).toMatchObject({ points: expect.closeTo(72, 9), of: 100, value: expect.closeTo(0.72, 9) })
    const unworked = figure({ inside: counters({ due: 10, late: 10, missed: 10, overdue: 10 }) }).score
    expect(unworked).toEqual({ points: 10, of: 80, value: 0.125 })
    const own = { handedIn: 1, handedInTime: 0, reworked: 0, overdue: 0, extended: 0 }
    expect(figure({ inside }, own).score.value).toBeCloseTo(0.8, 9)
    expect(KpiWeights.safeParse({ ...own, handedIn: 0 }).success).toBe(false)
    expect(KpiWeights.safeParse({ ...own, overdue: -1 }).success).toBe(false)
  })

  it('are each explained', () => {
    const told = Object.keys(figure({})).filter((name) => name.endsWith('Rate') || name === 'handlingTime' || name === 'score')
    expect(Object.keys(KPI_RULES).sort()).toEqual(told.sort())
    expect(KpiFigure.safeParse(figure({ inside: counters({}, 3) })).success).toBe(true)
  })
})
