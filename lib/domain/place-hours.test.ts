import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumber, MINUTE_MS, startOfDayNumber } from './clock'
import { openAt, type PlaceHours, slotsOfDay, spansOfDay } from './place-hours'
import { readHours, writeHours } from './place-hours-text'

const at = (text: string) => Date.parse(`${text}+08:00`)
const told = (ms: number | null) => (ms === null ? null : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16))
const hoursOf = (text: string): PlaceHours => {
  const hours = readHours(text)
  if (typeof hours === 'string') throw new Error(hours)
  return hours
}
/** 2026-10-01 (a Thursday) is free, 2026-10-10 (a Saturday) is worked in exchange. */
const calendar = {
  kindOf(ms: number) {
    const date = told(ms)?.slice(0, 10)
    const weekend = [0, 6].includes(new Date(ms + 8 * 3_600_000).getUTCDay())
    return date === '2026-10-01'
      ? ('holiday' as const)
      : date === '2026-10-10'
        ? ('working' as const)
        : weekend
          ? ('weekend' as const)
          : ('working' as const)
  },
}
const openOn = (text: string, moment: string) => {
  const { open, until } = openAt(hoursOf(text), calendar, at(moment))
  return [open, told(until)]
}

describe('opening hours', () => {
  const OFFICE = '周一至周五 08:00-12:00 14:30-18:00; 周六 09:00-12:00; 节假日 10:00-11:00; 2026-11-24 休息'

  it('say whether it is open and until when, or when it opens next', () => {
    expect(openOn(OFFICE, '2026-11-25T08:00:00')).toEqual([true, '2026-11-25T12:00'])
    expect(openOn(OFFICE, '2026-11-25T12:00:00')).toEqual([false, '2026-11-25T14:30'])
    expect(openOn(OFFICE, '2026-11-28T12:00:00')).toEqual([false, '2026-11-30T08:00'])
    expect(openOn(OFFICE, '2026-11-24T09:00:00')).toEqual([false, '2026-11-25T08:00'])
  })

  it('follow the calendar of holidays only where they name holidays', () => {
    expect(openOn(OFFICE, '2026-10-01T08:30:00')).toEqual([false, '2026-10-01T10:00'])
    expect(openOn(OFFICE, '2026-10-10T15:00:00')).toEqual([true, '2026-10-10T18:00']) // a Saturday that is worked as a Monday
    expect(openOn('每天 07:00-21:00', '2026-10-01T08:30:00')).toEqual([true, '2026-10-01T21:00'])
    expect(openOn('周一至周五 08:00-18:00', '2026-10-10T09:00:00')).toEqual([false, '2026-10-12T08:00'])
  })

  it('go on past midnight, and without an end where it is always open', () => {
    const NIGHT = '周五 22:00-02:00'
    expect(openOn(NIGHT, '2026-11-28T01:59:00')).toEqual([true, '2026-11-28T02:00'])
    expect(openOn(NIGHT, '2026-11-28T02:00:00')).toEqual([false, '2026-12-04T22:00'])
    expect(openOn('每天 22:00-24:00; 周六 00:00-06:00', '2026-11-27T23:00:00')).toEqual([true, '2026-11-28T06:00'])
    expect(openOn('24小时', '2026-11-27T23:00:00')).toEqual([true, null])
    expect(openOn('周一 休息', '2026-11-27T23:00:00')).toEqual([false, null])
  })

  it('agree with a look at each minute of the three weeks ahead', () => {
    const time = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`)
    const openings = fc.array(fc.record({ from: time, to: time }), { maxLength: 2 })
    const week = fc.array(openings, { minLength: 7, maxLength: 7 })
    const first = dayNumber(at('2026-09-28T00:00:00'))
    fc.assert(
      fc.property(week, fc.option(openings), fc.integer({ min: 0, max: 20 * 24 * 4 }), (days, holidays, quarter) => {
        const hours = { week: days, holidays, exceptions: [{ date: '2026-10-07', openings: [] }] }
        const now = startOfDayNumber(first) + quarter * 15 * MINUTE_MS
        const today = dayNumber(now)
        const end = startOfDayNumber(today + 21)
        const minuteOf = (ms: number) => (ms - startOfDayNumber(today - 1)) / MINUTE_MS
        const isOpen = new Uint8Array(minuteOf(end) + 3 * 24 * 60)
        for (let day = today - 1; day <= today + 21; day++)
          for (const { from, to } of spansOfDay(hours, calendar, day)) isOpen.fill(1, minuteOf(from), minuteOf(to))
        const open = isOpen[minuteOf(now)]
        const next = isOpen.findIndex((is, minute) => minute > minuteOf(now) && is !== open)
        const until = next < 0 ? null : startOfDayNumber(today - 1) + next * MINUTE_MS
        expect(openAt(hours, calendar, now)).toEqual({ open: open === 1, until: open && until !== null && until >= end ? null : until })
      }),
      { numRuns: 200 },
    )
  })

  it('are cut into slots, of which a shorter rest is none', () => {
    const day = dayNumber(at('2026-11-25T00:00:00'))
    const slots = slotsOfDay(hoursOf(OFFICE), calendar, day, 90).map(({ from, to }) => `${told(from)?.slice(11)}-${told(to)?.slice(11)}`)
    expect(slots).toEqual(['08:00-09:30', '09:30-11:00', '14:30-16:00', '16:00-17:30'])
    expect(slotsOfDay(hoursOf(OFFICE), calendar, day - 1, 60)).toEqual([])
    expect(spansOfDay(hoursOf('周三 22:00-02:00'), calendar, day).map(({ to }) => told(to))).toEqual(['2026-11-26T02:00'])
  })

  it('are read in both languages, written so that they can be read again, and refused with a reason', () => {
    expect(hoursOf('Mon-Fri 8:00-18:00; Sat,Sun 09:00-17:00; holidays closed')).toEqual(
      hoursOf('周一至周五 08：00—18：00；周末 9:00至17:00；节假日 休息'),
    )
    for (const text of [OFFICE, '每天 07:00-21:00', '24小时', '周日 10:00-12:00', '周六至周二 22:00-02:00']) {
      for (const language of ['zh', 'en'] as const) expect(hoursOf(writeHours(hoursOf(text), language))).toEqual(hoursOf(text))
    }
    for (const text of ['周一至周五', '周八 08:00-18:00', '周一 8点-18点', '周一 25:00-26:00']) expect(readHours(text)).toEqual(expect.any(String))
  })
})
