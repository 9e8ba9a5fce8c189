import { describe, expect, test } from 'vitest'
import type { EventChange } from '@/lib/domain/change'
import { cellCenter, latticeFor } from '@/lib/domain/lattice'
import type { Key } from './board'
import { landingsOf } from './world'

const lattice = latticeFor([112.2, 33, 112.22, 33.01])
const key: Key = { types: new Map(), typeIds: new Map(), gridCodes: new Map(), gridIds: new Map(), lattice, demo: true }
const now = Date.UTC(2026, 10, 24)
const facts = { revision: 1, grid: 1, type: 1, urgency: 4, occurredAt: now - 60_000, handledAt: null, cellX: 5, cellY: 6 }
const change = (more: Partial<EventChange> = {}): EventChange => ({
  revision: 1,
  number: 1,
  receivedAt: now - 1_000,
  before: null,
  after: facts,
  ...more,
})

describe('rings', () => {
  test('show a new event where it happened', () => {
    expect(landingsOf([change()], now, key)).toEqual([{ number: 1, classCode: '', at: cellCenter(lattice, 5, 6), urgent: false }])
    expect(landingsOf([change({ after: { ...facts, urgency: 1 } })], now, key)[0]?.urgent).toBe(true)
  })
  test('not what is history, changed, gone, or nowhere', () => {
    const none = [
      change({ receivedAt: now - 120_000 }),
      change({ after: { ...facts, occurredAt: now - 3 * 86_400_000 } }),
      change({ before: facts }),
      change({ before: facts, after: null }),
      change({ after: { ...facts, cellX: -1, cellY: -1 } }),
    ]
    expect(landingsOf(none, now, key)).toEqual([])
  })
})
