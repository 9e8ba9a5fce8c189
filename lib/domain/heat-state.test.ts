import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeSequences, cut, finalFacts } from '@/lib/testing/change-sequences'
import type { EventChange } from './change'
import { Field } from './field'
import { type HeatWindow, stepMs, stepOf, stepsAt } from './heat'
import { decodeHeatCells, encodeHeatCells, heatHeader } from './heat-answer'
import { HeatState, NO_CELLS } from './heat-state'
import { latticeFor } from './lattice'

const lattice = latticeFor([112.2, 33.0, 112.205, 33.005])
const start = Date.UTC(2026, 10, 24, 8)
const { width, height } = new Field(lattice).frame
const pixels = width * height
const windows: HeatWindow[] = ['1h', '24h', '7d', '30d', 'all']
const span = (window: HeatWindow) => (window === 'all' ? 3_600_000 : stepMs(window) * 360)

/** Counts anew: every event of the final state whose step the window holds. */
function recount(changes: readonly EventChange[], window: HeatWindow, at: number, types: readonly number[] | null): { field: Field; events: number } {
  const field = new Field(lattice)
  const { first, last } = stepsAt(window, at)
  let events = 0
  for (const f of finalFacts(changes).values()) {
    const step = stepOf(window, f.occurredAt)
    if (f.cellX < 0 || step < first || step > last || (types && !types.includes(f.type))) continue
    field.add(f.cellX, f.cellY, 1)
    events++
  }
  return { field, events }
}

/** Changes around the end of a window: old, within, and ahead of it. */
const scene = fc.constantFrom(...windows).chain((window) =>
  fc.record({
    window: fc.constant(window),
    changes: changeSequences({ grids: [1, 2], types: [1, 2, 3], times: [start - 2 * span(window), start + span(window)], cells: lattice }, 80),
    cuts: fc.array(fc.nat(), { maxLength: 5 }),
    moves: fc.array(fc.integer({ min: -1, max: Math.ceil(span(window) / 3) }), { minLength: 6, maxLength: 6 }),
    types: fc.array(fc.option(fc.subarray([1, 2, 3])), { minLength: 6, maxLength: 6 }),
  }),
)

describe('the state of a heat window', () => {
  it('equals counting anew after any batches, moves of time and choices of types', () => {
    fc.assert(
      fc.property(scene, ({ window, changes, cuts, moves, types }) => {
        const state = new HeatState(lattice, window, start)
        let at = start
        let seen: EventChange[] = []
        cut(changes, cuts).forEach((batch, i) => {
          const before = { values: state.field.values(new Float32Array(pixels)).slice(), events: state.events }
          const applied = state.apply({ since: seen.length, revision: seen.length + batch.length, changes: batch })
          expect(applied === 'known').toBe(batch.length === 0)
          const alike = state.events === before.events && state.field.values(new Float32Array(pixels)).every((v, j) => v === before.values[j])
          if (applied !== 'shown') expect(alike).toBe(true)
          if (applied === 'shown' && batch.length === 1) expect(alike).toBe(false)
          seen = [...seen, ...batch]
          const to = at + (moves[i] ?? 0)
          state.advance(to)
          at = Math.max(at, to)
          const chosen = types[i] ?? null
          state.setTypes(chosen)
          const { field, events } = recount(seen, window, at, chosen)
          expect(state.events).toBe(events)
          expect(state.field.equals(field)).toBe(true)
          const again = new Field(lattice)
          state.forEachCell((x, y, count) => again.add(x, y, count))
          expect(again.equals(field)).toBe(true)
        })
      }),
      { numRuns: 150 },
    )
  })

  it('starts from cells as from the changes themselves, and goes on from there', () => {
    fc.assert(
      fc.property(scene, fc.nat(), ({ window, changes, moves }, place) => {
        const half = place % (changes.length + 1)
        const known = [...finalFacts(changes.slice(0, half)).values()].filter((f) => f.cellX >= 0)
        const header = heatHeader(new Field(lattice).frame, lattice, {
          logId: 'log',
          revision: half,
          asOf: null,
          window,
          at: new Date(start).toISOString(),
          steps: stepsAt(window, start),
        })
        const cells = {
          cellX: known.map((f) => f.cellX),
          cellY: known.map((f) => f.cellY),
          type: known.map((f) => f.type),
          step: known.map((f) => stepOf(window, f.occurredAt)),
          count: known.map(() => 1),
        }
        const answer = decodeHeatCells(encodeHeatCells(header, cells))
        expect(answer.header).toEqual(header)
        const state = new HeatState(lattice, window, start, { types: [1, 3] })
        state.load(answer.header.revision, answer.cells)
        expect(state.field.equals(recount(changes.slice(0, half), window, start, [1, 3]).field)).toBe(true)
        // The whole log again: what the cells hold already is skipped.
        state.apply({ since: 0, revision: changes.length, changes })
        const at = start + Math.max(0, moves[0] ?? 0)
        state.advance(at)
        expect(state.field.equals(recount(changes, window, at, [1, 3]).field)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('tells a gap and leaves everything as it was', () => {
    const state = new HeatState(lattice, '24h', start)
    const after = { revision: 7, grid: 1, type: 1, urgency: 3, occurredAt: start, handledAt: null, cellX: 3, cellY: 4 }
    const changes = [{ revision: 7, number: 1, receivedAt: start, before: null, after }]
    expect(state.apply({ since: 6, revision: 7, changes })).toBe('gap')
    expect(state.events).toBe(0)
    state.load(6, NO_CELLS)
    expect(state.apply({ since: 6, revision: 7, changes })).toBe('shown')
    expect(state.apply({ since: 6, revision: 7, changes })).toBe('known')
    expect(state.events).toBe(1)
    const handled = { ...after, revision: 8, handledAt: start + 1 }
    const old = { ...after, revision: 9, occurredAt: start - 2 * 86_400_000 }
    const later = [
      { revision: 8, number: 1, receivedAt: start, before: after, after: handled },
      { revision: 9, number: 2, receivedAt: start, before: null, after: old },
    ]
    expect(state.apply({ since: 7, revision: 9, changes: later })).toBe('unseen')
    expect([state.events, state.revision]).toEqual([1, 9])
  })

  it('lets an event in when its step begins and out when its window ends', () => {
    const state = new HeatState(lattice, '1h', start)
    const occurredAt = start + 60_000
    const after = { revision: 1, grid: 1, type: 1, urgency: 3, occurredAt, handledAt: null, cellX: 3, cellY: 4 }
    state.apply({ since: 0, revision: 1, changes: [{ revision: 1, number: 1, receivedAt: start, before: null, after }] })
    expect(state.events).toBe(0)
    expect(state.advance(occurredAt)).toBe(true)
    expect(state.events).toBe(1)
    expect(state.advance(occurredAt + 3_599_999)).toBe(false)
    expect(state.advance(occurredAt + 3_600_000)).toBe(true)
    expect(state.events).toBe(0)
  })
})
