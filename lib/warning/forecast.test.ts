import { expect, test } from 'vitest'
import { makeRandom, poisson } from '@/lib/domain/random'
import { forecastDay, MIN_DAYS } from './forecast'
import type { SeriesDay } from './usual-series'

const kindOf = (day: number): SeriesDay => (day % 7 >= 5 ? 'weekend' : 'working')
const kinds = (days: number) => Array.from({ length: days }, (_, day) => kindOf(day))
const series = (days: number, meanOf: (day: number) => number, seed: number) => {
  const random = makeRandom(seed)
  return Array.from({ length: days }, (_, day) => poisson(random, meanOf(day)))
}

test('nothing is foretold from a short history, or of a place where nothing happens', () => {
  expect(
    forecastDay(
      series(MIN_DAYS - 1, () => 20, 1),
      kinds(MIN_DAYS),
      1,
    ),
  ).toBeNull()
  expect(forecastDay(new Array<number>(MIN_DAYS).fill(0), kinds(MIN_DAYS + 1), 1)).toBeNull()
})

test('where each day is like the last of its kind, the mean of those is used, and its interval holds what it says', () => {
  const told = forecastDay(
    series(400, (day) => (kindOf(day) === 'weekend' ? 20 : 50), 2),
    kinds(401),
    1,
  )
  if (!told) throw new Error('nothing is foretold')
  expect(told.kind).toBe(kindOf(400))
  expect(told.low).toBeLessThan(told.expected)
  expect(told.high).toBeGreaterThan(told.expected)
  // 90 days by 80 %: 72, and a standard deviation is 4
  expect(told.record.covered).toBeGreaterThan(0.66)
  expect(told.record.covered).toBeLessThan(0.95)
})

test('each kind of day is told for itself, one and two days ahead', () => {
  const counts = series(404, (day) => (kindOf(day) === 'weekend' ? 20 : 50), 3)
  const [friday, saturday] = [forecastDay(counts, kinds(406), 1), forecastDay(counts, kinds(406), 2)]
  expect([friday?.kind, saturday?.kind]).toEqual(['weekend', kindOf(405)])
  expect(Math.abs((friday?.expected ?? 0) - (kindOf(404) === 'weekend' ? 20 : 50))).toBeLessThan(6)
  expect(saturday?.ahead).toBe(2)
})

test('a year with seasons is told better by its season where the last weeks lag behind', () => {
  const meanOf = (day: number) => 300 * Math.exp(0.9 * Math.sin((2 * Math.PI * day) / 365.25))
  const told = forecastDay(series(731, meanOf, 4), kinds(732), 1)
  expect(told?.method).toBe('season')
  expect(told?.record.gain ?? 0).toBeGreaterThan(2 * (told?.record.error ?? 0))
  expect(Math.abs((told?.expected ?? 0) / meanOf(731) - 1)).toBeLessThan(0.1)
})

test('by its definition: the gain is the mean difference of the log scores, and only more than two of its errors count', () => {
  for (const seed of [5, 6, 7]) {
    const told = forecastDay(
      series(400, () => 30, seed),
      kinds(401),
      1,
    )
    const { gain, error } = told?.record ?? {}
    expect(told?.method).toBe((gain ?? 0) > 2 * (error ?? 0) ? 'season' : 'same_days')
  }
})

test('a quiet place is foretold too, and never as certain', () => {
  const told = forecastDay(
    series(400, () => 0.1, 8),
    kinds(401),
    1,
  )
  expect(told?.low).toBe(0)
  expect(told?.high).toBeGreaterThanOrEqual(0)
  expect(told?.expected).toBeGreaterThan(0)
})
