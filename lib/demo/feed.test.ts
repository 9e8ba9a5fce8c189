import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { EventIn } from '@/lib/domain/event-in'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { plainTypes, squareLeaves } from '@/lib/testing/square-county'
import type { Api } from './api'
import { episodesBetween } from './episodes'
import { planFeed } from './feed-plan'
import { findPosition } from './feed-position'
import { runFeed } from './feed-run'
import { makeModel } from './history-model'

const END = Date.parse('2026-11-23T09:12:00Z')
const START = END + DAY_MS
const model = makeModel(squareLeaves(8), plainTypes())
const plan = planFeed(model, END)

/** A system that remembers what it was sent, and who asked how often. */
function makeSystem() {
  const events = new Map<string, EventIn>()
  const calls = { get: 0, post: 0, rows: 0, duplicates: 0 }
  const asShown = (e: EventIn): GridEvent => ({
    number: 1,
    caseNumber: '20261124-00001',
    id: e.id,
    revision: 1,
    occurredAt: e.occurredAt,
    receivedAt: e.occurredAt,
    updatedAt: e.updatedAt ?? null,
    handledAt: e.handledAt ?? null,
    status: e.handledAt ? 'handled' : 'open',
    state: e.handledAt ? 'closed' : 'awaiting_acceptance',
    light: 'normal',
    deadline: null,
    type: e.type,
    urgency: e.urgency ?? 4,
    grid: e.grid ?? '411324001100000',
    position: e.position ?? null,
    source: e.source ?? null,
  })
  const api: Api = {
    async get(path, schema) {
      calls.get++
      const one = /^\/events\/([\w-]+)$/.exec(path)?.[1]
      if (one) {
        const event = events.get(one)
        return event ? z.parse(schema, asShown(event)) : null
      }
      const query = new URLSearchParams(path.split('?')[1])
      const from = Number(query.get('cursor') ?? 0)
      const open = [...events.values()].filter((e) => !e.handledAt).map(asShown)
      return z.parse(schema, { events: open.slice(from, from + 500), nextCursor: open.length > from + 500 ? String(from + 500) : null })
    },
    act: () => Promise.resolve(null),
    async post(rows) {
      calls.post++
      calls.rows += rows.length
      let [accepted, updated, duplicates] = [0, 0, 0]
      for (const row of rows) {
        const event = z.parse(EventIn, row)
        const known = events.get(event.id)
        if (!known) accepted++
        else if (event.updatedAt) updated++
        else duplicates++
        if (!known || event.updatedAt) events.set(event.id, event)
      }
      calls.duplicates += duplicates
      return { accepted, updated, duplicates, rejected: [], logId: 'log', revision: events.size }
    },
  }
  return { api, events, calls }
}

/** Runs the feed on a clock that only moves while it waits, until a moment. */
async function feedUntil(system: ReturnType<typeof makeSystem>, from: number, until: number): Promise<void> {
  let clock = from
  const stop = new AbortController()
  const feed = runFeed({
    api: system.api,
    plan,
    log: { info: () => {}, warn: () => {} },
    signal: stop.signal,
    now: () => clock,
    wait: async (ms) => {
      clock += ms
      if (clock >= until) stop.abort()
    },
  })
  await expect(feed).rejects.toThrow(/abort/i)
}

const occurring = (from: number, to: number) => {
  const events: EventIn[] = []
  for (let at = from; at < to; ) {
    const day = plan.day(at)
    events.push(...day.events.map(({ event }) => event))
    at = day.next
  }
  return events.filter((e) => Date.parse(e.occurredAt) >= from && Date.parse(e.occurredAt) < to)
}

