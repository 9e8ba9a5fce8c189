import { expect, it } from 'vitest'
import { type KpiFigure, type KpiWeights, type Ratio, ratio } from '@/lib/domain/figures'
import { KPI_WEIGHTS, SCORED } from '@/lib/domain/kpi'
import { numbersFrom } from '@/lib/testing/busy-days'
import { shareOf } from '@/lib/warning/intervals'
import { scoreInterval } from './measured'

type Rates = Pick<KpiFigure, (typeof SCORED)[number]['rate']>
const score = (rates: Readonly<Record<keyof Rates, number>>, weights: KpiWeights) =>
  SCORED.reduce((sum, { rate, weight, good }) => sum + weights[weight] * (good ? rates[rate] : 1 - rates[rate]), 0) /
  SCORED.reduce((sum, { weight }) => sum + weights[weight], 0)
const valuesOf = (rates: Rates) => ({
  handedInRate: rates.handedInRate.value ?? 0,
  handedInTimeRate: rates.handedInTimeRate.value ?? 0,
  reworkedRate: rates.reworkedRate.value ?? 0,
  overdueRate: rates.overdueRate.value ?? 0,
  extendedRate: rates.extendedRate.value ?? 0,
})

/** Events of a place whose fates hang together: what is overdue was not handed in in time, and half of what was extended is overdue too. */
function draw(events: number, next: (below: number) => number): Rates {
  const chance = (share: number) => next(10_000) < 10_000 * share
  const counts = { handedIn: 0, inTime: 0, reworked: 0, overdue: 0, extended: 0 }
  for (let i = 0; i < events; i++) {
    const extended = chance(0.1)
    const overdue = extended ? chance(0.5) : chance(0.05)
    const handedIn = overdue ? chance(0.6) : true
    counts.extended += Number(extended)
    counts.overdue += Number(overdue)
    counts.handedIn += Number(handedIn)
    counts.inTime += Number(!overdue)
    counts.reworked += Number(handedIn && chance(0.04))
  }
  const of = (n: number): Ratio => ratio(n, events)
  return {
    handedInRate: of(counts.handedIn),
    handedInTimeRate: of(counts.inTime),
    overdueRate: of(counts.overdue),
    extendedRate: of(counts.extended),
    reworkedRate: ratio(counts.reworked, counts.handedIn),
  }
}

it.each([40, 400])('holds the true 综合评价 of places with %i events at least 95 times in a hundred, though its parts hang together', (events) => {
  const next = numbersFrom(7)
  const overdue = 0.1 * 0.5 + 0.9 * 0.05
  const truth = { handedInRate: 1 - 0.4 * overdue, handedInTimeRate: 1 - overdue, reworkedRate: 0.04, overdueRate: overdue, extendedRate: 0.1 }
  const wanted = score(truth, KPI_WEIGHTS)
  let held = 0
  const tries = 1_000
  for (let i = 0; i < tries; i++) {
    const rates = draw(events, next)
    const value = score(valuesOf(rates), KPI_WEIGHTS)
    const { low, high } = scoreInterval(rates, KPI_WEIGHTS, value)
    expect(low).toBeLessThanOrEqual(value)
    expect(high).toBeGreaterThanOrEqual(value)
    if ((low ?? 1) <= wanted && wanted <= (high ?? 0)) held++
  }
  expect(held / tries).toBeGreaterThanOrEqual(0.95)
})

it('is that of a single part where only one counts, and none where nothing does', () => {
  const none = ratio(0, 0)
  const rates: Rates = { handedInRate: ratio(45, 50), handedInTimeRate: none, reworkedRate: none, overdueRate: none, extendedRate: none }
  const own = shareOf(45, 50)
  const { low, high } = scoreInterval(rates, KPI_WEIGHTS, 0.9)
  expect(low).toBeCloseTo(own?.low ?? -1, 5)
  expect(high).toBeCloseTo(own?.high ?? -1, 5)
  expect(scoreInterval(rates, KPI_WEIGHTS, null)).toEqual({ low: null, high: null })
})
