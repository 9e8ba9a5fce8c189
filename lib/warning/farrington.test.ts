import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeRandom, poisson } from '@/lib/domain/random'
import { farrington, firstWithYears, tooFew } from './farrington'
import { farringtonFlexible } from './farrington-flexible'
import { dayOf, type Timeline } from './timeline'

const OPTIONS = {
  back: 4,
  halfWindow: 3,
  frequency: 52,
  alpha: 0.05,
  power: 'two-thirds',
  reweight: true,
  trend: true,
  limit: { cases: 5, period: 4 },
} as const
const FLEXIBLE = {
  ...OPTIONS,
  periods: 10,
  excludeRecent: 26,
  weightsThreshold: 2.58,
  trendP: 1,
  threshold: 'delta',
  dispersion: 'textbook',
} as const

function counts(seed: number, length: number): number[] {
  const random = makeRandom('weeks', seed)
  return Array.from({ length }, (_, i) => poisson(random, 6 + 3 * Math.sin((2 * Math.PI * i) / 52)))
}
const weeks = (first: number, length: number): Timeline => ({ unit: 'index', first, length })

test('a doubled week is an alarm and the usual is near the truth, by both methods', () => {
  const series = counts(1, 300)
  series[299] = 40
  for (const rows of [farrington(series, weeks(1, 300), [298, 299], OPTIONS), farringtonFlexible(series, weeks(1, 300), [298, 299], FLEXIBLE)]) {
    expect(rows.map(({ alarm }) => alarm)).toEqual([false, true])
    expect(Math.abs((rows[0]?.expected ?? 0) - (6 + 3 * Math.sin((2 * Math.PI * 298) / 52)))).toBeLessThan(2)
  }
})

test('numbering the weeks otherwise changes nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 0, max: 100 }), (first, seed) => {
      const series = counts(seed, 260)
      expect(farrington(series, weeks(first, 260), [259], OPTIONS)).toEqual(farrington(series, weeks(0, 260), [259], OPTIONS))
      expect(farringtonFlexible(series, weeks(first, 260), [259], FLEXIBLE)).toEqual(farringtonFlexible(series, weeks(0, 260), [259], FLEXIBLE))
    }),
    { numRuns: 10 },
  )
})

test('what is left out of the recent past cannot change the bound, and what is not can', () => {
  const series = counts(2, 300)
  const bound = (recent: number, at: number) =>
    farringtonFlexible(
      series.map((y, i) => (i === at ? 60 : y)),
      weeks(0, 300),
      [299],
      { ...FLEXIBLE, excludeRecent: recent },
    )[0]?.upper
  expect(bound(26, 299 - 26)).toBe(bound(26, 299 - 10))
  expect(bound(26, 299 - 27)).not.toBe(bound(26, 299 - 10))
})

test('years of zeros: no alarm for zero or too few, one for enough, but by muan, which then has no bound', () => {
  const series = new Array<number>(300).fill(0)
  const judge = (last: number) => {
    const ending = [...series, last]
    return [
      ...farrington(ending, weeks(0, 301), [300], OPTIONS),
      ...farringtonFlexible(ending, weeks(0, 301), [300], FLEXIBLE),
      ...farringtonFlexible(ending, weeks(0, 301), [300], { ...FLEXIBLE, threshold: 'nb' }),
      ...farringtonFlexible(ending, weeks(0, 301), [300], { ...FLEXIBLE, threshold: 'muan' }),
    ].map(({ alarm }) => alarm)
  }
  expect(judge(0)).toEqual([false, false, false, false])
  expect(judge(4)).toEqual([false, false, false, false])
  expect(judge(5)).toEqual([true, true, true, false])
})

test('nothing of the season left in the past is no prediction', () => {
  const [row] = farringtonFlexible(counts(3, 300), weeks(0, 300), [299], { ...FLEXIBLE, excludeRecent: 290 })
  expect(row).toMatchObject({ expected: null, upper: null, alarm: false })
})

test('the first week that can be judged has every reference week', () => {
  expect(firstWithYears(weeks(1, 400), OPTIONS)).toBe(4 * 52 + 3)
  expect(firstWithYears(weeks(1, 200), OPTIONS)).toBe(200)
  // 2010-01-04 is a Monday; four years and three weeks on, through the 53rd week of none of them.
  expect(firstWithYears({ unit: 'week', first: 14_613, length: 400 }, OPTIONS)).toBe(212)
  expect(firstWithYears({ unit: 'month', first: 480, length: 100 }, { ...OPTIONS, halfWindow: 1 })).toBe(49)
})

test('with dates the past is the weeks of the nearest Mondays, also across a week 53', () => {
  const timeline: Timeline = { unit: 'week', first: 14_613, length: 600 }
  const at = (dayOf(2020, 11, 28) - timeline.first) / 7
  // The Mondays nearest to 28 December of 2019 to 2015: the last lies 261 weeks back and not 260.
  const past = [2019, 2018, 2017, 2016, 2015].map((year, i) => (dayOf(year, 11, [30, 31, 25, 26, 28][i] ?? 0) - timeline.first) / 7)
  expect(at - (past[4] ?? 0)).toBe(261)
  const series = Array.from({ length: 600 }, (_, i) => (past.includes(i) ? 4 + past.indexOf(i) : 100))
  const [row] = farrington(series, timeline, [at], { ...OPTIONS, back: 5, halfWindow: 0, trend: false, reweight: false })
  expect(row?.expected).toBeCloseTo(6, 6)
})

test('cases are counted over the last units, this one among them', () => {
  expect(tooFew([9, 1, 1, 1, 1], 4, { cases: 5, period: 4 })).toBe(true)
  expect(tooFew([9, 1, 1, 1, 2], 4, { cases: 5, period: 4 })).toBe(false)
  expect(tooFew([4], 0, { cases: 5, period: 4 })).toBe(true)
})