test('the plan is the same each time, follows the history without a gap, and is cut at midnight', () => {
  const first = plan.day(END)
  expect(planFeed(makeModel(squareLeaves(8), plainTypes()), END).day(END + HOUR_MS)).toEqual(first)
  expect(new Date(first.next).toISOString()).toBe('2026-11-23T16:00:00.000Z')
  const times = first.events.map(({ event }) => Date.parse(event.occurredAt))
  expect(Math.min(...times)).toBeGreaterThanOrEqual(END)
  expect(Math.max(...times)).toBeLessThan(first.next)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('the rhythm goes on at the rate of the end of the history', () => {
  const days = occurring(END, END + 28 * DAY_MS).length / 28
  expect(days).toBeGreaterThan(700)
  expect(days).toBeLessThan(1_050)
})

test('episodes of the feed show in what it sends', () => {
  const index = makeGridIndex(model.leaves.map((leaf, id) => ({ id, ...leaf })))
  const events = occurring(END, END + 110 * DAY_MS)
  const sums = { during: 0, beside: 0 }
  for (const episode of episodesBetween(model, END, END, END + 100 * DAY_MS)) {
    const codes = new Set(episode.types.map((t) => model.types[t]?.code))
    const own = events.filter((e) => codes.has(e.type) && e.position && episode.leaves.includes(index.locate(e.position) ?? -1))
    const rate = (from: number, to: number) =>
      own.filter((e) => Date.parse(e.occurredAt) >= from && Date.parse(e.occurredAt) < to).length / (to - from)
    sums.during += rate(episode.from, episode.to)
    sums.beside += rate(episode.to, END + 110 * DAY_MS)
  }
  expect(sums.during).toBeGreaterThan(1.7 * sums.beside)
})

test('ids do not depend on grids and types, so that other ones make no event twice', () => {
  const other = planFeed(makeModel(squareLeaves(5), plainTypes().slice(0, 20)), END)
  const [a, b] = [plan, other].map((p) => p.day(END + DAY_MS).events.map(({ event }) => event.id))
  const both = Math.min(a?.length ?? 0, b?.length ?? 0)
  expect(both).toBeGreaterThan(500)
  expect(a?.slice(0, both)).toEqual(b?.slice(0, both))
})

test('the missing day is made up for in order, at 30 events a minute, and then events come as they occur', async () => {
  const system = makeSystem()
  const missing = occurring(END, START).length
  const minutes = missing / 30
  await feedUntil(system, START, START + (minutes / 2) * 60_000)
  expect(system.events.size / (missing / 2)).toBeGreaterThan(0.95)
  expect(system.events.size / (missing / 2)).toBeLessThan(1.05)
  const sent = [...system.events.values()].map((e) => Date.parse(e.occurredAt))
  expect(sent).toEqual([...sent].sort((a, b) => a - b))

  const now = START + 3 * HOUR_MS
  await feedUntil(system, START + (minutes / 2) * 60_000, now)
  const expected = occurring(END, now - 5_000).map((e) => e.id)
  expect(expected.filter((id) => !system.events.has(id))).toEqual([])
  expect(system.events.size).toBeLessThanOrEqual(occurring(END, now).length)
  expect(system.calls.duplicates).toBe(0)
})

test('what is sent late brings with it what has happened to it, and what comes as it occurs brings nothing', async () => {
  const system = makeSystem()
  const now = START + 4 * HOUR_MS
  await feedUntil(system, START, now)
  const all = [...system.events.values()]
  const late = all.filter((e) => Date.parse(e.occurredAt) < START - HOUR_MS)
  expect(late.filter((e) => e.stages).length).toBeGreaterThan(0.9 * late.length)
  for (const { occurredAt, stages = [] } of late)
    for (const { at, receivedAt = '' } of stages) {
      expect(Date.parse(at)).toBeGreaterThan(Date.parse(occurredAt))
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.parse(receivedAt))
      expect(Date.parse(receivedAt)).toBeLessThanOrEqual(now)
    }
  const caughtUp = START + 2 * HOUR_MS
  const lately = all.filter((e) => Date.parse(e.occurredAt) > caughtUp)
  expect(lately.length).toBeGreaterThan(5)
  expect(lately.filter((e) => e.stages)).toEqual([])
})

test('a feed that starts again goes on where it was, by asking', async () => {
  for (const known of [0, 1, 2, 500, 1_700]) {
    const system = makeSystem()
    const events = occurring(END, END + 3 * DAY_MS)
    await system.api.post(events.slice(0, known))
    system.calls.get = 0
    const { day, index } = await findPosition(system.api, plan, END + 3 * DAY_MS)
    expect(plan.day(day).events[index]?.event.id).toBe(events[known]?.id)
    expect(system.calls.get).toBeLessThan(25)
  }
})

test('a gap of a month is made up for in an hour', async () => {
  const system = makeSystem()
  await system.api.post(occurring(END, START))
  const now = START + 30 * DAY_MS
  await feedUntil(system, now, now + 1.1 * HOUR_MS)
  expect(occurring(END, now).filter((e) => !system.events.has(e.id))).toHaveLength(0)
  expect(system.calls.duplicates).toBe(0)
})
