import { expect, test } from 'vitest'
import type { EventFacts } from '@/lib/domain/change'
import { latticeFor } from '@/lib/domain/lattice'
import type { Key } from './board'
import { isAnyIn } from './news'

const gridCodes = new Map([
  [1, '411324001101'],
  [2, '411324002'],
])
const key: Key = {
  ...{ types: new Map(), typeIds: new Map(), gridCodes, gridIds: new Map(), demo: true },
  lattice: latticeFor([112, 33, 112.1, 33.1]),
}
const facts = (grid: number): EventFacts => ({
  ...{ revision: 1, grid, type: 1, urgency: 1, occurredAt: 0, handledAt: null, cellX: -1, cellY: -1 },
})
const change = (before: number | null, after: number | null) => ({
  ...{ revision: 1, number: 1, receivedAt: 0 },
  ...{ before: before === null ? null : facts(before), after: after === null ? null : facts(after) },
})

test('a change is of a place where its event is or was', () => {
  expect([change(null, 1), change(1, null), change(2, 1), change(1, 2)].map((one) => isAnyIn([one], '411324001', key))).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect([change(null, 2), change(2, null), change(2, 2)].map((one) => isAnyIn([one], '411324001', key))).toEqual([false, false, false])
  expect(isAnyIn([change(2, 2), change(1, 1)], '411324001', key)).toBe(true)
})

test('everywhere, and where a grid or all of them are unknown, each change counts', () => {
  expect(isAnyIn([change(2, 2)], undefined, key)).toBe(true)
  expect(isAnyIn([change(2, 2)], '411324001', null)).toBe(true)
  expect(isAnyIn([change(9, 9)], '411324001', key)).toBe(true)
})
