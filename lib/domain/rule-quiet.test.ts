import { describe, expect, it } from 'vitest'
import type { AlertState } from './alert-record'
import { Colour } from './colour'
import type { EventRule } from './rule'
import type { RuleHours } from './rule-hours'
import { longerMute, quietOf } from './rule-quiet'

const NIGHT: RuleHours = { dayKind: 'every', from: '07:00', to: '22:00' }
const kindOf = () => 'working' as const
const at = (text: string): number => Date.parse(`${text}+08:00`)

describe('what hours hold', () => {
  const base = { name: '', version: 1, enabled: true, published: true, record: null, beginsAt: 0, hours: NIGHT } as const
  const ends = { clearMinutes: 60, lateHours: 72 }
  const overdue: EventRule = { ...base, id: 'overdue', kind: 'overdue', settings: { ...ends, colours: [{ urgency: 1, colour: 'orange' }] } }
  const urgency: EventRule = {
    ...{ ...base, id: 'urgency', kind: 'urgency' },
    settings: {
      ...ends,
      colours: [
        { urgency: 1, colour: 'orange' },
        { urgency: 2, colour: 'yellow' },
      ],
    },
  }
  const night = at('2026-11-27T23:00:00')
  const held = (rule: EventRule, now = night, state: AlertState = 'firing') =>
    Colour.options.filter((colour) => quietOf({ rule, colour, state }, [overdue, urgency], now, kindOf))

  it('is never red, and of the rule of urgency never what is as grave as 特急', () => {
    expect(held(overdue)).toEqual(['orange', 'yellow', 'blue'])
    expect(held(urgency)).toEqual(['yellow', 'blue'])
    const mute = quietOf({ rule: overdue, colour: 'blue', state: 'firing' }, [overdue], night, kindOf)
    expect(mute).toEqual({ id: 'hours', until: at('2026-11-28T07:00:00'), quiet: true })
  })

  it('is nothing within the hours, of what has ended, of a rule that is not there any more', () => {
    expect([held(overdue, at('2026-11-27T12:00:00')), held(overdue, night, 'resolved')]).toEqual([[], []])
    expect(held(overdue, night, 'acknowledged')).toEqual(['orange', 'yellow', 'blue'])
    expect(quietOf({ rule: overdue, colour: 'blue', state: 'firing' }, [], night, kindOf)).toBeNull()
    expect(quietOf({ rule: overdue, colour: 'blue', state: 'firing' }, [{ ...overdue, hours: null }], night, kindOf)).toBeNull()
  })

  it('waits for whatever ends later, a silence or the hours', () => {
    const [silence, hours] = [
      { id: 'a', until: 5 },
      { id: 'hours', until: 7, quiet: true },
    ]
    expect([longerMute(silence, hours), longerMute({ ...silence, until: 7 }, hours), longerMute(null, hours), longerMute(silence, null)]).toEqual([
      hours,
      { id: 'a', until: 7 },
      hours,
      silence,
    ])
    expect(longerMute(null, null)).toBeNull()
  })
})
