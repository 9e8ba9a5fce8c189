import { expect, it } from 'vitest'
import { makeCalendar } from './calendar'
import { civilDate } from './clock'
import { type Cadence, dueIn, periodAt, periodBeside, periodNamed, periodsBetween } from './duty-period'

const at = (day: string) => Date.parse(`${day}+08:00`)

it.each<[Cadence, string, string, string, string]>([
  ['weekly', '2026-01-01T00:00', '2026-W01', '2025-12-29', '2026-01-05'],
  ['weekly', '2027-01-03T23:59', '2026-W53', '2026-12-28', '2027-01-04'],
  ['monthly', '2026-11-30T23:59', '2026-11', '2026-11-01', '2026-12-01'],
  ['monthly', '2026-12-01T00:00', '2026-12', '2026-12-01', '2027-01-01'],
  ['quarterly', '2026-11-15T12:00', '2026-Q4', '2026-10-01', '2027-01-01'],
  ['half_yearly', '2026-07-01T00:00', '2026-H2', '2026-07-01', '2027-01-01'],
  ['yearly', '2026-06-30T23:59', '2026', '2026-01-01', '2027-01-01'],
])('%s: %s lies in %s, of the county’s days', (cadence, when, key, from, to) => {
  const period = periodAt(cadence, at(when))
  expect([period.key, civilDate(period.from), civilDate(period.to)]).toEqual([key, from, to])
  expect(periodNamed(cadence, key)).toEqual(period)
  expect(periodBeside(periodBeside(period, -1), 1)).toEqual(period)
})

it('knows no period of another cadence, and none that a year has not', () => {
  expect([periodNamed('weekly', '2025-W53'), periodNamed('monthly', '2026-Q1'), periodNamed('yearly', '2026-11')]).toEqual([null, null, null])
  expect(periodNamed('weekly', '2026-W53')?.key).toBe('2026-W53')
})

it('lists periods from one day to another, and none backwards', () => {
  expect(periodsBetween('monthly', at('2026-09-30T12:00'), at('2026-12-01T00:00')).map(({ key }) => key)).toEqual([
    '2026-09',
    '2026-10',
    '2026-11',
    '2026-12',
  ])
  expect(periodsBetween('monthly', at('2026-12-01T00:00'), at('2026-11-01T00:00'))).toEqual([])
})

const calendar = makeCalendar({
  days: [
    ...['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map((date) => ({ date, kind: 'holiday' as const, name: '国庆节' })),
    { date: '2026-10-10', kind: 'workday', name: '调休' },
  ],
})
it.each([
  [1, '2026-10-08'],
  [3, '2026-10-10'],
  [4, '2026-10-12'],
  [-1, '2026-10-30'],
  [130, '2026-10-30'],
  [-130, '2026-10-08'],
])('is due on working day %i of October 2026: the end of %s', (day, due) => {
  const { dueAt, nearAt } = dueIn(periodAt('monthly', at('2026-10-15T00:00')), day, calendar)
  expect(civilDate(dueAt - 1)).toBe(due)
  expect(nearAt).toBeGreaterThanOrEqual(at('2026-10-01T00:00'))
  expect(nearAt).toBeLessThan(dueAt)
})

it('is due with the last day of a week that has no working day', () => {
  const week = periodAt('weekly', at('2026-10-05T00:00'))
  const free = makeCalendar({ days: [5, 6, 7, 8, 9].map((d) => ({ date: `2026-10-0${d}`, kind: 'holiday' as const, name: '假' })) })
  expect(civilDate(dueIn(week, 1, free).dueAt - 1)).toBe('2026-10-11')
})
