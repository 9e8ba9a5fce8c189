import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { makeRandom } from '@/lib/domain/random'
import type { RecurrenceRule, ThresholdRule } from '@/lib/domain/rule'
import { allSteps } from '@/lib/testing/all-steps'
import { type PastEvent, replayGroups } from './group-replay'
import { spanOf } from './group-rules'
import { RENEWAL_MS } from './rule-alerts'

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
  allSteps(
    replayGroups(
      rule,
      [...events].sort((a, b) => a.receivedAt - b.receivedAt),
      0,
    ),
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

test('a threshold is told of as its definition says, of a place that never rests too', () => {
  const dense: ThresholdRule = {
    ...{ ...rule, id: 'threshold', kind: 'threshold' },
    settings: { colour: 'yellow', times: 4, days: 3, level: 2, ownBelow: 0.02, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
  }
  const random = makeRandom('dense')
  const events = Array.from({ length: 600 }, (_, i) => {
    // half of them in bursts; one in five is told of late, and is behind others then
    const at = random.next() < 0.5 ? 30 * Math.floor(random.next() * 4) + random.next() * 3 : random.next() * 120
    const [day, late] = [Math.floor(at * 4) / 4, random.next() < 0.2 ? random.next() * 4 * DAY_MS : 0]
    return event(i, day, { place: random.next() < 0.7 ? 'a' : 'b', receivedAt: NOW + day * DAY_MS + HOUR_MS + late })
  }).sort((a, b) => a.receivedAt - b.receivedAt || a.number - b.number)
  const usual = 18
  const expected: { raisedAt: number; numbers: Set<number> }[] = []
  const last = new Map<string, { endsAt: number; numbers: Set<number> }>()
  for (const [i, { place, number, receivedAt: now, occurredAt }] of events.entries()) {
    const known = events.slice(0, i + 1).filter((one) => one.place === place)
    const span = now - occurredAt <= 72 * HOUR_MS ? spanOf(dense, known, number, { knownSince: 0, usual, watched: 1 }) : null
    if (!span || span.endsAt <= now) continue
    const before = last.get(place)
    const alert = before && before.endsAt + RENEWAL_MS > now ? before : { endsAt: 0, numbers: new Set<number>() }
    if (alert !== before) expected.push({ raisedAt: now, numbers: alert.numbers })
    alert.endsAt = Math.max(alert.endsAt, span.endsAt)
    for (const one of span.events) alert.numbers.add(one.number)
    last.set(place, alert)
  }
  expect(expected.length).toBeGreaterThan(3)
  expect(allSteps(replayGroups(dense, events, 0, () => usual))).toMatchObject(expected)
})
