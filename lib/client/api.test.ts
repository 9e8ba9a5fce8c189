import { describe, expect, test } from 'vitest'
import { readChanges } from './api'
import type { Key } from './board'

const key: Key = {
  types: new Map(),
  typeIds: new Map([['0501', 7]]),
  gridCodes: new Map(),
  gridIds: new Map([['411324001', 2]]),
  lattice: { west: 0, north: 0, cell: 1, width: 1, height: 1 },
  demo: true,
}
const facts = { revision: 8, grid: '411324001', type: '0501', urgency: 4, occurredAt: '2026-11-24T06:00:00Z', handledAt: null, cell: [5, 6] }
const answer = (after: unknown) => ({
  logId: 'a',
  since: 7,
  revision: 8,
  changes: [{ revision: 8, kind: 'event', receivedAt: '2026-11-24T06:00:01Z', number: 3, before: null, after, event: null }],
})

describe('changes over HTTP', () => {
  test('are what the socket would have brought', () => {
    expect(readChanges(answer(facts), 99, key)).toEqual({
      logId: 'a',
      since: 7,
      revision: 8,
      at: 99,
      changes: [
        {
          revision: 8,
          number: 3,
          receivedAt: Date.UTC(2026, 10, 24, 6, 0, 1),
          before: null,
          after: { revision: 8, grid: 2, type: 7, urgency: 4, occurredAt: Date.UTC(2026, 10, 24, 6), handledAt: null, cellX: 5, cellY: 6 },
        },
      ],
    })
    expect(readChanges(answer({ ...facts, cell: null }), 99, key)?.changes[0]?.after).toMatchObject({ cellX: -1, cellY: -1 })
  })
  test('a reset asks for a snapshot', () => expect(readChanges({ reset: true, logId: 'b', revision: 1 }, 99, key)).toBeNull())
  test('names that the key does not hold are an error, not a guess', () => {
    expect(() => readChanges(answer({ ...facts, grid: '9' }), 99, key)).toThrow(RangeError)
    expect(() => readChanges({ logId: 'a' }, 99, key)).toThrow()
  })
})
