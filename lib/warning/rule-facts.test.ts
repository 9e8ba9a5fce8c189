import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertRecord, gridsOf, isLive } from '@/lib/domain/alert-record'
import type { EventType } from '@/lib/domain/category'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { Grid } from '@/lib/domain/grid'
import { type Life, sourceLife } from '@/lib/domain/life'
import { type EventRule, type FactRule, meets } from '@/lib/domain/rule'
import { allSteps } from '@/lib/testing/all-steps'
import { changeSequences } from '@/lib/testing/change-sequences'
import { shareGround } from './rule-alerts'
import { type About, type Evaluated, evaluateFacts, type FactRow, factsToEvaluate, type Places, passAlertEnds } from './rule-facts'

const NOW = Date.UTC(2026, 10, 24)
const grid = (id: number, code: string): Grid => ({
  ...{ id, code, name: code, level: 3, parentCode: '', households: 0, demo: false },
  geometry: { type: 'MultiPolygon', coordinates: [] },
})
const type = (id: number, code: string, sensitive = false): EventType => ({
  ...{ id, code, name: code, classCode: '04', className: '', urgency: 1, limit: 1, clock: 'urgent_hour', lead: '', sensitive },
})
/** Leaves 1 and 2 lie in community 3; leaf 4 lies elsewhere. */
const CODES = ['', '411324001101001', '411324001101002', '411324001101', '411324002101001'] as const
const places: Places = {
  byId: new Map(CODES.flatMap((code, id) => (id === 0 ? [] : [[id, grid(id, code)]]))),
  typeById: new Map([type(1, '0402'), type(2, '0403'), type(3, '0406', true)].map((one) => [one.id, one])),
}
const urgency: EventRule = {
  ...{
    id: 'urgency',
    version: 1,
    kind: 'urgency',
    name: '特急事件',
    enabled: true,
    published: true,
    hours: null,
    record: null,
    beginsAt: NOW - 30 * DAY_MS,
  },
  settings: { colours: [{ urgency: 1, colour: 'red' }], clearMinutes: 60, lateHours: 168 },
}
const overdue: FactRule = {
  ...{ ...urgency, id: 'overdue', kind: 'overdue', name: '超期' },
  settings: {
    colours: [
      { urgency: 1, colour: 'red' },
      { urgency: 2, colour: 'orange' },
    ],
    ...{ clearMinutes: 60, lateHours: 72 },
  },
}
const scoped = (scope: { types?: string[]; grids?: string[] }): EventRule => ({
  ...urgency,
  id: 'scoped',
  settings: { ...urgency.settings, ...scope },
})
const idOf = (rule: string, stream: string, revision: number) => `${rule} ${stream} ${revision}`

/** A county where one thing happens after the other: each change goes through the rules at its own moment, unless they are batched. */
class Story {
  alerts: AlertRecord[] = []
  late = { events: 0, alerts: 0 }
  steps: string[] = []
  details: object[] = []
  now = NOW
  readonly about = new Map<number, About>()
  readonly #events = new Map<number, EventFacts>()
  #revision = 0

  constructor(readonly rules: readonly FactRule[] = [urgency]) {}

  change(number: number, fields: Partial<EventFacts>, receivedAt = this.now): EventChange {
    const before = this.#events.get(number) ?? null
    const revision = ++this.#revision
    const base = { grid: 1, type: 1, urgency: 1, occurredAt: this.now - HOUR_MS, handledAt: null, cellX: 0, cellY: 0 }
    const after = { ...base, ...before, ...fields, revision }
    this.#events.set(number, after)
    return { revision, number, receivedAt, before, after }
  }
  evaluate(...changes: EventChange[]): void {
    this.run({ backfilledAt: null, changes })
  }
  run(...rows: FactRow[]): void {
    const { rules, about, now } = this
    this.take(allSteps(evaluateFacts(rows, { rules, alerts: this.alerts, about, places, idOf, now })))
  }
  /** One change of an event, at this moment. */
  tell(number: number, fields: Partial<EventFacts> = {}): void {
    this.evaluate(this.change(number, fields))
  }
  act(number: number, state: Life['state'], more: Partial<Life> = {}): void {
    this.tell(number, { life: { ...sourceLife(null), state, ...more } })
  }
  wait(ms: number): void {
    this.now += ms
    this.take({ outcomes: passAlertEnds({ alerts: this.alerts, idOf, now: this.now }) })
  }
  take({ outcomes, late }: { outcomes: Evaluated['outcomes']; late?: { events: number; alerts: number } }): void {
    for (const { alert, steps } of outcomes) {
      Object.freeze(alert.members) // nothing that an evaluation is given is changed by it
      this.alerts = [...this.alerts.filter(({ id }) => id !== alert.id), alert]
      this.steps.push(...steps.map(({ step }) => step))
      this.details.push(...steps.map(({ detail }) => detail))
    }
    if (late) this.late = { events: this.late.events + late.events, alerts: this.late.alerts + late.alerts }
  }
  of(id: string): AlertRecord {
    const found = this.alerts.find((alert) => alert.id === id)
    if (!found) throw new Error(`no alert ${id}`)
    return found
  }
  get living(): AlertRecord[] {
    return this.alerts.filter(isLive)
  }
}

