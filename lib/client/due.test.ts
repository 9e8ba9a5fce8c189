import { expect, it } from 'vitest'
import { dueText, formatDeadline, formatMoment, formatSpan } from './due'

const now = Date.parse('2026-11-24T14:00:00+08:00')
const minutes = (n: number) => n * 60_000
const open = (deadline: string | null) => ({ deadline, state: 'handling' as const, status: 'open' as const, light: 'normal' as const })

it('tells lengths of time in two units', () => {
  expect([0, 5, 60, 160, 24 * 60, 24 * 60 * 3 + 60].map((n) => formatSpan(minutes(n)))).toEqual([
    '不到 1 分钟',
    '5 分钟',
    '1 小时',
    '2 小时 40 分',
    '1 天',
    '3 天 1 小时',
  ])
})
it('tells what is left, or by how much it is over, and where no clock runs', () => {
  expect(dueText(open('2026-11-24T14:05:30+08:00'), now)).toBe('剩 5 分钟')
  expect(dueText(open('2026-11-24T10:48:00+08:00'), now)).toBe('超 3 小时 12 分')
  expect(dueText(open(null), now)).toBe('无时限')
  expect(dueText({ ...open('2026-11-24T10:48:00+08:00'), state: 'suspended' }, now)).toBe('计时暂停')
  expect(dueText({ ...open(null), status: 'handled' }, now)).toBe('—')
  // the whole runs on, and the clock of the stage has run out
  const waiting = { ...open('2026-11-24T18:00:00+08:00'), light: 'overdue' as const }
  expect(dueText({ ...waiting, state: 'awaiting_acceptance' }, now)).toBe('受理超时')
  expect(dueText({ ...waiting, state: 'awaiting_dispatch' }, now)).toBe('派单超时')
})
it('tells a moment by the clock of the county, with the year where it is another', () => {
  expect(formatMoment('2026-11-24T06:32:00Z', now)).toBe('11-24 14:32')
  expect(formatMoment('2025-12-31T16:30:00Z', Date.parse('2026-11-24T00:00:00Z'))).toBe('01-01 00:30')
  expect(formatMoment('2024-03-01T00:00:00Z', now)).toBe('2024-03-01 08:00')
})

it('tells a deadline at the end of a day by that day', () => {
  expect(formatDeadline('2026-12-04T16:00:00Z', now)).toBe('12-04 24:00')
  expect(formatDeadline('2026-12-31T16:00:00Z', Date.parse('2027-01-02T00:00:00Z'))).toBe('2026-12-31 24:00')
  expect(formatDeadline('2026-12-04T15:59:00Z', now)).toBe('12-04 23:59')
  expect(formatDeadline('2026-12-04T16:01:00Z', now)).toBe('12-05 00:01')
})
