import { beforeAll, describe, expect, test } from 'vitest'
import { historyRules, lifeOfStages } from '@/lib/domain/case-history'
import type { EventFacts } from '@/lib/domain/change'
import { DAY_MS, dayNumber } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event-in'
import type { KpiCounts } from '@/lib/domain/figure-terms'
import type { KpiFigure } from '@/lib/domain/figures'
import { KPI_WEIGHTS, kpiFigure } from '@/lib/domain/kpi'
import { EVENT_STATES } from '@/lib/domain/life'
import { COUNTER_COUNT, forEachCount } from '@/lib/domain/life-counts'
import { factsOfLife } from '@/lib/domain/life-event'
import { DEFAULT_RULES } from '@/lib/domain/lifecycle'
import { lateFlags, lightOf } from '@/lib/domain/lights'
import { firstClocks, firstLimits } from '@/lib/domain/limit'
import { makeRandom, uuid } from '@/lib/domain/random'
import { StageAction, toldStage } from '@/lib/domain/stages'
import { squareLeaves } from '@/lib/testing/square-county'
import { EVENT_TYPES } from './event-types'
import { planFeed } from './feed-plan'
import { historyDay, toldStages } from './history'
import { livingOf } from './history-events'
import { makeModel } from './history-model'
import { drawPlanned, planHistory } from './history-plan'
import { calendar } from './holidays'
import { LONGEST_MS, planLife } from './lives'

const END = Date.parse('2026-11-26T09:12:00Z')
const model = makeModel(squareLeaves(), EVENT_TYPES)
const types = new Map(model.types.map((type) => [type.code, type]))
/** What is looked at: older events have all ended, and count in no later period. */
const WINDOW_MS = LONGEST_MS + 33 * DAY_MS

type Known = { facts: EventFacts & { life: NonNullable<EventFacts['life']> }; community: string }

/** An event as the domain's own rules tell it at `now`. */
function factsAt({ occurredAt, type, urgency = 4, stages = [] }: EventIn, now: number): Known['facts'] {
  const of = types.get(type)
  if (!of) throw new Error(type)
  const reportedAt = Date.parse(occurredAt)
  const rules = historyRules(of, urgency, { lifecycle: DEFAULT_RULES, calendar })
  const { deadline, stageClock } = firstClocks(reportedAt, firstLimits(of, urgency, DEFAULT_RULES), calendar)
  const report = { reportedAt, reporter: null, handledAt: null, limit: rules.handling, deadline, stageClock, grid: '' }
  const folded = lifeOfStages(report, stages.map(toldStage), rules)
  if (!folded.ok) throw new Error(folded.message)
  const { life } = folded
  const facts = { revision: 1, grid: 0, type: 0, urgency, occurredAt: reportedAt, handledAt: life.closedAt, cellX: -1, cellY: -1 }
  return { ...facts, life: factsOfLife(life, { light: lightOf(life, now, calendar), late: lateFlags(life, now) }) }
}

/** The figures of the days from `first` on, up to today. */
function figuresOf(known: readonly Known[], first: number): KpiFigure {
  const counts: KpiCounts = {
    ...{ reported: 0, handled: 0, handledInPeriod: 0, reportedOnDays: 0 },
    ...{ inside: new Float64Array(COUNTER_COUNT), before: new Float64Array(COUNTER_COUNT), ahead: new Float64Array(COUNTER_COUNT) },
  }
  const today = dayNumber(END)
  for (const { facts } of known) {
    const day = dayNumber(facts.occurredAt)
    if (day >= first && day <= today) {
      counts.reported++
      counts.reportedOnDays++
      if (facts.handledAt !== null) counts.handled++
    }
    forEachCount(facts, (on, counter) => {
      const of = on < first ? counts.before : on <= today ? counts.inside : null
      for (const held of [of, on === today ? counts.ahead : null]) if (held) (held as Float64Array)[counter] = (held[counter] ?? 0) + 1
    })
  }
  return kpiFigure(counts, KPI_WEIGHTS)
}

const percent = (of: { value: number | null }) => 100 * (of.value ?? Number.NaN)

/** What is open at `now`, in which states, and how many days past its deadline. */
function openOf(known: readonly Known[], now: number) {
  const open = known.filter(({ facts }) => facts.handledAt === null && facts.life.state !== 'void')
  const overdue = open.filter(({ facts }) => facts.life.light === 'overdue')
  const ages = overdue.map(({ facts }) => (now - (facts.life.deadline ?? now)) / DAY_MS)
  const states = EVENT_STATES.map((state) => open.filter(({ facts }) => facts.life.state === state).length)
  return { count: open.length, overdue: overdue.length, oldest: Math.max(...ages), old: ages.filter((age) => age > 21).length, states }
}

