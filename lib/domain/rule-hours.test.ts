import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCalendar } from './calendar'
import { heldUntil, RuleHours } from './rule-hours'

const NIGHT: RuleHours = { dayKind: 'every', from: '07:00', to: '22:00' }
/** 2026-11-27 is a Friday. The Monday after is a holiday, and the Saturday is worked in exchange. */
const { kindOf } = makeCalendar({
  days: [
    { date: '2026-11-28', kind: 'workday', name: '' },
    { date: '2026-11-30', kind: 'holiday', name: '' },
  ],
})
const at = (text: string): number => Date.parse(`${text}+08:00`)
const until = (hours: RuleHours, text: string): string | null => {
  const held = heldUntil(hours, at(text), kindOf)
  return held === null ? null : new Date(held + 8 * 3_600_000).toISOString().slice(0, 16)
}

describe('the hours of a rule', () => {
  it('begin at their first millisecond and are over at their last, the night through until the next', () => {
    expect(['2026-11-27T06:59:59.999', '2026-11-27T07:00:00', '2026-11-27T21:59:59.999'].map((text) => until(NIGHT, text))).toEqual([
      '2026-11-27T07:00',
      null,
      null,
    ])
    expect(['2026-11-27T22:00:00', '2026-11-27T23:59:59.999', '2026-11-28T00:00:00'].map((text) => until(NIGHT, text))).toEqual(
      Array.from({ length: 3 }, () => '2026-11-28T07:00'),
    )
  })

  it('may pass midnight: they are of the day on which they begin', () => {
    const late: RuleHours = { dayKind: 'every', from: '20:00', to: '06:00' }
    expect(['2026-11-27T20:00:00', '2026-11-28T00:00:00', '2026-11-28T05:59:59.999'].map((text) => until(late, text))).toEqual([null, null, null])
    expect([until(late, '2026-11-28T06:00:00'), until(late, '2026-11-27T19:59:59.999')]).toEqual(['2026-11-28T20:00', '2026-11-27T20:00'])
    // the night before the holiday is a Sunday's, which is free: that of the worked Saturday goes on into it
    const working: RuleHours = { ...late, dayKind: 'working' }
    expect([until(working, '2026-11-29T05:59:00'), until(working, '2026-11-29T06:00:00')]).toEqual([null, '2026-12-01T20:00'])
  })

  it('go by the working calendar: 调休 is worked, a holiday on a weekday is free', () => {
    const office: RuleHours = { dayKind: 'working', from: '08:00', to: '18:00' }
    expect(until(office, '2026-11-28T09:00:00')).toBeNull()
    expect([until(office, '2026-11-28T18:00:00'), until(office, '2026-11-30T09:00:00')]).toEqual(['2026-12-01T08:00', '2026-12-01T08:00'])
    const free: RuleHours = { dayKind: 'free', from: '08:00', to: '18:00' }
    expect([until(free, '2026-11-30T09:00:00'), until(free, '2026-11-28T09:00:00')]).toEqual([null, '2026-11-29T08:00'])
  })

  it('from and to the same are a whole day', () => {
    expect(until({ dayKind: 'every', from: '08:00', to: '08:00' }, '2026-11-28T08:00:00')).toBeNull()
    const working: RuleHours = { dayKind: 'working', from: '00:00', to: '00:00' }
    expect([until(working, '2026-11-28T23:59:59.999'), until(working, '2026-11-29T00:00:00')]).toEqual([null, '2026-12-01T00:00'])
  })

  it('hold nothing where no day would ever come, and none where there are none', () => {
    const never = heldUntil({ dayKind: 'working', from: '08:00', to: '18:00' }, at('2026-11-27T03:00:00'), () => 'holiday')
    expect([never, heldUntil(null, at('2026-11-27T03:00:00'), kindOf)]).toEqual([null, null])
  })

  it('whatever they are: what waits is let go as soon as they hold, and not before', () => {
    const clock = fc.integer({ min: 0, max: 1_439 }).map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
    const hours = fc.record({ dayKind: fc.constantFrom('every', 'working', 'free'), from: clock, to: clock } as const)
    const begin = at('2026-11-20T00:00:00')
    fc.assert(
      fc.property(hours, fc.integer({ min: 0, max: 20 * 24 * 60 }), (own, minute) => {
        const now = begin + minute * 60_000
        const end = heldUntil(own, now, kindOf)
        if (end === null) return
        expect(end).toBeGreaterThan(now)
        expect(heldUntil(own, end, kindOf)).toBeNull()
        expect(heldUntil(own, end - 1, kindOf)).toBe(end)
        expect(heldUntil(own, Math.floor((now + end) / 2), kindOf)).toBe(end)
      }),
      { numRuns: 500 },
    )
  })

  it('are times of the clock, and nothing else', () => {
    const parses = (from: string) => RuleHours.safeParse({ dayKind: 'every', from, to: '22:00' }).success
    expect(['00:00', '23:59', '24:00', '7:00', '07:60', ''].map(parses)).toEqual([true, true, false, false, false, false])
  })
})
