import { beforeAll, describe, expect, test } from 'vitest'
import { civilDate, DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { EventIn } from '@/lib/domain/event-in'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { plainTypes, squareLeaves } from '@/lib/testing/square-county'
import { type HistoryRow, historyDay, historyRows, writtenFrom } from './history'
import { makeModel } from './history-model'
import { type HistoryPlan, planHistory } from './history-plan'
import { dayKind, HOLIDAY, WEEKEND, WORKING_DAY } from './holidays'
import { LONGEST_MS } from './lives'
import { HISTORY_MS } from './rhythm'

const END = Date.parse('2026-11-23T09:12:00Z')
const leaves = squareLeaves()
const model = makeModel(leaves, plainTypes())

/** When its stages say that an event ended; null: it is open. */
function endOf({ stages = [] }: EventIn): number | null {
  let end: number | null = null
  for (const { action, at } of stages) {
    if (action === 'verify' || action === 'reject' || action === 'handle_on_spot') end = Date.parse(at)
    if (action === 'reopen') end = null
  }
  return end
}

describe('the history of 638,000 events', () => {
  let plan: HistoryPlan
  let looked: HistoryPlan['days'] = []
  let count = 0
  let handled = 0
  let gridOnly = 0
  const byType = new Map<string, number>()
  const byHour = new Array<number>(24).fill(0)
  const byKind = [0, 0, 0]
  const lags: number[] = []
  const durations = new Map<string, number[]>()
  const openAges: number[] = []
  const ids = new Set<string>()
  const faults = { order: 0, received: 0, handled: 0, span: 0 }
  const heads: HistoryRow[] = []

  beforeAll(() => {
    plan = planHistory(model, { end: END, total: 638_000 })
    // a third of the days, and all from which something may be open
    const third = new Set(plan.days.filter((_, i) => i % 3 === 0).map(({ from }) => startOfDay(from)))
    looked = plan.days.filter(({ from, to }) => third.has(startOfDay(from)) || to > END - LONGEST_MS)
    let last = 0
    let day = Infinity
    for (const row of looked.toReversed().flatMap((of) => historyDay(plan, of))) {
      const { event, receivedAt } = row
      const at = Date.parse(event.occurredAt)
      const done = endOf(event)
      count++
      ids.add(event.id)
      const start = startOfDay(at)
      if (start === day ? at < last : start > day) faults.order++
      day = start
      if (receivedAt < at || receivedAt > END) faults.received++
      if (done !== null && (done < at || done > END)) faults.handled++
      if (at < END - HISTORY_MS || at >= END) faults.span++
      last = at
      if (done !== null) handled++
      else openAges.push(END - at)
      if (!event.position) gridOnly++
      if (third.has(start)) byType.set(event.type, (byType.get(event.type) ?? 0) + 1)
      const hour = Math.floor(at / HOUR_MS + 8) % 24
      byHour[hour] = (byHour[hour] ?? 0) + 1
      const kind = dayKind(at)
      byKind[kind] = (byKind[kind] ?? 0) + 1
      if (count % 7 === 0) lags.push(receivedAt - at)
      const took = durations.get(event.type) ?? []
      if (done !== null && at < END - 60 * DAY_MS && took.length < 2_000) took.push(done - at)
      durations.set(event.type, took)
      if (count % 2000 === 0) heads.push(row)
    }
  })

  test('counts are exact: reported, handled, open', () => {
    expect(plan.days.reduce((sum, d) => sum + d.count, 0)).toBe(638_000)
    expect(count).toBe(looked.reduce((sum, d) => sum + d.count, 0))
    expect(ids.size).toBe(count)
    expect(plan.handled).toBe(636_022)
    expect(count - handled).toBe(638_000 - 636_022)
  })

  test('days come newest first and times in order within each, within the three years, received after they happened and handled before the end', () => {
    expect(faults).toEqual({ order: 0, received: 0, handled: 0, span: 0 })
  })

  test('rows are what the API takes', () => {
    for (const { event } of heads) expect(EventIn.safeParse(event).success).toBe(true)
    expect(heads.length).toBeGreaterThan(100)
  })

  test('it grows from about 300 to about 900 a day', () => {
    const perDay = (days: HistoryPlan['days']) => days.reduce((sum, d) => sum + d.count, 0) / days.length
    expect(perDay(plan.days.slice(1, 61))).toBeGreaterThan(240)
    expect(perDay(plan.days.slice(1, 61))).toBeLessThan(350)
    expect(perDay(plan.days.slice(-61, -1))).toBeGreaterThan(780)
    expect(perDay(plan.days.slice(-61, -1))).toBeLessThan(1000)
    const years = [0, 365, 730].map((d) => perDay(plan.days.slice(d + 1, d + 365)))
    expect(years[1]).toBeGreaterThan(1.25 * (years[0] ?? 0))
    expect(years[2]).toBeGreaterThan(1.2 * (years[1] ?? 0))
  })

  test('all types come by their shares', () => {
    expect(byType.size).toBe(34)
    const all = [...byType.values()].reduce((a, b) => a + b, 0)
    model.types.forEach((type, i) => {
      const expected = all * (model.rhythm.shares[i] ?? 0)
      expect(Math.abs((byType.get(type.code) ?? 0) / expected - 1), type.code).toBeLessThan(0.12)
    })
  })

  test('hours, weekends and holidays have their rhythm', () => {
    const part = (from: number, to: number) => byHour.slice(from, to).reduce((a, b) => a + b, 0) / count
    expect(part(8, 12)).toBeGreaterThan(0.28)
    expect(part(0, 5)).toBeLessThan(0.03)
    const days = [0, 0, 0]
    for (const d of looked) {
      const kind = dayKind(d.from)
      days[kind] = (days[kind] ?? 0) + 1
    }
    const rate = (kind: number) => (byKind[kind] ?? 0) / (days[kind] ?? 1)
    expect(rate(WEEKEND) / rate(WORKING_DAY)).toBeLessThan(0.92)
    expect(rate(WEEKEND) / rate(WORKING_DAY)).toBeGreaterThan(0.6)
    expect(rate(HOLIDAY) / rate(WORKING_DAY)).toBeLessThan(0.9)
    expect(rate(HOLIDAY) / rate(WORKING_DAY)).toBeGreaterThan(0.5)
  })

  test('reports arrive after minutes, some after days', () => {
    lags.sort((a, b) => a - b)
    const at = (q: number) => lags[Math.floor(q * lags.length)] ?? 0
    expect(at(0.5)).toBeGreaterThan(2 * 60_000)
    expect(at(0.5)).toBeLessThan(10 * 60_000)
    expect(at(0.95)).toBeGreaterThan(HOUR_MS)
    expect(at(0.99)).toBeGreaterThan(12 * HOUR_MS)
    expect(at(1 - 1e-9)).toBeLessThan(10 * DAY_MS)
  })

  test('handling times follow the limit of the type', () => {
    const median = (code: string) => {
      const sorted = [...(durations.get(code) ?? [])].sort((a, b) => a - b)
      return sorted[Math.floor(sorted.length / 2)] ?? 0
    }
    for (const type of model.types) {
      const limit = type.limit * { urgent_hour: HOUR_MS, working_hour: 3 * HOUR_MS, working_day: 1.4 * DAY_MS, calendar_day: DAY_MS }[type.clock]
      expect(median(type.code), type.code).toBeGreaterThan(0.35 * limit)
      expect(median(type.code), type.code).toBeLessThan(0.65 * limit + 16 * HOUR_MS)
    }
  })

  test('open events are recent, and a few linger for weeks', () => {
    expect(openAges).toHaveLength(1978)
    const within = (days: number) => openAges.filter((age) => age < days * DAY_MS).length / openAges.length
    expect(within(14)).toBeGreaterThan(0.8)
    expect(within(30)).toBeLessThan(0.999)
    expect(within(70)).toBe(1)
  })

  test('a few per cent have only a grid', () => {
    expect(gridOnly / count).toBeGreaterThan(0.02)
    expect(gridOnly / count).toBeLessThan(0.04)
  })
})

test('positions lie in the county, at homes and more at hot spots', () => {
  const plan = planHistory(model, { end: END, total: 40_000 })
  const index = makeGridIndex(leaves.map((leaf, i) => ({ id: i, ...leaf })))
  const counts = new Array<number>(leaves.length).fill(0)
  let outside = 0
  for (const { event } of historyRows(plan)) {
    if (!event.position) continue
    const leaf = index.locate(event.position)
    if (leaf === null) outside++
    else counts[leaf] = (counts[leaf] ?? 0) + 1
  }
  expect(outside).toBe(0)
  expect(Math.min(...counts)).toBeGreaterThan(20)
  const sorted = [...counts].sort((a, b) => b - a)
  expect(sorted.slice(0, 12).reduce((a, b) => a + b, 0)).toBeGreaterThan((4 * 12 * 40_000) / leaves.length)
})

test('the same start makes the same history, from any position on; another start makes another', () => {
  const plan = planHistory(model, { end: END, total: 5_000 })
  const again = planHistory(makeModel([...leaves].reverse(), plainTypes().reverse()), { end: END, total: 5_000 })
  const rows = [...historyRows(plan)]
  const starts = rows.map(({ event }) => startOfDay(Date.parse(event.occurredAt)))
  expect(starts).toEqual([...starts].sort((a, b) => b - a))
  expect([...historyRows(again)]).toEqual(rows)
  for (const first of [1, 777, 4_999]) expect([...historyRows(plan, first)]).toEqual(rows.slice(first))
  expect([...historyRows(plan, 5_000)]).toEqual([])
  const days = plan.days.filter((day) => day.count > 0)
  const counts = [0, 1, 777, 5_000].map((done) => [done, writtenFrom(plan, done)] as const)
  for (const [done, from] of counts) {
    const missing = rows.slice(done).map((r) => Date.parse(r.event.occurredAt))
    expect(missing.filter((at) => at >= from)).toEqual([])
    // not a day more could be said to be there
    if (done < 5_000) expect(Math.max(...missing)).toBeGreaterThanOrEqual(days.findLast((day) => day.to <= from)?.from ?? 0)
  }
  const other = new Set([...historyRows(planHistory(model, { end: END + DAY_MS, total: 5_000 }))].map((r) => r.event.id))
  expect(rows.some((r) => other.has(r.event.id))).toBe(false)
})

test.each([0, 1, 3, 100, 2_500])('a history of %i events is exact too', (total) => {
  const plan = planHistory(model, { end: END, total })
  const rows = [...historyRows(plan)]
  expect(rows).toHaveLength(total)
  expect(rows.filter((r) => endOf(r.event) !== null).length).toBe(Math.round(total * 0.9969))
})

test('a day can be drawn by itself', () => {
  const plan = planHistory(model, { end: END, total: 638_000 })
  const day = plan.days[700]
  if (!day) throw new Error('no day')
  const rows = historyDay(plan, day)
  expect(rows).toHaveLength(day.count)
  expect(new Set(rows.map((r) => civilDate(Date.parse(r.event.occurredAt))))).toEqual(new Set([civilDate(day.from)]))
})
