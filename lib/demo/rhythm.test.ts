import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { plainTypes } from '@/lib/testing/square-county'
import { dayKind, HOLIDAY, WEEKEND, WORKING_DAY } from './holidays'
import { dailyRate, daysBetween, HISTORY_MS, makeRhythm, weightWithin } from './rhythm'

const noon = (date: string) => Date.parse(`${date}T12:00:00+08:00`)
const rhythm = makeRhythm(plainTypes(), 'test')

describe('kinds of days', () => {
  test.each([
    ['2026-10-01', HOLIDAY], // Thursday, National Day
    ['2026-10-10', WORKING_DAY], // a Saturday that is worked
    ['2026-10-17', WEEKEND],
    ['2026-10-19', WORKING_DAY],
    ['2025-01-28', HOLIDAY], // Spring Festival, Tuesday
    ['2024-02-18', WORKING_DAY], // Sunday after Spring Festival
    ['2023-12-31', HOLIDAY],
    ['2030-01-05', WEEKEND], // beyond the table: weekends only
  ])('%s is of kind %i', (date, kind) => {
    expect(dayKind(noon(date))).toBe(kind)
  })

  test('a day is cut at midnight in China', () => {
    expect(dayKind(Date.parse('2026-09-30T15:59:59Z'))).toBe(WORKING_DAY)
    expect(dayKind(Date.parse('2026-09-30T16:00:00Z'))).toBe(HOLIDAY)
  })
})

test('the rate grows from 300 to 900 a day and sums to the size of the history', () => {
  expect(dailyRate(0)).toBeCloseTo(300)
  expect(dailyRate(0.999999)).toBeCloseTo(900, 1)
  expect(dailyRate(1.5)).toBe(900)
  const days = HISTORY_MS / DAY_MS
  let sum = 0
  for (let d = 0; d < days; d++) sum += dailyRate((d + 0.5) / days)
  expect(Math.abs(sum / 638_000 - 1)).toBeLessThan(0.005)
})

test('a year has the usual level on average; a holiday has less office work, and evenings keep their quarrels', () => {
  const year = Array.from({ length: 365 }, (_, d) => rhythm.day(noon('2025-01-01') + d * DAY_MS))
  const level = year.reduce((sum, d) => sum + d.level, 0) / year.length
  expect(level).toBeGreaterThan(0.95)
  expect(level).toBeLessThan(1.05)

  const index = (code: string) => new Set([rhythm.types.findIndex((t) => t.code === code)])
  const whole = (date: string, code: string) => {
    const day = rhythm.day(noon(date))
    return day.level * weightWithin(rhythm, day, day.start, day.start + DAY_MS, index(code))
  }
  expect(whole('2026-10-02', '0507') / whole('2026-10-13', '0507')).toBeLessThan(0.4) // documents, holiday against Tuesday
  expect(whole('2026-10-02', '0101') / whole('2026-10-13', '0101')).toBeGreaterThan(0.9)
  expect(whole('2026-07-14', '0604') / whole('2026-01-13', '0604')).toBeGreaterThan(8) // water in July against January

  const day = rhythm.day(noon('2026-10-13'))
  const hours = (code: string, from: number, to: number) =>
    weightWithin(rhythm, day, day.start + from * HOUR_MS, day.start + to * HOUR_MS, index(code))
  expect(hours('0507', 8, 18)).toBeGreaterThan(10 * hours('0507', 18, 24))
  expect(hours('0202', 20, 24)).toBeGreaterThan(2 * hours('0202', 8, 12))
})

test('the parts of a day add up', () => {
  const day = rhythm.day(noon('2026-03-03'))
  const cut = day.start + 9.25 * HOUR_MS
  expect(weightWithin(rhythm, day, day.start, cut) + weightWithin(rhythm, day, cut, day.start + DAY_MS)).toBeCloseTo(1, 9)
  expect(weightWithin(rhythm, day, 0, Infinity)).toBeCloseTo(1, 9)
})

test('days between two instants cover them without gap', () => {
  const from = Date.parse('2026-03-01T10:00:00Z')
  const days = daysBetween(from, from + 2.5 * DAY_MS)
  expect(days[0]?.from).toBe(from)
  expect(days.at(-1)?.to).toBe(from + 2.5 * DAY_MS)
  expect(days).toHaveLength(4)
  days.slice(1).forEach((day, i) => {
    expect(day.from).toBe(days[i]?.to)
    expect(new Date(day.from).toISOString()).toMatch(/T16:00:00/)
  })
})
