import { describe, expect, it } from 'vitest'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { makeRandom, uuid } from '@/lib/domain/random'
import { viewer } from '../small-county'
import { compareCounts, compareEvents, compareSteps, countFindings, type StoredEvent } from './compare'
import { LogFold, type OtherChange } from './log-fold'
import { type Content, Model, winner } from './model'
import { lastLine } from './report'
import { compareSums, expectedFigures, expectedSums, figureCounts } from './views'

const random = makeRandom('compare')
const LEAF = '411324001101001'
const OCCURRED = '2026-11-24T08:00:00.000Z'
const PLACES = [
  { code: '411324001', level: 1 },
  { code: LEAF, level: 3 },
]

const content = (id: string, more: Partial<Content['row']> = {}): Content => ({
  grid: LEAF,
  row: { id, occurredAt: OCCURRED, type: '0101', grid: LEAF, ...more },
})

/** A model of some events, each acknowledged, and the tables that agree with it. */
function agreeing(events: number): { model: Model; stored: StoredEvent[] } {
  const model = new Model()
  for (let i = 0; i < events; i++) {
    const id = uuid(random)
    model.sending(id)
    model.acknowledge('writer-1', 'life', content(id))
  }
  const stored = model.expected().map(
    (event, i): StoredEvent => ({
      ...event,
      number: i + 1,
      revision: i + 1,
      sensitive: false,
      handledAt: null,
      parties: [],
    }),
  )
  return { model, stored }
}

const tally = (...findings: Parameters<typeof countFindings>[0][]) => countFindings(findings.flat())

describe('the tables against the model', () => {
  it('agree when every acknowledged event is there once', () => {
    const { model, stored } = agreeing(5)
    expect(compareEvents(model.expected(), stored)).toEqual([])
  })
  it('an event that is missing was lost', () => {
    const { model, stored } = agreeing(5)
    expect(tally(compareEvents(model.expected(), stored.slice(1)))).toEqual({ lost: 1, doubled: 0 })
  })
  it('an event that is there twice, or that nobody sent, was doubled', () => {
    const { model, stored } = agreeing(5)
    const twice = stored.slice(0, 1).map((event) => ({ ...event, number: 6 }))
    const foreign = twice.map((event) => ({ ...event, id: uuid(random) }))
    expect(tally(compareEvents(model.expected(), [...stored, ...twice]))).toEqual({ lost: 0, doubled: 1 })
    expect(tally(compareEvents(model.expected(), [...stored, ...foreign]))).toEqual({ lost: 0, doubled: 1 })
  })
  it('an event that was sent and not answered may be there or not', () => {
    const { model, stored } = agreeing(2)
    const id = uuid(random)
    model.sending(id)
    const maybe = stored.slice(0, 1).map((event) => ({ ...event, id, number: 3 }))
    for (const rows of [stored, [...stored, ...maybe]]) expect(compareEvents(model.expected(), rows, model.unanswered.events)).toEqual([])
  })
  it('the latest update holds, whatever came when, and one that is not there was lost', () => {
    const { model, stored } = agreeing(1)
    const [id = ''] = model.events.keys()
    const at = (minute: number) => ({ updatedAt: `2026-11-24T09:0${minute}:00.000Z` })
    for (const [minute, type] of [
      [2, '0402'],
      [1, '0501'],
    ] as const)
      model.acknowledge('writer-1', 'life', content(id, { type, ...at(minute) }))
    expect(winner(model.events.get(id) ?? { contents: [] }).row.type).toBe('0402')
    expect(compareEvents(model.expected(), stored).map(({ kind }) => kind)).toEqual(['lost', 'lost']) // its type and its time
    const updated = stored.map((event) => ({ ...event, type: '0402', updatedAt: Date.parse(at(2).updatedAt) }))
    expect(compareEvents(model.expected(), updated)).toEqual([])
  })
  it('a step is there once', () => {
    const { model } = agreeing(1)
    const [id = ''] = model.events.keys()
    const requestId = uuid(random)
    model.asking(requestId)
    model.answered(requestId, { id, action: 'accept', lead: null })
    const row = { requestId, id, action: 'accept' }
    expect(model.expected()[0]?.state).toBe('awaiting_dispatch')
    expect(compareSteps(model.steps, [row])).toEqual([])
    expect(tally(compareSteps(model.steps, []))).toEqual({ lost: 1, doubled: 0 })
    expect(tally(compareSteps(model.steps, [row, row]))).toEqual({ lost: 0, doubled: 1 })
    expect(tally(compareSteps(model.steps, [row, { ...row, requestId: uuid(random) }]))).toEqual({ lost: 0, doubled: 1 })
  })
  it('a restore takes back what came after the backup, and says what that was', () => {
    const { model, stored } = agreeing(2)
    const saved = model.save()
    const late = content(uuid(random))
    model.acknowledge('writer-2', 'source', late)
    const [known = ''] = model.events.keys()
    const update = content(known, { updatedAt: '2026-11-24T09:00:00.000Z' })
    model.acknowledge('writer-1', 'life', update)
    expect(tally(compareEvents(model.expected(), stored))).toEqual({ lost: 2, doubled: 0 })
    expect(model.restore(saved).map((gone) => gone.content)).toEqual([update, late])
    expect(compareEvents(model.expected(), stored)).toEqual([])
  })
})

