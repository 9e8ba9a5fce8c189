import { describe, expect, it } from 'vitest'
import type { Role, Viewer } from './access'
import { offered, take } from './machine'
import { mayRunBookings } from './place'
import { BOOKINGS, type BookingKinds, type BookingLife, firstState } from './place-booking'
import { PLACE_KINDS, secrecyOf } from './place-kinds'

const GRID = '411324001101001'
const STARTS = Date.parse('2026-11-25T09:00:00+08:00')
const life = (of: Partial<BookingLife> = {}): BookingLife => ({
  ...{ state: 'booked', grid: GRID, kind: 'club', service: 'activities', startsAt: STARTS, guardian: null, consentAt: null },
  ...{ residentUser: null, decidedAt: null, decidedName: null },
  ...of,
})
const by = (role: Role, prefix = '411324001'): Viewer => ({ id: role, name: role, role, scope: { kind: 'grids', prefixes: [prefix] } })
const resident: Viewer = { id: 'r', name: '孙', role: 'resident', userId: 'user-1', scope: { kind: 'self' } }
const act = (
  action: BookingKinds['Action'],
  subject: BookingLife,
  { actor = by('dispatcher'), said = {}, now = STARTS }: { actor?: Viewer; said?: { guardian?: string }; now?: number } = {},
) => take<BookingKinds>(BOOKINGS, action, { subject, said, actor, now, rules: {} })
const PUPIL = { kind: 'homework', service: 'homework' } as const
const VISITOR = { kind: 'centre', service: 'counselling' } as const

describe('bookings', () => {
  it('of pupils stand only with the consent of a guardian', () => {
    expect([firstState('homework', 'homework', null), firstState('homework', 'homework', '王家长'), firstState('club', 'activities', null)]).toEqual([
      'requested',
      'booked',
      'booked',
    ])
    const waiting = life({ ...PUPIL, state: 'requested' })
    expect(act('confirm', waiting)).toMatchObject({ ok: false, code: 'invalid' })
    expect(act('confirm', waiting, { said: { guardian: '王家长' } })).toMatchObject({
      ok: true,
      subject: { state: 'booked', guardian: '王家长', consentAt: STARTS },
    })
    expect(act('come', waiting)).toMatchObject({ ok: false, code: 'conflict' })
  })

  it('are kept on their day, missed once they have begun, and given up before that by whoever booked', () => {
    expect(act('come', life(), { now: STARTS - 86_400_000 })).toMatchObject({ ok: false, code: 'conflict' })
    expect(act('come', life(), { now: STARTS - 3_600_000 })).toMatchObject({ ok: true, subject: { state: 'came' } })
    expect(act('miss', life(), { now: STARTS - 1 })).toMatchObject({ ok: false, code: 'conflict' })
    expect(act('miss', life())).toMatchObject({ ok: true, subject: { state: 'missed', decidedName: 'dispatcher' } })
    const own = life({ residentUser: 'user-1' })
    expect(act('cancel', own, { actor: resident, now: STARTS - 1 })).toMatchObject({ ok: true, subject: { state: 'cancelled' } })
    expect(act('cancel', own, { actor: resident })).toMatchObject({ ok: false, code: 'conflict' })
    expect(act('cancel', life({ residentUser: 'user-2' }), { actor: resident, now: STARTS - 1 })).toMatchObject({ ok: false, code: 'forbidden' })
    expect(offered<BookingKinds>(BOOKINGS, { actor: resident, subject: own, rules: {}, now: STARTS - 1 })).toEqual(['cancel'])
  })

  it('of pupils and of whoever seeks help are kept by dispatchers of the area alone', () => {
    const roles: Role[] = ['screen', 'viewer', 'reporter', 'operator', 'handler', 'dispatcher', 'supervisor', 'administrator', 'auditor', 'resident']
    const keep = (at: { kind: BookingLife['kind']; service: BookingLife['service'] }) =>
      roles.filter((role) => mayRunBookings(by(role), { grid: GRID, kind: at.kind }, at.service))
    expect(keep({ kind: 'club', service: 'activities' })).toEqual(['operator', 'dispatcher', 'administrator'])
    expect(keep(PUPIL)).toEqual(['dispatcher'])
    expect(keep(VISITOR)).toEqual(['dispatcher'])
    expect(mayRunBookings(by('dispatcher', '411324002'), { grid: GRID, kind: 'club' }, 'activities')).toBe(false)
    expect(act('cancel', life(VISITOR), { actor: by('operator') })).toMatchObject({ ok: false, code: 'forbidden' })
  })

  it('know which kinds and services are secret, each kind with a sign of its own', () => {
    expect([secrecyOf('calm', 'activities'), secrecyOf('homework', 'counselling'), secrecyOf('centre', 'meeting')]).toEqual([
      'visitors',
      'pupils',
      null,
    ])
    const signs = Object.values(PLACE_KINDS)
    expect(new Set(signs.map(({ shape }) => shape)).size).toBe(signs.length)
    expect(new Set(signs.map(({ letter }) => letter)).size).toBe(signs.length)
  })
})
