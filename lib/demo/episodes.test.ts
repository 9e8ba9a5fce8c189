import { expect, test } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import { makeGridIndex } from '@/lib/domain/grid-index'
import type { Position } from '@/lib/domain/position'
import { hashSeed } from '@/lib/domain/random'
import { plainTypes, squareLeaves } from '@/lib/testing/square-county'
import { strengthOf } from '@/lib/warning/matching'
import { episodesBetween, STRETCH_MS, usualByDay } from './episodes'
import { planFeed } from './feed-plan'
import { makeModel } from './history-model'
import { drawPlanned, planHistory } from './history-plan'
import { injectEpisodes } from './injected-episodes'

const END = Date.parse('2026-11-23T09:12:00Z')
const model = makeModel(squareLeaves(), plainTypes())
const plan = planHistory(model, { end: END, total: 638_000 })

test('leaves of a tiling know their neighbours', () => {
  expect(model.neighbours.map((n) => n.length).sort((a, b) => a - b)[0]).toBe(2) // a corner
  expect(Math.max(...model.neighbours.map((n) => n.length))).toBe(4)
  model.neighbours.forEach((others, i) => {
    for (const other of others) expect(model.neighbours[other]).toContain(i)
  })
})

test('episodes are as described: 2 to 10 days, 3 to 8 neighbouring leaves, twice to five times the usual, one at a time', () => {
  expect(plan.episodes.length).toBeGreaterThan(30)
  plan.episodes.forEach((episode, i) => {
    const days = (episode.to - episode.from) / DAY_MS
    expect(days).toBeGreaterThanOrEqual(2)
    expect(days).toBeLessThanOrEqual(10)
    expect(episode.leaves.length).toBeGreaterThanOrEqual(3)
    expect(episode.leaves.length).toBeLessThanOrEqual(8)
    expect(episode.factor).toBeGreaterThanOrEqual(2)
    expect(episode.factor).toBeLessThanOrEqual(5)
    for (const leaf of episode.leaves) expect(episode.leaves.some((other) => model.neighbours[leaf]?.includes(other))).toBe(true)
    const before = plan.episodes[i - 1]
    if (before) expect(episode.from).toBeGreaterThanOrEqual(before.to)
    for (const type of episode.types) expect(model.types[type]?.code.startsWith(episode.typeCode)).toBe(true)
  })
})

test('episodes can be measured: each stands out, and together they have their factors', () => {
  const index = makeGridIndex(model.leaves.map((leaf, i) => ({ id: i, ...leaf })))
  const around = 14 * DAY_MS
  const some = plan.episodes.filter((_, i) => i % 2 === 0) // all of them would take twice as long
  const seen = some.map((e) => ({ ...e, during: 0, beside: 0 }))
  for (const day of plan.days) {
    const near = seen.filter((e) => day.from >= e.from - around && day.from < e.to + around)
    for (const { type, position, occurredAt: at } of near.length > 0 ? drawPlanned(model, END, plan.total, day).events : []) {
      const close = near.filter((e) => e.types.includes(type))
      const leaf = close.length > 0 && position ? index.locate(position) : null
      for (const e of close) {
        if (leaf === null || !e.leaves.includes(leaf)) continue
        if (at >= e.from && at < e.to) e.during++
        else e.beside++
      }
    }
  }
  const total = { during: 0, expected: 0 }
  for (const e of seen) {
    const days = (e.to - e.from) / DAY_MS
    const usual = (e.beside * days) / Math.min(28, (END - e.to) / DAY_MS + 14)
    expect(e.during / usual, `${e.typeCode} in ${e.leaves}`).toBeGreaterThan(1.3)
    expect(e.during / usual, `${e.typeCode} in ${e.leaves}`).toBeLessThan(9)
    total.during += e.during
    total.expected += usual * e.factor
  }
  expect(total.during / total.expected).toBeGreaterThan(0.85)
  expect(total.during / total.expected).toBeLessThan(1.15)
})

test('the usual number is what happens without an episode', () => {
  const window = { types: model.types.map((_, i) => i), leaves: model.leaves.map((_, i) => i), from: END - 30 * DAY_MS, to: END }
  const usual = usualByDay(model, window, END).reduce((a, b) => a + b, 0)
  const counted = plan.days.filter((d) => d.from >= window.from).reduce((sum, d) => sum + d.count, 0)
  expect(counted / usual).toBeGreaterThan(0.93)
  expect(counted / usual).toBeLessThan(1.07)
})

test('episodes of the live feed are known ahead, and asking for parts gives the same ones', () => {
  const year = episodesBetween(model, END, END, END + 365 * DAY_MS)
  expect(year.length).toBeGreaterThan(10)
  const parts = [0, 100, 200, 300].flatMap((d) => episodesBetween(model, END, END + d * DAY_MS, END + Math.min(365, d + 100) * DAY_MS))
  expect(parts).toEqual(year)
  for (const episode of year) expect(episode.from).toBeGreaterThanOrEqual(END)
  expect(STRETCH_MS).toBeGreaterThan(20 * DAY_MS)
})