describe('the lives of a history of 638,000 events, by the rules and figures of the product', () => {
  const plan = planHistory(model, { end: END, total: 638_000 })
  const known: Known[] = []
  beforeAll(() => {
    for (const day of plan.days.filter((d) => d.from > END - WINDOW_MS)) {
      const drawn = drawPlanned(model, END, plan.total, day).events
      for (const [i, { event }] of historyDay(plan, day).entries()) known.push({ facts: factsAt(event, END), community: drawn[i]?.community ?? '' })
    }
  })

  test.each([
    ['the last 30 days', 30],
    ['the last week', 7],
  ])('%s look like a county that works', (_, days) => {
    const month = figuresOf(known, dayNumber(END) + 1 - days)
    const between = (low: number, value: number, high: number) => expect(value >= low && value <= high, `${low} ≤ ${value} ≤ ${high}`).toBe(true)
    between(85, percent(month.respondedRate), 98)
    between(10, percent(month.followedUpRate), 40)
    between(85, percent(month.satisfiedRate), 97)
    between(1, percent(month.extendedRate), 6)
    between(1, percent(month.reworkedRate), 8)
    between(85, percent(month.handedInTimeRate), 96)
    between(90, percent(month.closedInTimeRate), 100)
  })

  test('the communities that take longer can be told from all others', () => {
    const rate = (of: readonly Known[]) => percent(figuresOf(of, dayNumber(END) - 29).handedInTimeRate)
    const byCommunity = new Map<string, Known[]>()
    for (const one of known) byCommunity.set(one.community, [...(byCommunity.get(one.community) ?? []), one])
    const rates = [...byCommunity].map(([code, of]) => ({ code, rate: rate(of) })).sort((a, b) => a.rate - b.rate)
    expect(model.slow.size).toBeGreaterThan(1)
    expect(new Set(rates.slice(0, model.slow.size).map(({ code }) => code))).toEqual(model.slow)
  })

  test('what is open stands in all states, and little of it is overdue, for weeks at most', () => {
    const { count, overdue, oldest, old, states } = openOf(known, END)
    expect(count).toBe(1978)
    for (const state of ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'suspended', 'awaiting_verification'] as const)
      expect(states[EVENT_STATES.indexOf(state)], state).toBeGreaterThan(20)
    expect(states[EVENT_STATES.indexOf('awaiting_acceptance')]).toBeLessThan(0.15 * count)
    expect(overdue).toBeGreaterThan(0.03 * count)
    expect(overdue).toBeLessThan(0.25 * count)
    expect(old).toBeGreaterThan(0)
    expect(old).toBeLessThan(0.03 * count)
    expect(oldest).toBeLessThan(65)
  })

  test('and so it stays for forty days of the feed', { timeout: 60_000 }, () => {
    const living = plan.days
      .filter((d) => d.from > END - LONGEST_MS)
      .flatMap((day) => drawPlanned(model, END, plan.total, day).events.map((e) => livingOf(model, e)))
    const feed = planFeed(model, END)
    for (let at = END; at < END + 40 * DAY_MS; ) {
      const { events, next } = feed.day(at)
      living.push(...events.map((e) => e.living))
      at = next
    }
    const lives = living.map((of) => ({ of, life: planLife(model, of) }))
    for (const days of [1, 3.5, 10, 18, 26.6, 33, 40]) {
      const now = END + days * DAY_MS
      const open = lives.flatMap(({ of, life }): Known[] => {
        if (of.occurredAt > now || life.endsAt < now) return []
        const stages = toldStages(
          life.steps.filter(({ at }) => at <= now),
          0,
        )
        const event = { id: of.id, occurredAt: new Date(of.occurredAt).toISOString(), type: of.type.code, urgency: of.urgency, stages }
        return [{ facts: factsAt(event, now), community: of.community }]
      })
      const { count, overdue, states } = openOf(open, now)
      expect(count, `after ${days} days`).toBeGreaterThan(1_400)
      expect(count, `after ${days} days`).toBeLessThan(2_500)
      expect(overdue).toBeLessThan(0.25 * count)
      expect(states[EVENT_STATES.indexOf('awaiting_acceptance')]).toBeLessThan(0.15 * count)
    }
  })
})

test('a life is told by its event alone, in order of time, and by the steps of the life cycle', () => {
  const [type] = model.types
  if (!type) throw new Error('no type')
  const seen = new Set<string>()
  for (let i = 0; i < 3_000; i++) {
    const of = model.types[i % model.types.length] ?? type
    const event = { id: uuid(makeRandom('lives', i)), type: of, occurredAt: END + i * 977_000, urgency: of.urgency, community: `4113240011${i % 20}` }
    const { steps, endsAt } = planLife(model, event)
    expect(planLife(model, event)).toEqual({ steps, endsAt })
    expect(endsAt - event.occurredAt).toBeLessThan(LONGEST_MS)
    let before = event.occurredAt
    for (const { action, at } of steps) {
      expect(at).toBeGreaterThan(before)
      before = at
      seen.add(action)
    }
    // each prefix is a life that can be, which ends in the state that its last step says
    for (let n = 0; n <= steps.length; n++) {
      const stages = toldStages(steps.slice(0, n), 0)
      factsAt({ id: event.id, occurredAt: new Date(event.occurredAt).toISOString(), type: of.code, stages }, before)
    }
  }
  expect([...seen].sort()).toEqual(StageAction.options.filter((action) => action !== 'void').sort())
})
