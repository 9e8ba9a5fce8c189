import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, startOfDay } from './clock'
import { MIN_WEEKS, quantile, sameWeekdays, USUAL_WEEKS, usualOf, wholeHoursOf } from './trends'

describe('what is usual', () => {
  test('is P10, median and P90 of a sample', () => {
    expect(usualOf([10, 0, 5, 1, 2, 3, 4, 6, 7, 8, 9])).toEqual({ low: 1, middle: 5, high: 9 })
  })
  test('is not said of a small sample', () => {
    expect(usualOf(Array.from({ length: MIN_WEEKS - 1 }, () => 7))).toBeNull()
    expect(usualOf(Array.from({ length: MIN_WEEKS }, () => 7))).toEqual({ low: 7, middle: 7, high: 7 })
  })
  test('a quantile interpolates', () => {
    expect(quantile([1, 2], 0.25)).toBe(1.25)
    expect(quantile([4, 4, 4, 8], 0.9)).toBeCloseTo(6.8, 9)
    expect(quantile([3], 0.9)).toBe(3)
  })
})

describe('days to compare with', () => {
  const now = Date.parse('2026-11-24T14:32:00+08:00')
  const today = startOfDay(now)
  test('are the same weekday of the weeks before', () => {
    const days = sameWeekdays(now, today - 1000 * DAY_MS)
    expect(days).toHaveLength(USUAL_WEEKS)
    expect(days[0]).toBe(today - 7 * DAY_MS)
    expect(new Set(days.map((d) => new Date(d + 8 * HOUR_MS).getUTCDay()))).toEqual(new Set([2]))
  })
  test('begin with the first day anything is known of', () => {
    expect(sameWeekdays(now, today - 15 * DAY_MS)).toEqual([today - 7 * DAY_MS, today - 14 * DAY_MS])
    expect(sameWeekdays(now, null)).toEqual([])
  })
  test('hours are whole only when they are over', () => {
    expect(wholeHoursOf(now)).toBe(14)
    expect(wholeHoursOf(today)).toBe(0)
    expect(wholeHoursOf(today + DAY_MS - 1)).toBe(23)
  })
})
