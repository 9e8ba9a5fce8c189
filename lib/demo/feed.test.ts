import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { EventIn } from '@/lib/domain/event-in'
import { plainTypes, squareLeaves } from '@/lib/testing/square-county'
import type { Api } from './api'
import { episodesBetween } from './episodes'
import { dueAt, planFeed } from './feed-plan'
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
    act: () => Promise.resolve(false),
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
    events.push(...day.events)
    at = day.next
  }
  return events.filter((e) => Date.parse(e.occurredAt) >= from && Date.parse(e.occurredAt) < to)
}

test('the plan is the same each time, follows the history without a gap, and is cut at midnight', () => {
  const first = plan.day(END)
  expect(planFeed(makeModel(squareLeaves(8), plainTypes()), END).day(END + HOUR_MS)).toEqual(first)
  expect(new Date(first.next).toISOString()).toBe('2026-11-23T16:00:00.000Z')
  const times = first.events.map((e) => Date.parse(e.occurredAt))
  expect(Math.min(...times)).toBeGreaterThanOrEqual(END)
  expect(Math.max(...times)).toBeLessThan(first.next)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('the rhythm goes on at the rate of the end of the history', () => {
  const days = occurring(END, END + 28 * DAY_MS).length / 28
  expect(days).toBeGreaterThan(700)
  expect(days).toBeLessThan(1_050)
})

test('an episode of the feed shows in what it sends', () => {
  const [episode] = episodesBetween(model, END, END, END + 60 * DAY_MS)
  if (!episode) throw new Error('no episode')
  const codes = new Set(episode.types.map((t) => model.types[t]?.code))
  const rate = (from: number, to: number) => occurring(from, to).filter((e) => codes.has(e.type)).length / (to - from)
  // among all leaves the rise is thinner than in its own
  expect(rate(episode.from, episode.to)).toBeGreaterThan(1.1 * rate(episode.to + DAY_MS, episode.to + 11 * DAY_MS))
})

test('ids do not depend on grids and types, so that other ones make no event twice', () => {
  const other = planFeed(makeModel(squareLeaves(5), plainTypes().slice(0, 20)), END)
  const [a, b] = [plan, other].map((p) => p.day(END + DAY_MS).events.map((e) => e.id))
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

test('events are handled when they are due, in the past while it catches up, never before they occur nor after now', async () => {
  const system = makeSystem()
  const now = START + 4 * HOUR_MS
  await feedUntil(system, START, now)
  const all = [...system.events.values()]
  const handled = all.filter((e) => e.handledAt)
  expect(handled.length).toBeGreaterThan(0.2 * all.length)
  for (const event of handled) {
    expect(Date.parse(event.handledAt ?? '')).toBeGreaterThan(Date.parse(event.occurredAt))
    expect(Date.parse(event.handledAt ?? '')).toBeLessThanOrEqual(now)
    expect(event.updatedAt).toBe(event.handledAt)
  }
  for (const event of all) if (!event.handledAt) expect(dueAt(model, event, END)).toBeGreaterThan(now - 5_000)
})

test('what was open at the end of the history is handled little by little, and only the demonstration’s own', async () => {
  const system = makeSystem()
  const old = (id: number, source: string): EventIn => ({
    id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    occurredAt: new Date(END - (id % 300) * DAY_MS).toISOString(),
    type: '0501',
    position: [112.21, 33.01],
    source,
  })
  for (let i = 0; i < 900; i++) system.events.set(old(i, 'demo').id, old(i, 'demo'))
  for (let i = 900; i < 1_000; i++) system.events.set(old(i, '12345').id, old(i, '12345'))
  await feedUntil(system, START, START + 2 * HOUR_MS)
  const left = [...system.events.values()].filter((e) => e.id.startsWith('00000000') && !e.handledAt)
  expect(left.filter((e) => e.source === 'demo').length).toBeGreaterThan(700)
  expect(left.filter((e) => e.source === 'demo').length).toBeLessThan(900)
  expect(left.filter((e) => e.source === '12345')).toHaveLength(100)
})

test('a feed that starts again goes on where it was, by asking', async () => {
  for (const known of [0, 1, 2, 500, 1_700]) {
    const system = makeSystem()
    const events = occurring(END, END + 3 * DAY_MS)
    await system.api.post(events.slice(0, known))
    system.calls.get = 0
    const { day, index } = await findPosition(system.api, plan, END + 3 * DAY_MS)
    expect(plan.day(day).events[index]?.id).toBe(events[known]?.id)
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
