import { expect, test } from 'vitest'
import { fitUsual, type SeriesDay } from './usual-series'

const week: readonly SeriesDay[] = ['working', 'working', 'working', 'working', 'working', 'weekend', 'weekend']
const kindOf = (at: number): SeriesDay => (at % 100 === 50 ? 'holiday' : (week[at % 7] ?? 'working'))

test('a series of kinds of day is told apart by them, and goes on', () => {
  const level = { working: 12, weekend: 6, holiday: 24, exchanged: 12 }
  const kinds = Array.from({ length: 350 }, (_, at) => kindOf(at))
  const usual = fitUsual(
    kinds.map((kind) => level[kind]),
    kinds,
  )
  expect(usual?.(400, 'working').mean).toBeCloseTo(12, 3)
  expect(usual?.(400, 'weekend').mean).toBeCloseTo(6, 3)
  expect(usual?.(400, 'holiday').mean).toBeCloseTo(24, 3)
  // never seen, so like a working day
  expect(usual?.(400, 'exchanged').mean).toBeCloseTo(12, 3)
})

test('two years tell a season from a trend', () => {
  const kinds: SeriesDay[] = Array.from({ length: 731 }, () => 'working')
  const at = (day: number) => Math.exp(3 + (0.2 * day) / 365.25 + 0.5 * Math.cos((2 * Math.PI * day) / 365.25))
  const usual = fitUsual(
    kinds.map((_, day) => Math.round(at(day))),
    kinds,
  )
  for (const day of [760, 850, 940]) expect((usual?.(day, 'working').mean ?? 0) / at(day)).toBeCloseTo(1, 1)
  expect(usual?.(760, 'working').variance).toBeGreaterThan(0)
})

test('a series without any event has no usual', () => {
  expect(fitUsual([0, 0, 0], ['working', 'working', 'weekend'])).toBeNull()
})
