import { expect, it } from 'vitest'
import type { DutyShiftOut } from '@/lib/domain/roster'
import { shiftsOfDay } from './roster-days'

const shift = (id: string, begins: string, ends: string): DutyShiftOut => ({ id, begins, ends, officer: null, leader: null, signed: null })
const [night, day, later] = [
  shift('night', '2026-11-29T20:00:00+08:00', '2026-11-30T08:00:00+08:00'),
  shift('day', '2026-11-30T08:00:00+08:00', '2026-11-30T20:00:00+08:00'),
  shift('later', '2026-12-01T08:00:00+08:00', '2026-12-01T20:00:00+08:00'),
]
const at = (text: string) => Date.parse(`${text}+08:00`)
const [sunday, monday, tuesday] = [at('2026-11-29T00:00'), at('2026-11-30T00:00'), at('2026-12-01T00:00')]
const on = (shift: DutyShiftOut, kept = false) => ({ shift, kept, awaited: null })
const ids = (given: Parameters<typeof shiftsOfDay>[0], of: number, now: number) => shiftsOfDay(given, of, now).map(({ id }) => id)

it('keeps the shift that is on now under today when midnight has passed', () => {
  const given = { shifts: [night, day, later], onDuty: on(night) }
  const before = at('2026-11-29T23:30')
  expect([sunday, monday, tuesday].map((of) => ids(given, of, before))).toEqual([['night'], ['day'], ['later']])
  const after = at('2026-11-30T00:30')
  expect([sunday, monday, tuesday].map((of) => ids(given, of, after))).toEqual([[], ['night', 'day'], ['later']])
})

it('shows under today who was not relieved, also where the shift began before all that was read', () => {
  const given = { shifts: [later], onDuty: on(night, true) }
  expect(ids(given, tuesday, at('2026-12-01T09:00'))).toEqual(['night', 'later'])
})

it('leaves a shift that was signed for ahead of its day under its own, and others where they begin', () => {
  expect(ids({ shifts: [night, day], onDuty: on(day) }, monday, at('2026-11-30T07:30'))).toEqual(['day'])
  expect(ids({ shifts: [later], onDuty: on(later) }, tuesday, at('2026-11-30T23:30'))).toEqual(['later'])
  expect(ids({ shifts: [night, day], onDuty: null }, sunday, at('2026-11-30T00:30'))).toEqual(['night'])
})