test('the history ends inside a rise that nobody overlooks, and the feed goes on with it', () => {
  const opening = plan.episodes.at(-1)
  if (!opening) throw new Error('no episode')
  const { typeCode, types, leaves, factor, from, to } = opening
  expect(END - from).toBeGreaterThanOrEqual(2 * DAY_MS)
  expect(to - END).toBeGreaterThanOrEqual(DAY_MS)
  expect(typeCode).toHaveLength(2)
  expect(leaves.every((leaf) => model.leaves[leaf]?.code.startsWith('411324001'))).toBe(true)
  const usual = usualByDay(model, { types, leaves, from, to: END }, END).reduce((a, b) => a + b, 0)
  expect(strengthOf(usual, factor)).toBeGreaterThanOrEqual(60)

  const index = makeGridIndex(model.leaves.map((leaf, i) => ({ id: i, ...leaf })))
  const isOwn = (type: number, position: Position | undefined) =>
    types.includes(type) && leaves.includes(position ? (index.locate(position) ?? -1) : -1)
  const days = plan.days.filter((day) => day.to > from).flatMap((day) => drawPlanned(model, END, plan.total, day).events)
  const counted = days.filter((e) => e.occurredAt >= from && isOwn(e.type, e.position)).length
  expect(counted / usual).toBeGreaterThan(0.7 * factor)
  expect(counted / usual).toBeLessThan(1.3 * factor)

  const feed = planFeed(model, END)
  const first = feed.day(END)
  const live = [...first.events, ...feed.day(first.next).events].filter(({ living }) => living.occurredAt < to)
  const wanted = usualByDay(model, { types, leaves, from: END, to: Math.min(to, first.next + DAY_MS) }, END).reduce((a, b) => a + b, 0)
  const fed = live.filter(({ event }) =>
    isOwn(
      model.types.findIndex(({ code }) => code === event.type),
      event.position,
    ),
  ).length
  expect(fed / wanted).toBeGreaterThan(0.7 * factor)
  expect(fed / wanted).toBeLessThan(1.4 * factor)
})

test('the history is what it was before it could have other episodes', () => {
  expect(hashSeed(...plan.days.map(({ count }) => count))).toBe(4_045_649_635)
  expect(hashSeed(...plan.episodes.flatMap(({ typeCode, from, to, leaves }) => [typeCode, from, to, ...leaves]))).toBe(2_148_171_432)
})

test('a history without episodes has as many events, none of them of one', () => {
  const quiet = planHistory(model, { end: END, total: 20_000, episodes: 'none' })
  expect(quiet.episodes).toEqual([])
  expect(quiet.days.every(({ extra }) => extra.length === 0)).toBe(true)
  expect(quiet.days.reduce((sum, { count }) => sum + count, 0)).toBe(20_000)
})

test('injected episodes lie inside their period, spread over it, strong and weak, and never on each other', () => {
  const [from, to] = [END - 200 * DAY_MS, END - 2 * DAY_MS]
  const injected = injectEpisodes(model, END, { seed: '1', count: 40, from, to })
  expect(injected.length).toBeGreaterThanOrEqual(38)
  expect(injectEpisodes(model, END, { seed: '1', count: 40, from, to })).toEqual(injected)
  expect(injectEpisodes(model, END, { seed: '2', count: 40, from, to })).not.toEqual(injected)
  for (const [i, one] of injected.entries()) {
    expect(one.from).toBeGreaterThanOrEqual(from)
    expect(one.to).toBeLessThanOrEqual(to)
    for (const other of injected.slice(0, i)) {
      const apart =
        other.to + 28 * DAY_MS <= one.from || !one.types.some((t) => other.types.includes(t)) || !one.leaves.some((l) => other.leaves.includes(l))
      expect(apart).toBe(true)
    }
  }
  for (const quarter of [0, 1, 2, 3]) {
    const within = injected.filter((one) => one.from >= from + quarter * 47 * DAY_MS && one.from < from + (quarter + 1) * 47 * DAY_MS)
    expect(within.length).toBeGreaterThan(6)
  }
  const strengths = injected.map((one) =>
    strengthOf(
      usualByDay(model, one, END).reduce((a, b) => a + b, 0),
      one.factor,
    ),
  )
  expect(Math.min(...strengths)).toBeLessThan(16)
  expect(Math.max(...strengths)).toBeGreaterThan(40)
  const planned = planHistory(model, { end: END, total: 60_000, episodes: injected })
  expect(planned.episodes).toEqual(injected)
  expect(planned.days.reduce((sum, { count }) => sum + count, 0)).toBe(60_000)
})
