import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDate, labelOf, parseDate, type Timeline, yearsBack } from './timeline'

const from = (unit: Timeline['unit'], date: string, length = 2000): Timeline => ({ unit, first: parseDate(date) ?? 0, length })

/** The date of the same time some years before a date of the series. */
function before(timeline: Timeline, date: string, years: number) {
  const at = ((parseDate(date) ?? 0) - timeline.first) / (timeline.unit === 'week' ? 7 : 1)
  return labelOf(timeline, yearsBack(timeline, at, years, 52))
}

test('the same week of another year is that of the Monday nearest to the date, also about week 53', () => {
  const weeks = from('week', '2010-01-04')
  expect(before(weeks, '2016-01-04', 1)).toBe('2015-01-05')
  expect(before(weeks, '2015-12-28', 1)).toBe('2014-12-29')
  expect(before(weeks, '2021-01-04', 1)).toBe('2020-01-06')
  expect(before(weeks, '2020-12-28', 5)).toBe('2015-12-28')
  expect(before(weeks, '2024-02-26', 1)).toBe('2023-02-27')
})

test('the same day of another year is the same date, and 29 February is 1 March', () => {
  const days = from('day', '2010-01-01')
  expect(before(days, '2024-02-28', 1)).toBe('2023-02-28')
  expect(before(days, '2024-02-29', 1)).toBe('2023-03-01')
  expect(before(days, '2024-02-29', 4)).toBe('2020-02-29')
  expect(before(days, '2021-03-01', 1)).toBe('2020-03-01')
})

test('months and indices are counted', () => {
  const months: Timeline = { unit: 'month', first: 12 * 40, length: 100 }
  expect(labelOf(months, 13)).toBe('2011-02')
  expect(yearsBack(months, 40, 3, 52)).toBe(4)
  expect(yearsBack({ unit: 'index', first: 1, length: 500 }, 300, 4, 52)).toBe(92)
})

test('a week back is less than four days from the date, on the same weekday', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 1999 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 }), (at, years, weekday) => {
      const weeks: Timeline = { unit: 'week', first: 14_000 + weekday, length: 2000 }
      const then = weeks.first + 7 * yearsBack(weeks, at, years, 52)
      const now = new Date((weeks.first + 7 * at) * 86_400_000)
      const same = Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth(), now.getUTCDate()) / 86_400_000
      expect(Math.abs(then - same)).toBeLessThanOrEqual(3)
    }),
    { numRuns: 100 },
  )
})

test('dates, months and ISO weeks are read, and what does not exist is not', () => {
  expect(formatDate(parseDate('2024-W01') ?? 0)).toBe('2024-01-01')
  expect(formatDate(parseDate('2020-W53') ?? 0)).toBe('2020-12-28')
  expect(formatDate(parseDate('2024-02') ?? 0)).toBe('2024-02-01')
  for (const text of ['2021-W53', '2024-W00', '2023-02-29', '2024-13', '2024', '24-01-01', '']) expect(parseDate(text)).toBeNull()
})
