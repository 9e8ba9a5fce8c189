import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeSequences, cut, finalFacts } from '@/lib/testing/change-sequences'
import { applyChanges, type BoardState, checkBoard, FEED_LENGTH, PULSE_MS, startBoard } from './apply'
import { checkHash, type EventChange } from './change'
import { cellCenter, latticeFor } from './lattice'
import type { BoardChecked, Snapshot } from './wire'

const now = Date.UTC(2026, 10, 24, 8)
const lattice = latticeFor([112.2, 33.0, 112.22, 33.02])
const gridIds: Record<string, number> = { '411324001001': 1, '411324001002': 2, '411324002001': 3 }
const codeOf = (id: number) => Object.keys(gridIds).find((code) => gridIds[code] === id) ?? ''
const idOf = (code: string) => gridIds[code]
const sequences = changeSequences({ grids: [1, 2, 3], types: [1, 2], times: [now - 1e7, now], cells: { width: 30, height: 30 } })

/** The server's sums, counted anew. */
function sumsOf(changes: readonly EventChange[]): BoardChecked['sums'] {
  const sums = new Map<number, { count: number; sum: number }>()
  for (const [number, f] of finalFacts(changes)) {
    const s = sums.get(f.grid) ?? { count: 0, sum: 0 }
    sums.set(f.grid, { count: s.count + 1, sum: (s.sum + checkHash(number, f.revision)) % 2 ** 32 })
  }
  return [...sums].map(([id, s]) => ({ grid: codeOf(id), ...s }))
}

/** A snapshot at the state after `changes`; its list of events may know more (`ahead`). */
function snapshotOf(changes: readonly EventChange[], ahead: readonly EventChange[] = changes): Snapshot {
  const received = new Map([...ahead].reverse().map((c) => [c.number, c.receivedAt]))
  const iso = (ms: number) => new Date(ms).toISOString()
  return {
    logId: 'a',
    revision: changes.length,
    asOf: changes.length ? iso(Math.max(...changes.map((c) => c.receivedAt))) : null,
    at: iso(now),
    figures: { total: { reported: 0, handled: 0, open: 0 }, today: { reported: 0, handled: 0 }, grids: [] },
    sums: sumsOf(changes),
    events: [...finalFacts(ahead)].map(([number, f]) => ({
      number,
      caseNumber: `20261124-${number}`,
      id: '00000000-0000-4000-8000-000000000000',
      revision: f.revision,
      occurredAt: iso(f.occurredAt),
      receivedAt: iso(received.get(number) ?? 0),
      updatedAt: null,
      handledAt: f.handledAt === null ? null : iso(f.handledAt),
      status: f.handledAt === null ? 'open' : 'handled',
      state: f.handledAt === null ? 'awaiting_acceptance' : 'closed',
      light: 'normal',
      deadline: null,
      type: `t${f.type}`,
      urgency: f.urgency === 1 ? 1 : f.urgency === 2 ? 2 : f.urgency === 3 ? 3 : 4,
      grid: codeOf(f.grid),
      position: f.cellX < 0 ? null : cellCenter(lattice, f.cellX, f.cellY),
      source: null,
    })),
    types: [1, 2].map((id) => ({
      id,
      code: `t${id}`,
      name: 't',
      classCode: '01',
      className: 'c',
      urgency: 4,
      limit: 1,
      clock: 'working_day',
      lead: '',
      sensitive: false,
    })),
    gridIds,
    lattice,
    demo: false,
    historyProgress: null,
  }
}

function fold(state: BoardState, changes: readonly EventChange[], since: number, at = now): BoardState {
  const result = applyChanges(state, { logId: 'a', since, revision: since + changes.length, at, changes })
  return result.kind === 'applied' ? result.state : state
}

const check = (state: BoardState, changes: readonly EventChange[]) =>
  checkBoard(state, { logId: 'a', revision: changes.length, sums: sumsOf(changes) }, idOf)