describe('what a client shows', () => {
  const seen = (stored: readonly StoredEvent[]) => expectedSums(viewer('supervisor'), undefined, stored)
  const { stored } = agreeing(4)
  it('without one event has lost it, with one twice has doubled it', () => {
    expect(compareSums('wall', seen(stored), seen(stored))).toEqual([])
    expect(tally(compareSums('wall', seen(stored), seen(stored.slice(1))))).toEqual({ lost: 1, doubled: 0 })
    expect(tally(compareSums('wall', seen(stored), seen([...stored, ...stored.slice(1)])))).toEqual({ lost: 0, doubled: 3 })
  })
  it('with an event at an earlier revision has lost a change', () => {
    const earlier = stored.map((event, i) => (i === 0 ? { ...event, revision: 9 } : event))
    expect(tally(compareSums('wall', seen(stored), seen(earlier)))).toEqual({ lost: 1, doubled: 0 })
  })
  it('counts every event once in each figure that it belongs to', () => {
    const figure = { reported: 4, handled: 0, open: 4 }
    const total = { ...figure, near: 0, overdue: 0 }
    const shown = {
      total,
      states: [{ state: 'awaiting_acceptance' as const, count: 4 }],
      today: { reported: 4, handled: 0 },
      classes: [{ code: '01', today: 4 }],
      grids: PLACES.map(({ code }) => ({ ...figure, grid: code, today: 4 })),
    }
    const expected = expectedFigures(viewer('supervisor'), undefined, stored, PLACES, Date.parse(OCCURRED))
    expect(compareCounts('wall', expected, figureCounts(shown))).toEqual([])
    expect(tally(compareCounts('wall', expected, figureCounts({ ...shown, total: { ...total, open: 3 } })))).toEqual({ lost: 1, doubled: 0 })
    expect(tally(compareCounts('wall', expected, figureCounts({ ...shown, total: { ...total, reported: 6 } })))).toEqual({ lost: 0, doubled: 2 })
  })
})

describe('the log', () => {
  const facts = (revision: number): EventFacts => ({
    revision,
    grid: 1,
    type: 1,
    urgency: 4,
    occurredAt: 0,
    handledAt: null,
    cellX: 0,
    cellY: 0,
  })
  const change = (revision: number, number: number, before: number | null): EventChange => ({
    revision,
    number,
    receivedAt: 0,
    before: before === null ? null : facts(before),
    after: facts(revision),
  })
  it('leads to the tables', () => {
    const { stored } = agreeing(2)
    const fold = new LogFold()
    expect(fold.take([change(1, 1, null), change(2, 2, null)])).toEqual([])
    expect(fold.compare(stored)).toEqual([])
    expect(tally(fold.compare(stored.slice(1)))).toEqual({ lost: 0, doubled: 1 })
    expect(fold.take([{ revision: 3 }, change(4, 2, 2)])).toEqual([])
    expect(tally(fold.compare(stored))).toEqual({ lost: 1, doubled: 0 })
  })
  it('has no gap, no revision twice, no event twice, and no change of what was not there', () => {
    const broken = (...changes: (EventChange | OtherChange)[]) => tally(new LogFold().take(changes))
    expect(broken(change(1, 1, null), change(3, 2, null))).toEqual({ lost: 1, doubled: 0 })
    expect(broken(change(1, 1, null), { revision: 3 })).toEqual({ lost: 1, doubled: 0 })
    expect(broken(change(1, 1, null), change(1, 2, null))).toEqual({ lost: 0, doubled: 1 })
    expect(broken(change(1, 1, null), change(2, 1, null))).toEqual({ lost: 0, doubled: 1 })
    expect(broken(change(1, 1, null), change(2, 1, 7))).toEqual({ lost: 1, doubled: 0 })
  })
})

it('the last line tells the sums', () => {
  const findings = [
    { kind: 'lost', count: 2, what: 'a' },
    { kind: 'doubled', count: 1, what: 'b' },
    { kind: 'lost', count: 1, what: 'c' },
  ] as const
  expect(lastLine(7, findings)).toBe('7 faults, 3 lost, 1 doubled')
  expect(lastLine(300, [])).toBe('300 faults, 0 lost, 0 doubled')
})