describe('the rule of urgency', () => {
  it('raises red at once, one alert a place and type, of the revision that tripped it', () => {
    const story = new Story()
    story.tell(1, { urgency: 3 })
    expect(story.alerts).toEqual([])
    story.tell(1, { urgency: 1 })
    story.tell(2)
    story.tell(3, { grid: 4 })
    story.tell(4, { type: 2 })
    expect(story.living.map(({ id, colour, members }) => [id, colour, members.map((m) => m.number)])).toEqual([
      ['urgency 0402 2', 'red', [1, 2]],
      ['urgency 0402 4', 'red', [3]],
      ['urgency 0403 5', 'red', [4]],
    ])
    expect(story.steps).toEqual(['raised', 'joined', 'raised', 'raised'])
  })

  it('merges what comes to share ground into the oldest', () => {
    const story = new Story()
    story.tell(1)
    story.now += 1000
    story.tell(2, { grid: 2 })
    expect(story.living).toHaveLength(2)
    story.tell(3, { grid: 3 })
    expect(story.living.map(({ id, members }) => [id, members.map((m) => m.number), gridsOf({ members })])).toEqual([
      ['urgency 0402 1', [1, 2, 3], [...CODES.slice(1, 4)].sort()],
    ])
    expect(story.of('urgency 0402 2')).toMatchObject({ state: 'resolved', endedBy: 'merged', mergedInto: 'urgency 0402 1' })
    expect(story.steps).toEqual(['raised', 'raised', 'absorbed', 'joined', 'ended'])
  })

  it('ends an hour after the last of its events was closed, rejected or handled at its source', () => {
    const story = new Story()
    story.tell(1)
    story.tell(2)
    story.act(1, 'closed')
    expect(story.living[0]).toMatchObject({ clearedAt: null })
    story.tell(2, { handledAt: story.now })
    story.wait(HOUR_MS - 1)
    expect(story.living).toHaveLength(1)
    story.act(1, 'awaiting_dispatch')
    expect(story.living[0]).toMatchObject({ clearedAt: null, endsAt: null })
    story.wait(HOUR_MS)
    story.act(1, 'rejected')
    story.wait(HOUR_MS)
    expect(story.alerts).toMatchObject([{ state: 'resolved', endedBy: 'condition', endedAt: story.now }])
    expect(story.steps).toEqual(['raised', 'joined', 'cleared', 'held', 'cleared', 'ended'])
  })

  it('ends 依据撤销 where all its events were void or corrected away, and not where one was true', () => {
    const story = new Story()
    story.tell(1)
    story.act(1, 'void')
    expect(story.of('urgency 0402 1')).toMatchObject({ state: 'resolved', endedBy: 'withdrawn', endedAt: story.now })
    const retyped = new Story()
    retyped.tell(1)
    retyped.tell(1, { type: 2 })
    expect(retyped.alerts.map(({ id, endedBy }) => [id, endedBy])).toEqual([
      ['urgency 0402 1', 'withdrawn'],
      ['urgency 0403 2', null],
    ])
    const calmed = new Story()
    calmed.tell(1)
    calmed.tell(2)
    calmed.tell(1, { urgency: 2 })
    expect(calmed.living[0]?.members).toMatchObject([{ status: 'withdrawn' }, { status: 'holds' }])
    calmed.act(2, 'closed')
    calmed.wait(HOUR_MS)
    expect(calmed.alerts).toMatchObject([{ endedBy: 'condition' }])
  })

  it('goes with an event that is moved, and leaves it where others stay', () => {
    const alone = new Story()
    alone.tell(1)
    alone.tell(1, { grid: 4 })
    expect(alone.living.map(({ id, members }) => [id, gridsOf({ members })])).toEqual([['urgency 0402 1', [CODES[4]]]])
    const two = new Story()
    two.tell(1)
    two.tell(2)
    two.tell(2, { grid: 4 })
    expect(two.living.map(({ id, members }) => [id, gridsOf({ members })])).toEqual([
      ['urgency 0402 1', [CODES[1]]],
      ['urgency 0402 3', [CODES[4]]],
    ])
  })

  it('keeps an event that has not moved, though the one between it and the others is gone', () => {
    const story = new Story()
    story.tell(1)
    story.tell(2, { grid: 3 })
    story.tell(3, { grid: 2 })
    story.tell(2, { urgency: 2 })
    story.act(3, 'handling')
    expect(story.living.map(({ members }) => members.map(({ number, status }) => [number, status]))).toEqual([
      [
        [1, 'holds'],
        [2, 'withdrawn'],
        [3, 'holds'],
      ],
    ])
  })

  it('is not tripped again by an event whose alert somebody has ended, and renewed by another within 7 days', () => {
    const story = new Story()
    story.tell(1)
    const [raised] = story.alerts
    if (!raised) throw new Error('no alert')
    const end = (verdict: AlertRecord['verdict']) => {
      story.alerts = [{ ...raised, state: 'resolved', endedBy: 'person', endedAt: story.now, verdict }]
    }
    end(null)
    story.act(1, 'awaiting_dispatch')
    expect(story.living).toEqual([])
    story.now += DAY_MS
    story.tell(2)
    expect(story.living).toMatchObject([{ id: raised.id, state: 'firing', endedAt: null, endedBy: null }])
    end({ value: 'false', id: 'a', name: 'a', at: story.now })
    story.tell(3)
    expect(story.living).toMatchObject([{ id: 'urgency 0402 4', follows: raised.id }])
    end(null)
    story.now += 8 * DAY_MS
    story.tell(4)
    expect(story.living).toMatchObject([{ id: 'urgency 0402 5', follows: null }])
  })

  it('raises only what lies in its scope, and lets go what leaves it', () => {
    const story = new Story([scoped({ types: ['0402'], grids: ['411324001101'] })])
    story.tell(1, { grid: 4 })
    story.tell(2, { type: 2 })
    expect(story.alerts).toEqual([])
    // it was corrected into the scope, then out of it again
    story.tell(1, { grid: 2 })
    story.tell(2, { type: 1 })
    expect(story.living.map(({ id, members }) => [id, gridsOf({ members })])).toEqual([
      ['scoped 0402 3', [CODES[2]]],
      ['scoped 0402 4', [CODES[1]]],
    ])
    story.tell(1, { grid: 4 })
    story.tell(2, { type: 2 })
    expect(story.alerts.map(({ endedBy }) => endedBy)).toEqual(['withdrawn', 'withdrawn'])
  })

  it('tells nothing of what was there when its scope grew, and all that comes then', () => {
    const story = new Story([scoped({ grids: ['411324001101'] })])
    story.tell(1, { grid: 4 })
    const grown = new Story([scoped({})])
    grown.alerts = story.alerts
    grown.evaluate(story.change(1, { life: { ...sourceLife(null), state: 'handling' } }))
    expect(grown.alerts).toEqual([])
    grown.evaluate(story.change(2, { grid: 4 }))
    expect(grown.living).toMatchObject([{ members: [{ number: 2 }] }])
  })

  it('marks alerts of sensitive types', () => {
    const story = new Story()
    story.tell(1, { type: 3 })
    expect(story.alerts).toMatchObject([{ sensitive: true, types: ['0406'] }])
  })
})

