import { expect, test } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import { plainTypes, squareLeaves } from '@/lib/testing/square-county'
import { planFeed } from './feed-plan'
import { makeModel } from './history-model'
import { drawPlanned, planHistory } from './history-plan'
import { recurrencesBetween, recurringIn } from './recurrences'

const END = Date.parse('2026-11-26T09:12:00Z')
const model = makeModel(squareLeaves(), plainTypes())
const plan = planHistory(model, { end: END, total: 638_000 })
const nameOf = ({ leaf, household }: { leaf: number; household: number }) => `${model.leaves[leaf]?.code}-${household}`

test('ten things a year happen at a household again, three to six times within thirty days', () => {
  expect(plan.recurrences).toHaveLength(30)
  for (const { moments, leaf, household } of plan.recurrences) {
    expect(moments.length >= 3 && moments.length <= 6).toBe(true)
    expect((moments.at(-1) ?? 0) - (moments[0] ?? 0)).toBeLessThan(30 * DAY_MS)
    expect(household >= 1 && household <= (model.leaves[leaf]?.households ?? 0)).toBe(true)
  }
})

test('six events in ten name a household of their leaf, and the recurrences are among them, moved and not added', () => {
  const days = plan.days.slice(-80)
  const events = days.flatMap((day) => drawPlanned(model, END, plan.total, day).events)
  expect(events).toHaveLength(days.reduce((sum, { count }) => sum + count, 0))
  const named = events.filter(({ household }) => household !== undefined)
  expect(Math.abs(named.length / events.length - 0.6 * 0.97)).toBeLessThan(0.01)
  expect(named.every(({ household, community }) => household?.startsWith(community))).toBe(true)
  const whole = plan.recurrences.filter(({ moments }) => (moments[0] ?? 0) >= (days[0]?.from ?? 0))
  expect(whole.length).toBeGreaterThan(0)
  for (const recurrence of whole) {
    const own = events.filter(({ household, type }) => household === nameOf(recurrence) && type === recurrence.type)
    expect(own.length).toBeGreaterThanOrEqual(recurrence.moments.length)
    const spots = new Set(own.map(({ position }) => String(position)))
    expect(spots.size).toBeLessThanOrEqual(own.length - recurrence.moments.length + 1)
  }
})

test('the feed goes on with them, the same each time', () => {
  const [next] = recurrencesBetween(model, END, END, END + 40 * DAY_MS)
  if (!next) throw new Error('no recurrence')
  const feed = planFeed(model, END)
  for (const { at } of recurringIn([next], END, END + 90 * DAY_MS)) {
    const sent = feed.day(at).events.filter(({ event, living }) => event.householdId === nameOf(next) && living.type === model.types[next.type])
    expect(sent.length).toBeGreaterThan(0)
  }
})