describe("the client's fold", () => {
  it('reaches the sums and the feed of a recount, in any batches, from any snapshot, with anything sent again', () => {
    fc.assert(
      fc.property(sequences, fc.nat(), fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), (changes, place, further, cuts) => {
        const half = place % (changes.length + 1)
        let state = startBoard(snapshotOf(changes.slice(0, half), changes.slice(0, half + (further % (changes.length - half + 1)))))
        let since = 0 // the first batches overlap with what the snapshot knew
        for (const batch of cut(changes, cuts)) {
          state = fold(state, batch, since)
          since += batch.length
        }
        expect(check(state, changes)).toBe('ok')
        const expected = [...finalFacts(changes)]
          .sort(([a, x], [b, y]) => y.occurredAt - x.occurredAt || b - a)
          .map(([number, f]) => ({ number, ...f }))
        expect(state.recent.map(({ receivedAt: _, ...item }) => item)).toEqual(expected.slice(0, FEED_LENGTH))
        expect(state.asOf).toBe(changes.length ? Math.max(...changes.map((c) => c.receivedAt)) : null)
      }),
    )
  })

  it('sees one event too many, one too few and one at another revision', () => {
    fc.assert(
      fc.property(sequences, fc.nat(), (changes, pick) => {
        fc.pre(changes.length > 0)
        const state = fold(startBoard(snapshotOf([])), changes, 0)
        const wrong = changes.map((c) => ({ ...c }))
        const change = wrong[pick % wrong.length]
        if (change?.after) change.after = { ...change.after, revision: change.after.revision + 1000 }
        const differs = finalFacts(wrong).get(change?.number ?? 0)?.revision !== finalFacts(changes).get(change?.number ?? 0)?.revision
        expect(check(state, wrong)).toBe(differs ? 'differs' : 'ok')
        const sums = sumsOf(changes)
        const less = sums.slice(1)
        expect(checkBoard(state, { logId: 'a', revision: changes.length, sums: less }, idOf)).toBe('differs')
        const more = [...sums, { grid: '411324009', count: 1, sum: 1 }]
        expect(checkBoard(state, { logId: 'a', revision: changes.length, sums: more }, idOf)).toBe('differs')
      }),
    )
  })

  it('cannot say anything at another revision', () => {
    const state = startBoard(snapshotOf([]))
    expect(checkBoard(state, { logId: 'a', revision: 1, sums: [] }, idOf)).toBe('later')
    expect(checkBoard(state, { logId: 'b', revision: 0, sums: [] }, idOf)).toBe('later')
    expect(checkBoard(state, { logId: 'a', revision: 0, sums: [] }, idOf)).toBe('ok')
  })
})

describe('a message', () => {
  const facts = { revision: 1, grid: 1, type: 1, urgency: 2, occurredAt: now, handledAt: null, cellX: 4, cellY: 5 }
  const change: EventChange = { revision: 1, number: 9, receivedAt: now, before: null, after: facts }
  const empty = startBoard(snapshotOf([]))

  it('beyond the cursor is a gap, of another log a reset, of the past nothing', () => {
    expect(applyChanges(empty, { logId: 'a', since: 1, revision: 2, at: now, changes: [] })).toEqual({ kind: 'gap', since: 0 })
    expect(applyChanges(empty, { logId: 'b', since: 0, revision: 1, at: now, changes: [] })).toEqual({ kind: 'reset' })
    const moved = fold(empty, [change], 0)
    expect(applyChanges(moved, { logId: 'a', since: 0, revision: 0, at: now, changes: [] })).toEqual({ kind: 'known' })
  })

  it('that is empty moves the clock and the cursor, and never turns the clock back', () => {
    const result = applyChanges(empty, { logId: 'a', since: 0, revision: 40, at: now + 5_000, changes: [] })
    expect(result).toMatchObject({ kind: 'applied', state: { revision: 40, at: now + 5_000, asOf: null } })
    const again = applyChanges({ ...empty, at: now + 9_000 }, { logId: 'a', since: 0, revision: 0, at: now, changes: [] })
    expect(again).toMatchObject({ kind: 'applied', state: { at: now + 9_000 } })
  })

  it('makes a pulse where a new event lands, for a while, and none for a change or an event without a place', () => {
    const one = fold(empty, [change], 0)
    expect(one.pulses).toEqual([{ number: 9, grid: 1, type: 1, urgency: 2, cellX: 4, cellY: 5, at: now }])
    const handled = { ...facts, revision: 2, handledAt: now }
    const placeless = { ...facts, revision: 3, cellX: -1, cellY: -1 }
    const later = [
      { revision: 2, number: 9, receivedAt: now, before: facts, after: handled },
      { revision: 3, number: 10, receivedAt: now, before: null, after: placeless },
    ]
    const two = fold(one, later, 1, now + 1_000)
    expect(two.pulses).toEqual(one.pulses)
    expect(fold(two, [], 3, now + PULSE_MS).pulses).toEqual([])
  })

  it('that takes an event out of sight takes it out of the feed and the sums', () => {
    const one = fold(empty, [change], 0)
    const two = fold(one, [{ revision: 2, number: 9, receivedAt: now, before: facts, after: null }], 1)
    expect(two.recent).toEqual([])
    expect(checkBoard(two, { logId: 'a', revision: 2, sums: [] }, idOf)).toBe('ok')
    expect(one.recent).toHaveLength(1) // the earlier state is a value of its own
  })
})