describe('the rule of what is overdue', () => {
  const late = (state: Life['state'] = 'handling'): Partial<EventFacts> => ({ life: { ...sourceLife(null), state, light: 'overdue' } })

  it('has the colour of the urgency, which rises and then is to be acknowledged again', () => {
    const story = new Story([overdue])
    story.tell(1, { urgency: 2 })
    story.tell(2, { urgency: 1, grid: 3 })
    story.tell(3, { urgency: 3, ...late() })
    expect(story.alerts).toEqual([])
    story.tell(1, late())
    expect(story.living).toMatchObject([{ colour: 'orange', state: 'firing' }])
    story.alerts = story.alerts.map((alert) => ({ ...alert, state: 'acknowledged', acknowledged: { id: 'a', name: 'a', at: NOW } }))
    story.tell(4, { urgency: 2, ...late() })
    expect(story.living).toMatchObject([{ colour: 'orange', state: 'acknowledged' }])
    story.tell(2, late('awaiting_acceptance'))
    expect(story.living).toMatchObject([{ colour: 'red', state: 'firing', acknowledged: null }])
    story.act(2, 'closed', { light: 'overdue' })
    expect(story.living).toMatchObject([{ colour: 'red', state: 'firing' }])
    expect(story.steps).toEqual(['raised', 'joined', 'joined', 'risen'])
  })

  it('rises, and says so, where a graver one goes over into it', () => {
    const story = new Story([overdue])
    story.tell(1, { urgency: 2, ...late() })
    story.now += 1000
    story.tell(2, { urgency: 1, grid: 2, ...late() })
    expect(story.living.map(({ colour }) => colour)).toEqual(['orange', 'red'])
    story.tell(3, { urgency: 2, grid: 3, ...late() })
    expect(story.living.map(({ id, colour, state }) => [id, colour, state])).toEqual([['overdue 0402 1', 'red', 'firing']])
    expect(story.steps).toEqual(['raised', 'raised', 'absorbed', 'risen', 'joined', 'ended'])
  })

  it('is over where no clock runs any more, and back with 返工', () => {
    const story = new Story([overdue])
    story.tell(1, late())
    story.tell(1, late('awaiting_verification'))
    expect(story.living[0]).toMatchObject({ clearedAt: NOW })
    story.tell(1, late())
    expect(story.living[0]).toMatchObject({ clearedAt: null })
    story.act(1, 'handling')
    story.wait(HOUR_MS)
    expect(story.alerts).toMatchObject([{ endedBy: 'condition' }])
  })

  it('tells of nothing that had run out before the rule began, too long ago, or when an import brought it', () => {
    const of = (about: Partial<About>, rule: FactRule = overdue) => {
      const story = new Story([rule])
      story.about.set(1, { ignored: false, overdueSince: null, importedAt: null, ...about })
      story.tell(1)
      story.tell(1, late())
      return [story.alerts.length, story.late.alerts]
    }
    expect(of({ overdueSince: NOW - HOUR_MS })).toEqual([1, 0])
    expect(of({ overdueSince: NOW - HOUR_MS }, { ...overdue, beginsAt: NOW - HOUR_MS / 2 })).toEqual([0, 0])
    expect(of({ overdueSince: NOW - 73 * HOUR_MS })).toEqual([0, 1])
    expect(of({ overdueSince: NOW - HOUR_MS, importedAt: NOW - HOUR_MS / 2 })).toEqual([0, 1])
    expect(of({ overdueSince: NOW - HOUR_MS, importedAt: NOW - 2 * HOUR_MS })).toEqual([1, 0])
    expect(of({ ignored: true })).toEqual([0, 0])
  })
})

