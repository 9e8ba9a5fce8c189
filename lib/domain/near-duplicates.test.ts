import { expect, it, test } from 'vitest'
import { HOUR_MS } from './clock'
import { DEFAULT_NEARNESS, NearnessRules, nearDuplicates } from './near-duplicates'
import type { Position } from './position'

const NOW = Date.parse('2026-11-24T10:00:00+08:00')
const HERE: Position = [112.234, 33.034]
/** A degree of latitude on the sphere, metres: 6,371,008.8 × π / 180. */
const DEGREE = 111_195.08
const north = (meters: number): Position => [HERE[0], HERE[1] + meters / DEGREE]
const east = (meters: number): Position => [HERE[0] + meters / (DEGREE * Math.cos((HERE[1] * Math.PI) / 180)), HERE[1]]
const report = (id: string, position: Position | null, hoursAgo = 1, type = '0501') => ({ id, type, occurredAt: NOW - hoursAgo * HOUR_MS, position })
const newcomer = report('new', HERE, 0)
const offered = (...open: ReturnType<typeof report>[]) => nearDuplicates(newcomer, open, DEFAULT_NEARNESS).map((c) => c.event.id)

test.each([
  ['just within 50 m north', report('a', north(49.9)), true],
  ['just beyond', report('a', north(50.1)), false],
  ['just within 50 m east', report('a', east(49.9)), true],
  ['just beyond to the east', report('a', east(50.1)), false],
  ['72 hours ago', report('a', HERE, 72), true],
  ['longer ago', report('a', HERE, 72.01), false],
  ['that occurred after it', report('a', HERE, -5), true],
  ['of another type', report('a', HERE, 1, '0502'), false],
  ['without a position', report('a', null), false],
  ['itself', report('new', HERE), false],
])('an event %s', (_name, event, is) => expect(offered(event)).toEqual(is ? [event.id] : []))

it('has none for a newcomer without a position', () => {
  expect(nearDuplicates({ ...newcomer, position: null }, [report('a', HERE)], DEFAULT_NEARNESS)).toEqual([])
})

it('offers the nearest first, then the latest, at most five', () => {
  expect(offered(report('far', north(40)), report('old', HERE, 30), report('young', HERE, 2), report('near', north(5)))).toEqual([
    'young',
    'old',
    'near',
    'far',
  ])
  expect(offered(...Array.from({ length: 9 }, (_, i) => report(`e${i}`, north(40 - i))))).toEqual(['e8', 'e7', 'e6', 'e5', 'e4'])
  const [found] = nearDuplicates(newcomer, [report('a', north(30), 6)], DEFAULT_NEARNESS)
  expect(found?.meters).toBeCloseTo(30, 1)
  expect(found?.hours).toBe(6)
})

it('goes by the type, as the county sets it', () => {
  const gas = report('gas', HERE, 0, '0402')
  expect(nearDuplicates(gas, [report('a', north(190), 5, '0402')], DEFAULT_NEARNESS)).toHaveLength(1)
  const strict: NearnessRules = { ...DEFAULT_NEARNESS, types: { '0402': { meters: 100, hours: 12 } } }
  expect(nearDuplicates(gas, [report('a', north(190), 5, '0402')], strict)).toHaveLength(0)
  expect(NearnessRules.safeParse(DEFAULT_NEARNESS).success).toBe(true)
  expect(NearnessRules.safeParse({ ...DEFAULT_NEARNESS, other: { meters: -1, hours: 1 } }).success).toBe(false)
})
