import { describe, expect, it } from 'vitest'
import { alwaysCritical, compareAlerts, compareShown, type StoredAlert } from './alerts'
import type { StoredEvent } from './compare'
import type { Content } from './model'

const LEAF = '411324001101001'
const FAR = '411324002101001'
const event = (number: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  ...{ number, revision: number, id: `e${number}`, grid: LEAF, type: '0402', sensitive: false, state: 'handling', handledAt: null },
  ...{ parties: [], occurredAt: 0, updatedAt: null, ...more },
})
const alert = (id: string, members: [number: number, grid: string, status: string][], more: Partial<StoredAlert> = {}): StoredAlert => ({
  ...{ id, rule: 'urgency', stream: '0402', isLive: true, raised: 1, parts: [] },
  ...{ members: members.map(([number, grid, status]) => ({ number, grid, status })), ...more },
})
const kinds = (...given: Parameters<typeof compareAlerts>) => compareAlerts(...given).map(({ kind, count }) => [kind, count])

describe('critical events and their alerts', () => {
  const none = new Set<string>()
  it('agree where each open one holds in one living alert', () => {
    const events = [event(1), event(2, { state: 'closed' }), event(3, { type: '0501' }), event(4, { grid: FAR })]
    const alerts = [
      alert('a', [
        [1, LEAF, 'holds'],
        [2, LEAF, 'over'],
      ]),
      alert('b', [[4, FAR, 'holds']]),
    ]
    expect(compareAlerts(events, alerts, new Set(['e1', 'e2', 'e4']))).toEqual([])
  })
  it('one without a living alert is lost, also where its alert has ended', () => {
    expect(kinds([event(1)], [], none)).toEqual([['lost', 1]])
    expect(kinds([event(1)], [alert('a', [[1, LEAF, 'holds']], { isLive: false })], none)).toEqual([['lost', 1]])
  })
  it('one that was over before anybody looked is lost too, where nothing names it', () => {
    expect(kinds([event(1, { state: 'closed' })], [], new Set(['e1']))).toEqual([['lost', 1]])
  })
  it('two alerts of one place, and one that was raised twice, are doubled', () => {
    const twice = [alert('a', [[1, LEAF, 'holds']]), alert('b', [[1, LEAF, 'holds']], { raised: 2 })]
    expect(kinds([event(1)], twice, none)).toEqual([
      ['doubled', 1],
      ['doubled', 1],
      ['doubled', 1],
    ])
  })
  it('an alert is wrong of an event that is over, and of its place', () => {
    expect(kinds([event(1, { state: 'closed' })], [alert('a', [[1, LEAF, 'holds']])], none)).toEqual([['doubled', 1]])
    expect(kinds([event(1)], [alert('a', [[1, FAR, 'holds']])], none)).toEqual([['lost', 1]])
  })
  it('come as such where the first content was open and none was of another type', () => {
    const content = (type: string, handledAt?: string): Content => ({ grid: LEAF, row: { id: '', occurredAt: '', type, handledAt } })
    const events = [
      { id: 'a', contents: [content('0402'), content('0402', 'later')] },
      { id: 'b', contents: [content('0402', 'at once')] },
      { id: 'c', contents: [content('0402'), content('0501')] },
    ]
    expect([...alwaysCritical(events)]).toEqual(['a'])
  })
})

it('a client shows the living alerts of which it sees an event, and no others', () => {
  const alerts = [alert('a', [[1, LEAF, 'holds']]), alert('b', [[2, FAR, 'holds']]), alert('c', [[3, LEAF, 'over']], { isLive: false })]
  const covers = (grid: string) => grid.startsWith('411324001')
  expect(compareShown('street', covers, alerts, new Set(['a']))).toEqual([])
  expect(compareShown('street', covers, alerts, new Set(['b'])).map(({ kind }) => kind)).toEqual(['lost', 'doubled'])
})
