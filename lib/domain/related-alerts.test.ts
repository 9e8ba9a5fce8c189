import { describe, expect, it } from 'vitest'
import type { Colour } from './colour'
import { areRelated, groupAlerts, type Relatable, relatedTo } from './related-alerts'

const LEAF = '411324001001001'
const rule = (id: string): Relatable['rule'] => ({ id, version: 1, kind: 'urgency', name: id })
const alert = (id: string, colour: Colour, of: Partial<Relatable> = {}): Relatable => ({
  ...{ id, colour, rule: rule(id), types: ['0402'], grids: [LEAF], state: 'firing', startedAt: '2026-11-24T08:00:00+08:00' },
  ...of,
})
const both = (a: Relatable, b: Relatable) => [areRelated(a, b), areRelated(b, a)]
const told = (alerts: Relatable[]) => groupAlerts(alerts).map(({ head, related }) => [head.id, ...related.map(({ id }) => id)].join(' '))

describe('alerts are related', () => {
  const gas = alert('gas', 'red')
  it('by different rules, or streams of one rule: not to themselves, and not to another of the same rule and types', () => {
    expect(both(gas, alert('overdue', 'orange'))).toEqual([true, true])
    expect(both(gas, gas)).toEqual([false, false])
    expect(both(gas, alert('more', 'red', { rule: gas.rule }))).toEqual([false, false])
    expect(both(gas, alert('class', 'yellow', { rule: gas.rule, types: ['0401', '0402'] }))).toEqual([true, true])
  })
  it('by types of which the one has all of the other', () => {
    expect(both(gas, alert('class', 'yellow', { types: ['0401', '0402'] }))).toEqual([true, true])
    expect(both(gas, alert('other', 'yellow', { types: ['0401'] }))).toEqual([false, false])
    expect(both(alert('a', 'red', { types: ['0401', '0402'] }), alert('b', 'red', { types: ['0402', '0403'] }))).toEqual([false, false])
  })
  it('by a grid that both have, or that holds one of the other', () => {
    expect(both(gas, alert('street', 'blue', { grids: ['411324002', '411324001'] }))).toEqual([true, true])
    expect(both(gas, alert('beside', 'blue', { grids: ['411324001001002'] }))).toEqual([false, false])
  })
  it('by times that overlap: of a cluster the days of its window too', () => {
    const early = { startedAt: '2026-11-20T08:00:00+08:00', endedAt: '2026-11-22T12:00:00+08:00' }
    const ended = alert('ended', 'red', early)
    expect(both(gas, ended)).toEqual([false, false])
    expect(both(gas, alert('to the moment', 'red', { ...early, endedAt: gas.startedAt }))).toEqual([true, true])
    const cluster = (from: string) => alert('cluster', 'yellow', { window: { from, to: '2026-11-23' }, startedAt: '2026-11-24T00:30:00+08:00' })
    expect([...both(ended, cluster('2026-11-22')), ...both(ended, cluster('2026-11-23'))]).toEqual([true, true, false, false])
    const past = alert('past', 'yellow', { ...early, window: { from: '2026-11-18', to: '2026-11-24' } })
    expect(both(gas, past)).toEqual([true, true])
  })
})

describe('an alert of no type', () => {
  it('is related to none: it says that nothing happened', () => {
    const silence = alert('silence', 'yellow', { types: [] })
    expect(relatedTo(silence, [alert('red', 'red'), alert('other', 'blue', { types: [] })])).toEqual([])
    expect(relatedTo(alert('red', 'red'), [silence])).toEqual([])
  })
})

describe('groups of alerts', () => {
  it('stand in the place of the gravest, of one colour the oldest, which all others stand under', () => {
    const old = { startedAt: '2026-11-24T07:00:00+08:00' }
    const alerts = [
      alert('blue', 'blue', old),
      alert('b', 'red'),
      alert('alone', 'red', { grids: ['9'] }),
      alert('a', 'red', old),
      alert('o', 'orange'),
    ]
    expect(told(alerts)).toEqual(['alone', 'a b o blue'])
    expect(relatedTo(alert('x', 'yellow'), alerts).map(({ id }) => id)).toEqual(['a', 'b', 'o', 'blue'])
  })
  it('hold what is related to their head, not what is related to that alone', () => {
    const chain = ['red', 'orange', 'yellow', 'blue'] as const
    const alerts = chain.map((colour, i) => alert(colour, colour, { grids: [String(i + 1), String(i + 2)] }))
    expect(told(alerts)).toEqual(['red orange', 'yellow blue'])
  })
  it('fold nothing that waits under what somebody has acknowledged', () => {
    expect(told([alert('red', 'red', { state: 'acknowledged' }), alert('o', 'orange'), alert('y', 'yellow')])).toEqual(['red', 'o y'])
  })
})
