import fc from 'fast-check'
import type { EventChange, EventFacts } from '@/lib/domain/change'

/** What the facts of made-up changes are drawn from. */
export type Drawn = {
  grids: readonly number[]
  types: readonly number[]
  /** epoch milliseconds, both included */
  times: readonly [from: number, to: number]
  cells: { width: number; height: number }
}

/** An event as drawn: its facts, or those it gets by a later change. */
type Draft = Omit<EventFacts, 'revision'> & { pick: number; receivedAt: number }

/**
 * Consistent sequences of changes as a log holds them: new events and changes of earlier ones, revisions 1, 2, … without a gap, each
 * `before` the state that the event had.
 */
export function changeSequences(drawn: Drawn, maxLength = 60): fc.Arbitrary<EventChange[]> {
  const [from, to] = drawn.times
  const time = fc.integer({ min: from, max: to })
  const draft = fc.record<Draft>({
    pick: fc.nat(),
    receivedAt: time,
    grid: fc.constantFrom(...drawn.grids),
    type: fc.constantFrom(...drawn.types),
    urgency: fc.integer({ min: 1, max: 4 }),
    occurredAt: time,
    handledAt: fc.option(time),
    cellX: fc.integer({ min: -1, max: drawn.cells.width - 1 }),
    cellY: fc.integer({ min: 0, max: drawn.cells.height - 1 }),
  })
  return fc.array(draft, { maxLength, size: 'max' }).map(asChanges)
}

/** Two in five drafts change an event that is there; one without a place (cellX −1) has no row either. */
function asChanges(drafts: readonly Draft[]): EventChange[] {
  const current = new Map<number, EventFacts>()
  return drafts.map(({ pick, receivedAt, ...facts }, i) => {
    const number = current.size > 0 && pick % 5 < 2 ? 1 + (pick % current.size) : 1 + current.size
    const after = { ...facts, revision: i + 1, cellY: facts.cellX < 0 ? -1 : facts.cellY }
    const before = current.get(number) ?? null
    current.set(number, after)
    return { revision: i + 1, number, receivedAt, before, after }
  })
}

/** The state of every event after the changes: the naive model that folds are compared with. */
export function finalFacts(changes: readonly EventChange[]): Map<number, EventFacts> {
  const facts = new Map<number, EventFacts>()
  for (const { number, after } of changes) {
    if (after) facts.set(number, after)
    else facts.delete(number)
  }
  return facts
}

/** Cuts a sequence into runs at the given places (taken modulo its length). */
export function cut<T>(items: readonly T[], places: readonly number[]): T[][] {
  const at = [...new Set(places.map((p) => p % (items.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((start, i) => items.slice(start, at[i] ?? items.length))
}
