import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { RecurrenceRule } from '@/lib/domain/rule'
import { type PastEvent, replayGroups } from './group-replay'

const NOW = Date.UTC(2026, 10, 24)
const rule: RecurrenceRule = {
  ...{ id: 'recurrence', version: 1, kind: 'recurrence', name: '重复', enabled: true, published: true, hours: null, record: null, beginsAt: 0 },
  settings: { colour: 'yellow', times: 3, days: 30, afterClosing: true, ownBelow: 0.01, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
}
const event = (number: number, day: number, more: Partial<PastEvent> = {}): PastEvent => {
  const occurredAt = NOW + day * DAY_MS
  const base = { number, grid: '', position: null, type: '0101', place: 'h1', occurredAt, closedAt: occurredAt + DAY_MS }
  return { ...base, receivedAt: occurredAt + HOUR_MS, ...more }
}
const told = (events: PastEvent[]) =>
  replayGroups(
    rule,
    [...events].sort((a, b) => a.receivedAt - b.receivedAt),
    0,
  ).map(({ raisedAt, numbers }) => [(raisedAt - NOW - HOUR_MS) / DAY_MS, [...numbers].sort((a, b) => a - b)])

test('the past is told of as it became known, one alert a household and type', () => {
  const three = [event(1, 0), event(2, 10), event(3, 20)]
  expect(told(three)).toEqual([[20, [1, 2, 3]]])
  expect(told([...three, event(4, 30), event(5, 45)])).toEqual([[20, [1, 2, 3, 4, 5]]])
  expect(told([event(1, 0), event(2, 10, { place: 'h2' }), event(3, 20), event(4, 21, { type: '0103' })])).toEqual([])
  // what was closed only later is not known to have been
  expect(told(three.map((one) => ({ ...one, closedAt: NOW + 21 * DAY_MS })))).toEqual([])
  // what was received late trips nothing, and counts
  expect(told([event(1, 0), event(2, 10), event(3, 20, { receivedAt: NOW + 24 * DAY_MS })])).toEqual([])
  expect(told([event(1, 0), event(2, 10, { receivedAt: NOW + 15 * DAY_MS }), event(3, 20)])).toEqual([[20, [1, 2, 3]]])
})

test('after its end the same household is told of anew', () => {
  const year = [event(1, 0), event(2, 10), event(3, 20), event(4, 100), event(5, 101), event(6, 105), event(7, 110)]
  expect(told(year).map(([day]) => day)).toEqual([20, 105])
})
