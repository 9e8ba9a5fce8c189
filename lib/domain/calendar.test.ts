import { describe, expect, it, test } from 'vitest'
import { makeCalendar, OfficeHours } from './calendar'
import { readCalendarRows } from './calendar-import'
import { civilDate, DAY_MS } from './clock'
import { HOLIDAY_NOTICES, PUBLISHED_DAYS } from './holidays'

const calendar = makeCalendar({ days: PUBLISHED_DAYS })
const noon = (date: string) => Date.parse(`${date}T12:00:00+08:00`)

/** The working days of a year, counted day by day. */
function workingDaysOf(year: number): number {
  let count = 0
  for (let at = noon(`${year}-01-01`); civilDate(at).startsWith(String(year)); at += DAY_MS) if (calendar.kindOf(at) === 'working') count++
  return count
}

describe('the published holidays', () => {
  // Independent of the table: exchanges only move days, so a year works its days less weekends less the statutory holidays of the
  // 全国年节及纪念日放假办法 (11 days, since 2025 13), those on a weekend being made up for.
  test.each([
    [2023, 11],
    [2024, 11],
    [2025, 13],
    [2026, 13],
  ])('%i works all days but weekends and %i statutory holidays', (year, statutory) => {
    let weekdays = 0
    for (let at = noon(`${year}-01-01`); civilDate(at).startsWith(String(year)); at += DAY_MS)
      if (![0, 6].includes(new Date(at).getUTCDay())) weekdays++
    expect(workingDaysOf(year)).toBe(weekdays - statutory)
  })

  it('holds together: each exchange is a weekend, each span has at most nine days, the names are there', () => {
    for (const { year, holidays } of HOLIDAY_NOTICES) {
      expect(holidays.map((h) => h[0]).join()).toMatch(/元旦,春节,清明节,劳动节,端午节,.*国庆节/)
      for (const [name, first, last, ...workdays] of holidays) {
        expect(name).not.toBe('')
        expect(last >= first && last.startsWith(String(year))).toBe(true)
        expect((noon(last) - noon(first)) / DAY_MS).toBeLessThan(9)
        for (const day of workdays) expect([0, 6]).toContain(new Date(noon(day)).getUTCDay())
      }
    }
    expect(new Set(PUBLISHED_DAYS.map((d) => d.date)).size).toBe(PUBLISHED_DAYS.length)
  })

  test.each([
    ['2024-02-09', 'working'], // 除夕 was only recommended
    ['2024-02-18', 'working'], // Sunday, worked
    ['2025-01-26', 'working'],
    ['2026-02-16', 'holiday'],
    ['2026-10-10', 'working'], // Saturday, worked
    ['2026-11-28', 'weekend'],
    ['2027-10-01', 'working'], // not published: a Friday like any other
    ['1950-01-01', 'weekend'],
    ['2450-01-01', 'weekend'],
  ])('%s is %s', (date, kind) => expect(calendar.kindOf(noon(date))).toBe(kind))

  it('covers the published years and no other', () => {
    expect([2022, 2023, 2024, 2025, 2026, 2027].filter((y) => calendar.covers(y))).toEqual([2023, 2024, 2025, 2026])
  })
})

describe('office hours', () => {
  test.each([
    [[{ from: '08:00', to: '12:00' }], true],
    [[{ from: '00:00', to: '24:00' }], true],
    [[], false],
    [[{ from: '12:00', to: '08:00' }], false],
    [[{ from: '08:00', to: '08:00' }], false],
    [[{ from: '8:00', to: '12:00' }], false],
    [
      [
        { from: '08:00', to: '12:00' },
        { from: '11:00', to: '18:00' },
      ],
      false,
    ],
  ])('%j: %s', (hours, ok) => expect(OfficeHours.safeParse(hours).success).toBe(ok))
})

describe('a calendar file', () => {
  const rows = (text: string) =>
    text.split('\n').map((line, i) => {
      const [date = '', kind = '', name = ''] = line.split(',')
      return { line: i + 2, values: { date, kind, name } }
    })

  it('is read, sorted, with the words of both languages', () => {
    const read = readCalendarRows(rows('2027-10-01,holiday,国庆节\n2027-02-20, 班 ,春节\n2027-02-06,放假,'))
    expect(read.faults).toEqual([])
    expect(read.days).toEqual([
      { date: '2027-02-06', kind: 'holiday', name: '' },
      { date: '2027-02-20', kind: 'workday', name: '春节' },
      { date: '2027-10-01', kind: 'holiday', name: '国庆节' },
    ])
    const more = makeCalendar({ days: [...PUBLISHED_DAYS, ...read.days] })
    expect(more.covers(2027)).toBe(true)
    expect([more.kindOf(noon('2027-02-20')), more.kindOf(noon('2027-10-01'))]).toEqual(['working', 'holiday'])
  })

  it('names every bad row', () => {
    const { days, faults } = readCalendarRows(
      rows(
        `2027-02-30,holiday,\n2027-01-01,free,\n2027-01-04,workday,\n2027-01-02,holiday,x\n2027-01-02,workday,\n2027-01-03,holiday,${'长'.repeat(51)}\n,,`,
      ),
    )
    expect(days.map((d) => d.date)).toEqual(['2027-01-02'])
    expect(faults.map((f) => `${f.line}: ${f.message}`)).toEqual([
      '2: "2027-02-30" is not a date such as 2027-01-01',
      '3: kind: "free" is neither holiday nor workday',
      '4: 2027-01-04 is no weekend: it is worked anyway',
      '6: 2027-01-02 is in line 5 already',
      '7: the name is longer than 50 characters',
      '8: "" is not a date such as 2027-01-01',
    ])
  })

  it('takes no row whose cells cannot be trusted', () => {
    const [row] = rows('2027-02-06,holiday,春节')
    const { days, faults } = readCalendarRows(row ? [{ ...row, fault: { message: 'has more cells than the header' } }] : [])
    expect([days, faults]).toEqual([[], [{ line: 2, message: 'cells: has more cells than the header' }]])
  })
})