describe('what comes late', () => {
  it('is counted and marked from 24 hours on; 特急 is told of up to 7 days', () => {
    const story = new Story()
    story.tell(1, { occurredAt: NOW - 24 * HOUR_MS })
    expect([story.living.length, story.late]).toEqual([1, { events: 0, alerts: 0 }])
    story.tell(5, { occurredAt: NOW - 25.5 * HOUR_MS })
    expect([story.living.length, story.late]).toEqual([1, { events: 1, alerts: 0 }])
    story.tell(2, { occurredAt: NOW - 6 * DAY_MS, grid: 4 })
    expect([story.living.length, story.late]).toEqual([2, { events: 2, alerts: 0 }])
    expect(story.details).toEqual([{ event: 1 }, { event: 5, lateHours: 25 }, { event: 2, lateHours: 144 }])
    story.tell(3, { occurredAt: NOW - 8 * DAY_MS, grid: 2 })
    story.tell(4, { occurredAt: NOW - 8 * DAY_MS, urgency: 4 })
    expect([story.living.length, story.late]).toEqual([2, { events: 4, alerts: 1 }])
    // what somebody does here is now, however old the event
    story.tell(4, { urgency: 1, grid: 2 })
    expect(story.living).toHaveLength(3)
    expect(story.details.at(-1)).toEqual({ event: 4 })
  })

  it('is past where a history was written: neither raised nor counted; an import after that is counted', () => {
    const rule = { ...urgency, beginsAt: NOW - HOUR_MS }
    const story = new Story([rule])
    const row = (receivedAt: number, occurredAt: number, number: number): FactRow => ({
      ...{ backfilledAt: NOW, changes: [story.change(number, { occurredAt, grid: 4 }, receivedAt)] },
    })
    story.run(row(NOW - 2 * HOUR_MS, NOW - 3 * HOUR_MS, 1))
    expect([story.alerts, story.late]).toEqual([[], { events: 0, alerts: 0 }])
    story.run(row(NOW, NOW - 8 * DAY_MS, 2))
    expect([story.alerts, story.late]).toEqual([[], { events: 1, alerts: 1 }])
    // its time of receipt says how old the news is
    story.run(row(NOW - HOUR_MS / 2, NOW - DAY_MS, 3))
    expect(story.living).toMatchObject([{ startedAt: NOW - HOUR_MS / 2 }])
  })
})

