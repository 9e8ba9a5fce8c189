import { describe, expect, it } from 'vitest'
import type { Alert } from './alert'
import { digestOf, hears, NO_PREFERENCES, Preferences, quietAt, quietBefore } from './preferences'

/** A moment of the county's clock on 24 November 2026, or so many days after it. */
const at = (clock: string, days = 0) => Date.parse(`2026-11-24T${clock}:00+08:00`) + 86_400_000 * days
const night = { from: '22:00', to: '06:30', red: true }
const alert = { colour: 'orange' as const, types: ['0402'] }

describe('quiet hours', () => {
  it('may pass midnight; they begin and end by the county’s clock, the end excluded', () => {
    const held = (clock: string) => quietAt(night, at(clock)) !== null
    expect(['21:59', '22:00', '23:59', '00:00', '06:29', '06:30', '12:00'].map(held)).toEqual([false, true, true, true, true, false, false])
    expect(quietAt(night, at('01:00'))).toEqual({ from: at('22:00', -1), to: at('06:30') })
    expect([quietAt({ from: '12:00', to: '14:00', red: false }, at('13:00')), quietAt(null, at('13:00'))]).toEqual([
      { from: at('12:00'), to: at('14:00') },
      null,
    ])
  })
  it('were those that ended last within a day, and none while some hold', () => {
    expect([quietBefore(night, at('07:00')), quietBefore(night, at('21:00')), quietBefore(night, at('22:00'))]).toEqual([
      { from: at('22:00', -1), to: at('06:30') },
      { from: at('22:00', -1), to: at('06:30') },
      null,
    ])
    const noon = { from: '12:00', to: '14:00', red: false }
    expect([quietBefore(noon, at('11:00')), quietBefore(noon, at('14:00'))]).toEqual([
      { from: at('12:00', -1), to: at('14:00', -1) },
      { from: at('12:00'), to: at('14:00') },
    ])
  })
  it('begin and end at different times of a clock', () => {
    const fits = (from: string, to: string) => Preferences.safeParse({ ...NO_PREFERENCES, quiet: { from, to, red: true } }).success
    expect([fits('22:00', '06:00'), fits('22:00', '22:00'), fits('24:00', '06:00'), fits('7:00', '08:00')]).toEqual([true, false, false, false])
  })
})

describe('preferences', () => {
  it('let everything call where none are set', () => {
    expect(hears(NO_PREFERENCES, alert, at('03:00'))).toEqual({ when: 'now' })
  })
  it('choose by colour, and by any of the types', () => {
    const own = (of: Partial<Preferences>, types = alert.types) => hears({ ...NO_PREFERENCES, ...of }, { ...alert, types }, at('12:00')).when
    expect([own({ colours: ['red'] }), own({ colours: ['red', 'orange'] })]).toEqual(['never', 'now'])
    expect([own({ types: ['0101'] }), own({ types: ['0101'] }, ['0402', '0101']), own({ types: [] })]).toEqual(['never', 'now', 'never'])
  })
  it('hold in quiet hours until they end, but for red ones where that is wanted', () => {
    const own = { ...NO_PREFERENCES, quiet: night }
    expect([hears(own, alert, at('23:00')), hears(own, { ...alert, colour: 'red' }, at('23:00'))]).toEqual([
      { when: 'held', until: at('06:30', 1) },
      { when: 'now' },
    ])
    expect(hears({ ...own, quiet: { ...night, red: false } }, { ...alert, colour: 'red' }, at('23:00')).when).toBe('held')
    expect(hears({ ...own, colours: ['red'] }, alert, at('23:00'))).toEqual({ when: 'never' })
  })
})

describe('the digest after quiet hours', () => {
  type Of = Partial<Pick<Alert, 'state' | 'startedAt' | 'escalation' | 'silencedUntil' | 'inhibited' | 'colour'>>
  const waiting = (id: string, clock: string, of: Of = {}) => ({
    id,
    ...alert,
    state: 'firing' as const,
    startedAt: new Date(at(clock)).toISOString(),
    ...of,
  })
  const told = (now: number, ...alerts: ReturnType<typeof waiting>[]) => digestOf(alerts, { ...NO_PREFERENCES, quiet: night }, now)
  it('is of what came or was called in them and still waits, once they are over', () => {
    const called = { step: 1, rung: 'level4' as const, calledAt: new Date(at('03:00')).toISOString(), nextAt: null, next: null }
    const digest = told(
      at('07:00'),
      waiting('held', '02:00'),
      waiting('before', '06:45'),
      waiting('called', '00:00', { startedAt: new Date(at('20:00', -1)).toISOString(), escalation: called }),
      waiting('taken', '02:00', { state: 'acknowledged' }),
      waiting('red', '02:00', { colour: 'red' }),
      waiting('silent', '02:00', { silencedUntil: new Date(at('08:00')).toISOString() }),
      waiting('inhibited', '02:00', { inhibited: true }),
    )
    expect([digest?.alerts.map(({ id }) => id), digest?.key]).toEqual([['held', 'called'], new Date(at('06:30')).toISOString()])
    expect([told(at('05:00'), waiting('held', '02:00')), told(at('07:00'))]).toEqual([null, null])
  })
})
