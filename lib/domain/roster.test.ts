import { describe, expect, it } from 'vitest'
import type { Role, Viewer } from './access'
import { HOUR_MS } from './clock'
import {
  type DutyShift,
  gapsIn,
  isOnShift,
  mayPlanDuty,
  mayReadRoster,
  mayTakeOver,
  nextToSign,
  onDutyAt,
  overlapping,
  RosterIn,
  unplannedShift,
} from './roster'

const DAY = Date.UTC(2026, 10, 24)
const at = (hour: number) => DAY + hour * HOUR_MS
const shift = (id: string, from: number, to: number, signed: number | null = null): DutyShift => ({
  ...{ id, begins: at(from), ends: at(to), officer: { name: id, account: null }, leader: { name: '王建', account: 'w' } },
  signed: signed === null ? null : { at: at(signed), by: id, note: null },
})

describe('who is on duty', () => {
  const on = (shifts: DutyShift[], hour: number) => {
    const duty = onDutyAt(shifts, at(hour))
    return duty && [duty.shift.id, ...(duty.kept ? ['kept'] : []), ...(duty.awaited ? [`awaits ${duty.awaited.id}`] : [])].join(' ')
  }

  it('is nobody before the first shift, and goes by the clock while no hand-over was ever signed', () => {
    const roster = [shift('day', 0, 12), shift('night', 12, 24)]
    expect([on([], 0), on(roster, -1), on(roster, 0), on(roster, 11.9), on(roster, 12)]).toEqual([null, null, 'day', 'day', 'night'])
  })

  it('is the outgoing shift until somebody signs the hand-over, with a next one or with an empty roster', () => {
    const roster = [shift('day', 0, 12, 0), shift('night', 12, 24), shift('next', 24, 36)]
    expect([on(roster, 11), on(roster, 12), on(roster, 30), on(roster, 100)]).toEqual([
      ...['day', 'day kept awaits night', 'day kept awaits next', 'day kept'],
    ])
    // signed at a quarter past, and early
    expect([12, 12.25].map((hour) => on([shift('day', 0, 12, 0), shift('night', 12, 24, 12.25)], hour))).toEqual(['day kept awaits night', 'night'])
    expect([11.7, 11.9].map((hour) => on([shift('day', 0, 12, 0), shift('night', 12, 24, 11.8)], hour))).toEqual(['day', 'night kept'])
    expect(on([shift('day', 0, 12)], 50)).toBe('day kept')
  })

  it('is handed to the shift that is planned, at most an hour before it begins', () => {
    const roster = [shift('day', 0, 12, 0), shift('night', 12, 24), shift('next', 24, 36)]
    expect([10.9, 11, 13, 25, 40].map((hour) => nextToSign(roster, at(hour))?.id ?? null)).toEqual([null, 'night', 'night', 'next', null])
    expect(nextToSign([shift('day', 0, 12)], at(1))?.id).toBe('day')
    expect(nextToSign([shift('day', 0, 12, 0), shift('night', 12, 24, 12)], at(13))).toBe(null)
  })

  it('is whoever takes over where nothing is planned, until the next shift and with the leader there was', () => {
    const made = (shifts: DutyShift[]) => unplannedShift(shifts, at(13), { name: '李', account: 'l' }, 'x')
    expect(made([shift('day', 0, 12, 0), shift('next', 20, 36)])).toMatchObject({ begins: at(13), ends: at(20), leader: { name: '王建' } })
    expect(made([])).toMatchObject({ ends: at(25), leader: null })
  })
})

describe('the roster', () => {
  it('has one shift at a time', () => {
    expect(overlapping([shift('b', 12, 24), shift('a', 0, 12)])).toBe(null)
    expect(overlapping([shift('b', 11, 24), shift('a', 0, 12)])).toEqual({ first: 'a', second: 'b' })
  })

  it('knows whose shift it is by account, and by name only of those who have none', () => {
    const night = shift('周明', 20, 32) // led by 王建, who has an account
    expect(isOnShift(night, { userId: 'w', name: '王建（街道）' })).toBe(true)
    expect(isOnShift(night, { userId: 'x', name: '王建' })).toBe(false)
    expect(isOnShift(night, { userId: 'x', name: '周明' })).toBe(true)
    expect(isOnShift({ ...night, officer: null }, { userId: undefined, name: '周明' })).toBe(false)
  })

  it('has gaps where nobody is planned', () => {
    const gaps = (from: number, to: number) =>
      gapsIn([shift('b', 24, 36), shift('a', 0, 12)], at(from), at(to)).map(({ begins, ends }) => [(begins - DAY) / HOUR_MS, (ends - DAY) / HOUR_MS])
    expect(gaps(-2, 40)).toEqual([
      [-2, 0],
      [12, 24],
      [36, 40],
    ])
    expect([gaps(2, 12), gaps(13, 20), gaps(24, 30)]).toEqual([[], [[13, 20]], []])
  })

  it('is read by all but screens, planned by administrators and supervisors and signed by whoever is on duty, of the whole county', () => {
    const who = (role: Role, prefix = ''): Viewer => ({ id: 'v', name: 'v', role, scope: { kind: 'grids', prefixes: [prefix] } })
    const grids = [{ code: '411324001' }, { code: '411324002' }]
    const roles = (may: (viewer: Viewer) => boolean, prefix = '') =>
      (['screen', 'viewer', 'operator', 'dispatcher', 'supervisor', 'administrator'] as const).filter((role) => may(who(role, prefix)))
    expect(roles(mayReadRoster)).toEqual(['viewer', 'operator', 'dispatcher', 'supervisor', 'administrator'])
    expect(roles((viewer) => mayPlanDuty(viewer, grids))).toEqual(['supervisor', 'administrator'])
    expect(roles((viewer) => mayTakeOver(viewer, grids))).toEqual(['dispatcher', 'supervisor', 'administrator'])
    expect(roles((viewer) => mayPlanDuty(viewer, grids) || mayTakeOver(viewer, grids), '411324001')).toEqual([])
  })

  it('takes times with their offset, and names without control characters', () => {
    const one = { id: '6f0c8a52-9d0e-4a6f-8f5e-0a4b8f2f9f11', begins: '2026-11-24T08:00:00+08:00', ends: '2026-11-24T20:00:00+08:00' }
    const parse = (name: string, begins = one.begins) =>
      RosterIn.safeParse({ shifts: [{ ...one, begins, officer: { name, account: null }, leader: null }] })
    expect(parse(' 周明 ').data?.shifts?.[0]).toMatchObject({ begins: DAY, officer: { name: '周明' } })
    expect([parse(''), parse('a\nb'), parse('周明', '2026-11-24T08:00')].map(({ success }) => success)).toEqual([false, false, false])
  })
})