describe('whatever happens', () => {
  const times = [NOW - HOUR_MS, NOW] as const
  const sequences = changeSequences({ grids: [1, 2, 3, 4], types: [1, 2, 3], times, cells: { width: 2, height: 2 }, parties: ['department:a'] })
  const urgent = sequences.map((changes) =>
    changes.map((change) => {
      const graver = (facts: EventFacts | null) => facts && { ...facts, urgency: 1 + (facts.urgency % 2) }
      return { ...change, receivedAt: NOW, before: graver(change.before), after: graver(change.after) }
    }),
  )
  const rules = [urgency, overdue, scoped({ types: ['0402', '0406'], grids: ['411324001101'] })]
  const run = (changes: readonly EventChange[], size: number) => {
    const story = new Story(rules)
    for (let from = 0; from < changes.length; from += size) story.evaluate(...changes.slice(from, from + size))
    return story
  }

  it('each event that meets a rule stands in one living alert of its type and place, and alerts share no ground', () => {
    fc.assert(
      fc.property(urgent, (changes) => {
        const { living } = run(changes, 1)
        const last = new Map(changes.map(({ number, after }) => [number, after]))
        for (const rule of rules) {
          const own = living.filter((alert) => alert.rule.id === rule.id)
          const holding = own.flatMap(({ stream, members }) =>
            members.filter(({ status }) => status === 'holds').map((member) => [member.number, stream, member.grid]),
          )
          const met = [...last].flatMap(([number, facts]) => {
            const [type, grid] = [places.typeById.get(facts?.type ?? 0)?.code ?? '', places.byId.get(facts?.grid ?? 0)?.code ?? '']
            return facts && meets(rule, facts, { type, grid }) ? [[number, type, grid]] : []
          })
          const inOrder = (rows: unknown[][]) => rows.map((row) => row.join(' ')).sort()
          expect(inOrder(holding)).toEqual(inOrder(met))
          for (const [i, a] of own.entries())
            for (const b of own.slice(i + 1)) expect(a.stream === b.stream && shareGround(gridsOf(a), gridsOf(b))).toBe(false)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('it comes to the same in one batch as one by one, and what is said not to matter does not', () => {
    fc.assert(
      fc.property(urgent, fc.integer({ min: 1, max: 20 }), (changes, size) => {
        const one = run(changes, 1)
        expect(run(changes, size).alerts.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(one.alerts.sort((a, b) => (a.id < b.id ? -1 : 1)))
        const story = new Story(rules)
        for (const change of changes) {
          const { tripping, moved } = factsToEvaluate(rules, [{ backfilledAt: null, changes: [change] }], story.alerts)
          if (tripping.length > 0 || moved) story.evaluate(change)
        }
        expect(story.alerts.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(one.alerts)
      }),
      { numRuns: 100 },
    )
  })
})
