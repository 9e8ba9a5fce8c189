import { DAY_MS } from '@/lib/domain/clock'
import { apportion, binomial, makeRandom, type Random } from '@/lib/domain/random'
import { type Episode, episodesBetween, extraByDay } from './episodes'
import { type DrawnEvent, drawDay } from './history-events'
import type { Model } from './history-model'
import { dailyRate, daysBetween, HISTORY_MS, weightWithin } from './rhythm'

/** The share of the history that is handled (办结率 of the article). */
export const HANDLED_SHARE = 0.9969
/** Open events beyond those still in work are mostly young: their ages fall off by this, milliseconds. */
const LINGER_MS = 60 * DAY_MS
/** Nothing takes longer by its handling time alone. */
const IN_WORK_MS = 40 * DAY_MS
/** The size at which the daily rates are what rhythm.ts says. */
const FULL_SIZE = 638_000

/** One civil day (or a part) of the history: how many events, of them how many open, and how many belong to episodes. */
export type PlannedDay = {
  from: number
  to: number
  /** position of its first event in the order of writing (history.ts): the newest day comes first */
  first: number
  count: number
  open: number
  /** events beyond the usual, by episode */
  extra: readonly { episode: Episode; count: number }[]
}

/** How the whole history is shared out over its days; from it every day can be drawn by itself. `end` is exclusive. */
export type HistoryPlan = {
  readonly model: Model
  readonly end: number
  readonly total: number
  readonly handled: number
  readonly days: readonly PlannedDay[]
  readonly episodes: readonly Episode[]
}

/** The usual number of events in one civil day or a part of it, before the size of the history is settled. */
export function usualOf(model: Model, end: number, from: number, to: number): number {
  const day = model.rhythm.day(from)
  return dailyRate(1 - (end - (from + to) / 2) / HISTORY_MS) * day.level * weightWithin(model.rhythm, day, from, to)
}

/** What turns the usual number into that of a history of full size; the live feed goes on with it, whatever the size of the history. */
export function fullScale(model: Model, end: number): number {
  const sum = daysBetween(end - HISTORY_MS, end).reduce((all, { from, to }) => all + usualOf(model, end, from, to), 0)
  return sum > 0 ? FULL_SIZE / sum : 0
}

/** Shares out `total` events over the three years before `end`, exactly. About 100 ms. Deterministic by its arguments. */
export function planHistory(model: Model, { end, total }: { end: number; total: number }): HistoryPlan {
  const spans = daysBetween(end - HISTORY_MS, end)
  const usual = spans.map(({ from, to }) => usualOf(model, end, from, to))
  const sum = usual.reduce((a, b) => a + b, 0)
  const scale = sum > 0 ? total / sum : 0

  const planned = episodesBetween(model, end, end - HISTORY_MS, end)
  const extra = spans.map((): { episode: Episode; count: number }[] => [])
  let beyond = 0
  const episodes = planned.filter((episode) => {
    const counts = extraByDay(model, episode, end, scale)
    const first = spans.findIndex((s) => s.to > episode.from)
    counts.forEach((count, i) => {
      if (count > 0) extra[first + i]?.push({ episode, count })
      beyond += count
    })
    return counts.some((count) => count > 0)
  })

  // The rest is shared out at random by the usual numbers, so that days differ as counts of independent events do.
  const random = makeRandom(model.seed, 'days', end, total)
  let left = total - beyond
  let weight = sum
  const base = usual.map((w, i) => {
    const count = i === usual.length - 1 ? left : binomial(random, left, Math.min(1, w / weight))
    left -= count
    weight -= w
    return count
  })
  const counts = base.map((n, i) => n + (extra[i] ?? []).reduce((a, e) => a + e.count, 0))
  const handled = Math.round(total * HANDLED_SHARE)
  const parts = spans.map(({ from, to }, i) => ({ from, to, count: counts[i] ?? 0, extra: extra[i] ?? [] }))
  const open = shareOpen(model, end, total, parts, total - handled)
  let first = total
  const days = parts.map((part, i): PlannedDay => {
    first -= part.count
    return { ...part, first, open: open[i] ?? 0 }
  })
  return { model, end, total, handled, days, episodes }
}

/** The events of a planned day by themselves; which of them stay open is decided in history.ts. */
export function drawPlanned(
  model: Model,
  end: number,
  total: number,
  day: Omit<PlannedDay, 'open' | 'first'>,
): { events: DrawnEvent[]; random: Random } {
  const random = makeRandom(model.seed, 'history', end, total, day.from)
  const ids = makeRandom(model.seed, 'history ids', end, total, day.from)
  const usual = day.count - day.extra.reduce((sum, e) => sum + e.count, 0)
  return { events: drawDay(model, { from: day.from, to: day.to, usual, extra: day.extra }, random, ids), random }
}

/** How many events of each day are still open at the end, exactly `open` in all: those in work first, then lingering ones. */
function shareOpen(model: Model, end: number, total: number, days: readonly Omit<PlannedDay, 'open' | 'first'>[], open: number): number[] {
  const inWork = days.map((day) =>
    end - day.to > IN_WORK_MS ? 0 : drawPlanned(model, end, total, day).events.reduce((sum, e) => sum + (e.handledAt >= end ? 1 : 0), 0),
  )
  const working = inWork.reduce((a, b) => a + b, 0)
  const linger = days.map(({ count, to }) => count * Math.exp((to - end) / LINGER_MS))
  const lingering = open > working ? apportion(open - working, linger) : linger.map(() => 0)
  const given = (open > working ? inWork : apportion(open, inWork)).map((n, i) => n + (lingering[i] ?? 0))

  // A day cannot have more open events than events: what does not fit moves to the days before, and what is left over to any day.
  let over = 0
  for (let pass = 0; pass < 2; pass++) {
    for (let i = given.length - 1; i >= 0; i--) {
      const wanted = (given[i] ?? 0) + over
      given[i] = Math.min(wanted, days[i]?.count ?? 0)
      over = wanted - (given[i] ?? 0)
    }
  }
  return given
}
