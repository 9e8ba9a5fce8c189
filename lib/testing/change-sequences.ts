import fc from 'fast-check'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { EVENT_STATES, isVoid, LIFE_FLAGS, LIGHTS, type Life } from '@/lib/domain/life'

/** What the facts of made-up changes are drawn from. */
export type Drawn = {
  grids: readonly number[]
  types: readonly number[]
  /** epoch milliseconds, both included */
  times: readonly [from: number, to: number]
  cells: { width: number; height: number }
  /** when given, most facts have a life, and are given to some of these parties */
  parties?: readonly string[]
}

/** An event as drawn: its facts, or those it gets by a later change. */
type Draft = Omit<EventFacts, 'revision' | 'life'> & { pick: number; receivedAt: number; life: Life | undefined }

/** Lives of all kinds, whether or not actions could lead there: what is counted must not depend on it. */
function lives(time: fc.Arbitrary<number>, parties: readonly string[]): fc.Arbitrary<Life> {
  const maybe = fc.option(time)
  return fc.record({
    state: fc.constantFrom(...EVENT_STATES),
    light: fc.constantFrom(...LIGHTS),
    deadline: maybe,
    closeBy: fc.option(time, { freq: 1 }),
    acceptedAt: maybe,
    dispatchedAt: maybe,
    handedInAt: maybe,
    flags: fc.nat(2 * LIFE_FLAGS.corrected - 1),
    parties: fc.oneof({ weight: 2, arbitrary: fc.constant<string[]>([]) }, fc.subarray([...parties])),
  })
}

/**
 * Consistent sequences of changes as a log holds them: new events and changes of earlier ones, revisions 1, 2, … without a gap, each
 * `before` the state that the event had.
 */
export function changeSequences(drawn: Drawn, maxLength = 60): fc.Arbitrary<EventChange[]> {
  const [from, to] = drawn.times
  const time = fc.integer({ min: from, max: to })
  const life = drawn.parties ? fc.option(lives(time, drawn.parties), { freq: 4, nil: undefined }) : fc.constant(undefined)
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
    life,
  })
  return fc.array(draft, { maxLength, size: 'max' }).map(asChanges)
}

/**
 * Two in five drafts change an event that is there; one without a place (cellX −1) has no row either, nor has a void one. Nothing is
 * handled before it occurred.
 */
function asChanges(drafts: readonly Draft[]): EventChange[] {
  const current = new Map<number, EventFacts>()
  return drafts.map(({ pick, receivedAt, life, ...drawn }, i) => {
    const number = current.size > 0 && pick % 5 < 2 ? 1 + (pick % current.size) : 1 + current.size
    const handledAt = drawn.handledAt === null ? null : Math.max(drawn.handledAt, drawn.occurredAt)
    const cell = drawn.cellX < 0 || isVoid(life) ? { cellX: -1, cellY: -1 } : {}
    const after: EventFacts = { ...drawn, ...cell, handledAt, revision: i + 1, ...(life ? { life } : {}) }
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
