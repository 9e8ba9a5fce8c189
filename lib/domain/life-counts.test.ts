import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventFacts } from './change'
import { DAY_MS, dayNumber, HOUR_MS } from './clock'
import { LIFE_FLAGS, type Life, sourceLife } from './life'
import { COUNTER_COUNT, counterName, FIRST_CLASS, forEachCount, HANDLING_EDGES, handlingClass, handlingQuantile } from './life-counts'

const noon = Date.UTC(2026, 10, 24, 4)
const facts = (handledAt: number | null, life?: Partial<Life>): EventFacts => ({
  revision: 1,
  grid: 1,
  type: 1,
  urgency: 4,
  occurredAt: noon,
  handledAt,
  cellX: 0,
  cellY: 0,
  ...(life && { life: { ...sourceLife(handledAt), ...life } }),
})
/** Names of counters with days after the occurrence: `due+1`. */
const counts = (event: EventFacts): string[] => {
  const found: string[] = []
  forEachCount(event, (day, counter) => {
    found.push(`${counterName(counter).replace(/ of class.*| in class.*/, '')}+${day - dayNumber(noon)}`)
  })
  return found.sort()
}

describe('the counters of a life', () => {
  it('are the same with no life and with that of its source', () => {
    for (const handledAt of [null, noon + HOUR_MS]) expect(counts(facts(handledAt, {}))).toEqual(counts(facts(handledAt)))
    expect(counts(facts(null))).toEqual(['unaccepted+0'])
    expect(counts(facts(noon + DAY_MS))).toEqual(['handedIn+1', 'handled+1'])
  })
  it('tell what is due, late, missed and made up by day', () => {
    const deadline = noon + DAY_MS
    expect(counts(facts(deadline, { deadline }))).toEqual(['closeDue+1', 'due+1', 'handedIn+1', 'handled+1'].sort())
    const late = ['closeDue+1', 'closeLate+1', 'due+1', 'handedIn+1', 'handled+1', 'late+1', 'overdue+1']
    expect(counts(facts(deadline + 1, { deadline }))).toEqual(late.sort())
    expect(counts(facts(deadline + DAY_MS, { deadline, closeBy: noon + 5 * DAY_MS }))).toEqual(
      ['closeDue+5', 'due+1', 'handedIn+2', 'handled+2', 'late+1', 'madeUp+2', 'missed+1', 'overdue+1'].sort(),
    )
    const open = ['closeDue+1', 'closeLate+1', 'closeMissed+1', 'due+1', 'late+1', 'missed+1', 'unaccepted+0']
    expect(counts(facts(null, { deadline }))).toEqual(open.sort())
    expect(counts(facts(null, { deadline, light: 'overdue', flags: LIFE_FLAGS.pastDeadline }))).toEqual(
      [...open, 'overdue+1', 'openOverdue+1'].sort(),
    )
    expect(counts(facts(null, { deadline, light: 'overdue', flags: LIFE_FLAGS.pastDeadline, state: 'suspended' }))).toEqual([
      'openOverdue+1',
      'unaccepted+0',
    ])
    expect(counts(facts(null, { deadline, handedInAt: noon, acceptedAt: noon }))).toEqual(
      ['closeDue+1', 'closeLate+1', 'closeMissed+1', 'due+1', 'handedIn+0'].sort(),
    )
  })
  it('leave out what is void, what is due of the suspended, and the time of the rejected', () => {
    const deadline = noon + DAY_MS
    expect(counts(facts(noon, { state: 'void', deadline, flags: 0xfff }))).toEqual([])
    expect(counts(facts(null, { state: 'suspended', deadline, acceptedAt: noon }))).toEqual([])
    expect(counts(facts(noon, { state: 'rejected' }))).toEqual(['handedIn+0'])
  })
  it('tell the flags, each by its own day', () => {
    const all = Object.values(LIFE_FLAGS).reduce((sum, bit) => sum | bit, 0)
    expect(counts(facts(noon + DAY_MS, { flags: all, handedInAt: noon, deadline: noon + 2 * DAY_MS }))).toEqual(
      [
        'acceptedLate+0',
        'dispatchedLate+0',
        'openCard+0',
        'carded+0',
        'cardsInTime+0',
        'responded+0',
        'extended+2',
        'due+2',
        'closeDue+2',
        'handedIn+0',
        'reworked+0',
        'handled+1',
        'followedUp+1',
        'satisfied+1',
        'solved+1',
      ].sort(),
    )
  })
})

describe('classes of handling time', () => {
  it('begin at 5 minutes, end at 80 days, and are √2 apart', () => {
    expect([HANDLING_EDGES[0], HANDLING_EDGES[2], HANDLING_EDGES.length]).toEqual([300_000, 600_000, 30])
    expect((HANDLING_EDGES.at(-1) ?? 0) / DAY_MS).toBeCloseTo(80.45, 2)
    expect([0, 299_999, 300_000, 424_263, 424_264, 100 * DAY_MS].map(handlingClass)).toEqual([0, 0, 1, 1, 2, 30])
    expect(COUNTER_COUNT).toBe(FIRST_CLASS + 31)
  })
  it('give quantiles in the class of the true one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70 * DAY_MS }), { minLength: 1 }), fc.constantFrom(0.5, 0.9), (times, q) => {
        const classes = new Float64Array(31)
        for (const time of times) classes[handlingClass(time)] = (classes[handlingClass(time)] ?? 0) + 1
        const sorted = [...times].sort((a, b) => a - b)
        const real = sorted[Math.ceil(q * times.length) - 1] ?? 0
        const told = handlingQuantile(classes, q) ?? Number.NaN
        if (handlingClass(real) === 0) expect(told).toBeLessThanOrEqual(300_000)
        else {
          expect(told / real).toBeGreaterThan(Math.SQRT1_2 - 1e-5)
          expect(told / real).toBeLessThan(Math.SQRT2 + 1e-5)
        }
      }),
    )
    expect(handlingQuantile(new Float64Array(31), 0.5)).toBeNull()
    const long = new Float64Array(31)
    long[30] = 3
    expect(handlingQuantile(long, 0.9)).toBe(HANDLING_EDGES.at(-1))
  })
})
