import { describe, expect, it } from 'vitest'
import { type AlertRecord, isLive } from '@/lib/domain/alert-record'
import type { EventType } from '@/lib/domain/category'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { Grid } from '@/lib/domain/grid'
import { isVoid, sourceLife } from '@/lib/domain/life'
import type { GroupRule, RecurrenceRule, ThresholdRule } from '@/lib/domain/rule'
import { allSteps } from '@/lib/testing/all-steps'
import { type Counting, groupQuestions, regroups } from './group-facts'
import { type Evaluated, evaluateFacts, type FactRow, type Places, passAlertEnds } from './rule-facts'

const NOW = Date.UTC(2026, 10, 24)
const grid = (id: number, code: string): Grid => ({
  ...{ id, code, name: code, level: 3, parentCode: '', households: 0, demo: false },
  geometry: { type: 'MultiPolygon', coordinates: [] },
})
const type = (id: number, code: string): EventType => ({
  ...{ id, code, name: code, classCode: '01', className: '', urgency: 4, limit: 1, clock: 'working_day', lead: '', sensitive: false },
})
const places: Places = {
  byId: new Map([grid(1, '411324001101001'), grid(2, '411324001101002')].map((one) => [one.id, one])),
  typeById: new Map([type(1, '0101'), type(2, '0103')].map((one) => [one.id, one])),
}
const rule: RecurrenceRule = {
  ...{
    id: 'recurrence',
    version: 1,
    kind: 'recurrence',
    name: '重复',
    enabled: true,
    published: true,
    hours: null,
    record: null,
    beginsAt: NOW - 90 * DAY_MS,
  },
  settings: { colour: 'yellow', times: 3, days: 30, afterClosing: true, ownBelow: 0.01, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
}
const idOf = (of: string, stream: string, revision: number) => `${of} ${stream} ${revision}`

/** A store of events that name households, and the alerts that come of what happens to them. */
class Town {
  alerts: AlertRecord[] = []
  steps: string[] = []
  late = 0
  now = NOW
  readonly #events = new Map<number, { facts: EventFacts; household: string }>()
  #revision = 0

  constructor(readonly rules: readonly GroupRule[] = [rule]) {}

  /** An event as it is from now on; without fields it is new. */
  change(number: number, fields: Partial<EventFacts> & { household?: string } = {}): EventChange {
    const known = this.#events.get(number)
    const { household = known?.household ?? 'h1', ...rest } = fields
    const base = { grid: 1, type: 1, urgency: 4, occurredAt: this.now - HOUR_MS, handledAt: null, cellX: 0, cellY: 0 }
    const revision = ++this.#revision
    const facts = { ...base, ...known?.facts, ...rest, revision }
    this.#events.set(number, { facts, household })
    return { revision, number, receivedAt: this.now, before: known?.facts ?? null, after: facts }
  }
  /** What a threshold counts in: the community. */
  get counting(): Map<string, Map<number, Counting>> {
    const all = [...this.#events.keys()].map((number) => [number, { grid: '411324001101', usual: 0, watched: 1 }] as const)
    return new Map(this.rules.filter(({ kind }) => kind === 'threshold').map(({ id }) => [id, new Map(all)]))
  }
  evaluate(row: FactRow): void {
    const { rules, now, alerts } = this
    const all = [...this.#events].filter(([, { facts }]) => !isVoid(facts.life))
    const around = new Map(
      all.map(([number, own]) => {
        const same = all.filter(([, other]) => other.household === own.household && other.facts.type === own.facts.type)
        const events = same.map(([n, { facts }]) => {
          const code = places.byId.get(facts.grid)?.code ?? ''
          return { number: n, grid: code, occurredAt: facts.occurredAt, closedAt: facts.handledAt, position: null }
        })
        return [number, events] as const
      }),
    )
    const groups = { around: new Map(rules.map(({ id }) => [id, around])), counting: this.counting, knownSince: 0 }
    this.take(allSteps(evaluateFacts([row], { rules, alerts, about: new Map(), places, idOf, groups, now })))
  }
  tell(number: number, fields: Parameters<Town['change']>[1] = {}): void {
    this.evaluate({ backfilledAt: null, changes: [this.change(number, fields)] })
  }
  take({ outcomes, late }: Pick<Evaluated, 'outcomes'> & { late?: { alerts: number } }): void {
    for (const { alert, steps } of outcomes) {
      this.alerts = [...this.alerts.filter(({ id }) => id !== alert.id), alert]
      this.steps.push(...steps.map(({ step }) => step))
    }
    this.late += late?.alerts ?? 0
  }
  wait(ms: number): void {
    this.now += ms
    this.take({ outcomes: passAlertEnds({ alerts: this.alerts, idOf, now: this.now }) })
  }
  /** Three events ten days apart, each closed the day after; the last one is new. */
  recur(first = 1, household = 'h1'): void {
    for (const number of [first, first + 1, first + 2]) {
      if (number > first) this.wait(10 * DAY_MS)
      this.tell(number, { household, occurredAt: this.now - HOUR_MS, handledAt: null })
      if (number === first + 2) continue
      this.wait(DAY_MS)
      this.tell(number, { handledAt: this.now })
    }
  }
  get living(): AlertRecord[] {
    return this.alerts.filter(isLive)
  }
}
const members = ({ members: all }: AlertRecord) => all.map(({ number, status }) => `${number} ${status}`)

describe('the rule of recurrence', () => {
  it('raises one alert with the events of the household, of the revision that tripped it', () => {
    const town = new Town()
    town.recur()
    expect(town.living).toMatchObject([{ id: 'recurrence 0101 5', colour: 'yellow', types: ['0101'], startedAt: town.now }])
    expect(town.living.map(members)).toEqual([['1 holds', '2 holds', '3 holds']])
    town.tell(4)
    expect(town.living.map(members)).toEqual([['1 holds', '2 holds', '3 holds', '4 holds']])
    expect(town.steps).toEqual(['raised', 'joined'])
  })

  it('keeps households and types apart though they share ground', () => {
    const town = new Town()
    town.recur(1, 'h1')
    town.recur(11, 'h2')
    town.tell(21, { type: 2 })
    expect(town.living.map(members)).toEqual([
      ['1 holds', '2 holds', '3 holds'],
      ['11 holds', '12 holds', '13 holds'],
    ])
  })

  it('ends when thirty days have passed since no thirty days held three', () => {
    const town = new Town()
    town.recur()
    const [alert] = town.living
    expect(alert).toMatchObject({ clearedAt: null, endsAt: NOW - HOUR_MS + 60 * DAY_MS })
    town.wait((alert?.endsAt ?? 0) - town.now - 1)
    expect(town.living).toHaveLength(1)
    town.wait(1)
    expect(town.alerts).toMatchObject([{ state: 'resolved', endedBy: 'condition' }])
    // within a week another one brings it back only if there are three in thirty days again
    town.tell(4)
    expect(town.living).toEqual([])
  })

  it('ends at once where it never was: void, of another type, of another household', () => {
    for (const change of [{ life: { ...sourceLife(null), state: 'void' as const } }, { type: 2 }, { household: 'h2' }]) {
      const town = new Town()
      town.recur()
      town.tell(2, change)
      expect(town.alerts).toMatchObject([{ state: 'resolved', endedBy: 'withdrawn' }])
      expect(town.alerts.map(members)).toEqual([['1 withdrawn', '2 withdrawn', '3 withdrawn']])
    }
  })

  it('goes on without one where the others are enough, and comes back with a correction', () => {
    const town = new Town()
    town.recur()
    town.tell(4)
    town.tell(3, { household: 'h2' })
    expect(town.living.map(members)).toEqual([['1 holds', '2 holds', '3 withdrawn', '4 holds']])
    town.tell(4, { type: 2 })
    expect(town.living).toEqual([])
    town.tell(4, { type: 1 })
    expect(town.living.map(members)).toEqual([['3 withdrawn', '1 holds', '2 holds', '4 holds']])
    expect(town.steps.at(-1)).toBe('renewed')
  })

  it('follows an event into another grid', () => {
    const town = new Town()
    town.recur()
    town.tell(3, { grid: 2 })
    expect(town.living[0]?.members.map((one) => one.grid)).toEqual(['411324001101001', '411324001101001', '411324001101002'])
  })

  it('hears of a closing that is told late, and of nothing when one closes now', () => {
    const town = new Town([{ ...rule, settings: { ...rule.settings, times: 2 } }])
    town.tell(1)
    town.wait(DAY_MS)
    town.tell(2)
    expect(town.living).toEqual([])
    town.tell(1, { handledAt: town.now - 2 * HOUR_MS })
    expect(town.living.map(members)).toEqual([['1 holds', '2 holds']])
    expect(regroups(town.change(2, { handledAt: town.now }))).toBe(false)
  })

  it('tells of nothing that came late or by an import, and counts it', () => {
    const town = new Town([{ ...rule, settings: { ...rule.settings, times: 2, afterClosing: false } }])
    town.tell(1)
    town.tell(2, { occurredAt: town.now - 73 * HOUR_MS })
    town.evaluate({ backfilledAt: town.now, changes: [town.change(3)] })
    expect([town.living.length, town.late]).toEqual([0, 2])
    // an import of what was before the rule began changes what there is, and trips nothing
    town.now = (rule.beginsAt ?? 0) - 1
    const past = town.change(4, { occurredAt: NOW - HOUR_MS })
    town.now = NOW
    town.evaluate({ backfilledAt: town.now, changes: [past] })
    expect([town.living.length, town.late]).toEqual([0, 2])
    // what somebody corrects here is now
    town.tell(3, { type: 2 })
    town.tell(3, { type: 1 })
    expect(town.living.map(members)).toEqual([['2 holds', '1 holds', '3 holds', '4 holds']])
  })

  it('is not told again of what somebody has ended, until there is more', () => {
    const town = new Town()
    town.recur()
    town.alerts = town.alerts.map((alert) => ({ ...alert, state: 'resolved', endedBy: 'person', endedAt: town.now, endsAt: null }))
    town.tell(3)
    expect(town.living).toEqual([])
    town.tell(4)
    expect(town.living).toHaveLength(1)
    expect(town.steps).toEqual(['raised', 'renewed'])
  })

  it('is off with its rule, and its alerts go on', () => {
    const town = new Town()
    town.recur()
    const off = new Town([{ ...rule, enabled: false }])
    off.recur()
    expect([town.living.length, off.living.length]).toEqual([1, 0])
  })
})

it('a threshold has one living alert in a grid, though its events have all changed', () => {
  const threshold: ThresholdRule = {
    ...{ ...rule, id: 'threshold', kind: 'threshold' },
    settings: { colour: 'blue', times: 2, days: 2, level: 2, ownBelow: 0.01, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
  }
  const town = new Town([threshold])
  town.tell(1)
  town.tell(2, { grid: 2 })
  expect(town.living).toMatchObject([{ id: 'threshold 0101 2', endsAt: NOW - HOUR_MS + 4 * DAY_MS }])
  town.wait(3 * DAY_MS)
  town.tell(3)
  town.tell(4, { grid: 2 })
  expect(town.living.map(members)).toEqual([['1 holds', '2 holds', '3 holds', '4 holds']])
  expect(town.living).toMatchObject([{ endsAt: NOW - HOUR_MS + 7 * DAY_MS }])
  town.wait(4 * DAY_MS)
  expect(town.living).toEqual([])
})

it('asks of what may trip a rule, and of all events of an alert of which one has changed', () => {
  const town = new Town()
  town.recur()
  const changes = [town.change(2, { handledAt: null, life: { ...sourceLife(null), state: 'handling' } }), town.change(9, { type: 2 })]
  const asked = groupQuestions([rule], changes, town.alerts, (_, { after }) => after?.type === 2)
  expect(asked).toEqual([{ rule, tripping: [9], members: [1, 2, 3] }])
  expect(groupQuestions([rule], [town.change(9, { urgency: 3 })], town.alerts, () => true)).toEqual([])
})
