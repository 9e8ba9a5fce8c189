import { describe, expect, it } from 'vitest'
import { inhibitedOutcomes, inhibitorOf, inhibits } from './alert-ladder-inhibit'
import type { AlertRecord } from './alert-record'
import type { Colour } from './colour'
import { NO_LADDER } from './ladder'

const LEAF = '411324001001001'
const alert = (id: string, colour: Colour, of: Partial<AlertRecord> & { grids?: string[]; by?: string } = {}): AlertRecord => {
  const { grids = [LEAF], by = null, ...more } = of
  return {
    ...{ id, revision: 1, rule: { id, version: 1, kind: 'urgency', name: id }, stream: id, types: ['0402'], sensitive: false },
    ...{ colour, state: 'firing', startedAt: 1, updatedAt: 1, clearedAt: null, endsAt: null, endedAt: null, endedBy: null, mergedInto: null },
    ...{ follows: null, acknowledged: null, assigned: null, escalated: 0, silencedUntil: null, verdict: null, record: null },
    members: grids.map((grid, number) => ({ number, grid, status: 'holds' })),
    ladder: { ...NO_LADDER, inhibitedBy: by },
    ...more,
  }
}
const red = alert('red', 'red')
const orange = alert('orange', 'orange')
const ended: Partial<AlertRecord> = { state: 'resolved', endedAt: 2 }

describe('an alert inhibits another', () => {
  it('that is less grave: never one as grave, and nothing inhibits a red one', () => {
    expect([inhibits(red, orange), inhibits(orange, red), inhibits(red, alert('other', 'red')), inhibits(red, red)]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
  it('while it lives, whether or not somebody has acknowledged it', () => {
    expect([inhibits({ ...red, state: 'acknowledged' }, orange), inhibits({ ...red, ...ended }, orange)]).toEqual([true, false])
  })
  it('of which it has all types', () => {
    expect(inhibits(alert('class', 'red', { types: ['0401', '0402'] }), orange)).toBe(true)
    expect(inhibits(red, alert('class', 'orange', { types: ['0401', '0402'] }))).toBe(false)
    // a silence is of none: no event says it, and it says no event
    const silence = alert('silence', 'orange', { types: [] })
    expect([inhibits(red, silence), inhibits(silence, alert('yellow', 'yellow'))]).toEqual([false, false])
  })
  it('of which it has all grids, as they are or within coarser ones', () => {
    const two = alert('two', 'orange', { grids: [LEAF, '411324001001002'] })
    expect([inhibits(red, two), inhibits(alert('red', 'red', { grids: ['411324001001'] }), two)]).toEqual([false, true])
    expect(inhibits(red, alert('community', 'orange', { grids: ['411324001001'] }))).toBe(false)
  })
})

describe('which alert inhibits', () => {
  it('is the one that does already, else the gravest and oldest', () => {
    const older = alert('older', 'red', { startedAt: 0 })
    const yellow = alert('yellow', 'yellow')
    expect(inhibitorOf(yellow, [orange, red, older, yellow])).toBe('older')
    expect(inhibitorOf(alert('yellow', 'yellow', { by: 'orange' }), [orange, red])).toBe('orange')
    expect(inhibitorOf(alert('yellow', 'yellow', { by: 'gone' }), [orange])).toBe('orange')
    expect([inhibitorOf(orange, [orange]), inhibitorOf({ ...orange, ...ended }, [red])]).toEqual([null, null])
  })
})

describe('changes of alerts', () => {
  const inhibitions = (changed: AlertRecord[], living: AlertRecord[]) =>
    inhibitedOutcomes(
      changed.map((alert) => ({ alert, steps: [] })),
      living,
    ).map(({ outcome, inhibitedBy }) => [outcome.alert.id, inhibitedBy])

  it('are looked at as they stand together', () => {
    expect(inhibitions([orange, red], [])).toEqual([
      ['orange', 'red'],
      ['red', null],
    ])
    expect(inhibitions([{ ...red, ...ended }, orange], [red])).toEqual([
      ['red', null],
      ['orange', null],
    ])
  })
  it('bring along the others that are inhibited by them, or no more, and no others', () => {
    const other = alert('other', 'orange', { types: ['0501'] })
    expect(inhibitions([red], [orange, other])).toEqual([
      ['red', null],
      ['orange', 'red'],
    ])
    const held = alert('orange', 'orange', { by: 'red' })
    expect(inhibitions([red], [held])).toEqual([['red', null]])
    expect(inhibitions([{ ...red, ...ended }], [red, held])).toEqual([
      ['red', null],
      ['orange', null],
    ])
    // its grids have moved away
    expect(inhibitions([alert('red', 'red', { grids: ['9'] })], [red, held])[1]).toEqual(['orange', null])
    // another takes its place
    expect(inhibitions([{ ...red, ...ended }], [red, held, alert('class', 'red', { types: ['0401', '0402'] })])[1]).toEqual(['orange', 'class'])
  })
})
