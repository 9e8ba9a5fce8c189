import { DAY_MS } from '@/lib/domain/clock'
import { binomial, makeRandom, type Random } from '@/lib/domain/random'
import { type Episode, episodesBetween, extraByDay, partOf } from './episodes'
import { type DrawnEvent, drawDay, livingOf } from './history-events'
import type { Model } from './history-model'
import { LONGEST_MS, planLife } from './lives'
import { type Recurrence, type Recurring, recurrencesBetween, recurringIn } from './recurrences'
import { dailyRate, daysBetween, HISTORY_MS, weightWithin } from './rhythm'

/** The share of the history that is handled (办结率 of the article). */
export const HANDLED_SHARE = 0.9969
/** The size at which the daily rates are what rhythm.ts says. */
export const FULL_SIZE = 638_000

/** One civil day (or a part) of the history: how many events, and how many of them belong to episodes. */
export type PlannedDay = {
  from: number
  to: number
  /** position of its first event in the order of writing (history.ts): the newest day comes first */
  first: number
  count: number
  /** events beyond the usual, by episode */
  extra: readonly { episode: Episode; count: number }[]
  /** what happens at a household again */
  recurring: readonly Recurring[]
}

/** An end of a life, and whose: no two of these are equal. */
export type LifeEnd = { at: number; id: string }
const compareEnds = (a: LifeEnd, b: LifeEnd) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** How the whole history is shared out over its days; from it every day can be drawn by itself. `end` is exclusive. */
export type HistoryPlan = {
  readonly model: Model
  readonly end: number
  readonly total: number
  readonly handled: number
  readonly days: readonly PlannedDay[]
  readonly episodes: readonly Episode[]
  readonly recurrences: readonly Recurrence[]
  /** the last life that has ended, so that exactly as many are open as are to be: about the end of the history, some hours more or less */
  readonly lastEnd: LifeEnd
}

/** Is an event of the history still open at its end? */
export const isOpen = ({ lastEnd }: HistoryPlan, end: LifeEnd): boolean => compareEnds(end, lastEnd) > 0

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

/** The episodes of a history: none, those of the demonstration's rule (`episodesBetween`), or others, in order of their beginning. */
export type PlannedEpisodes = 'none' | 'rule' | readonly Episode[]

/**
 * Shares out `total` events over the three years before `end`, exactly; those of episodes are among them. About 100 ms. Deterministic by its
 * arguments.
 */
export function planHistory(
  model: Model,
  { end, total, episodes: wanted = 'rule' }: { end: number; total: number; episodes?: PlannedEpisodes | undefined },
): HistoryPlan {
  const spans = daysBetween(end - HISTORY_MS, end)
  const usual = spans.map(({ from, to }) => usualOf(model, end, from, to))
  const sum = usual.reduce((a, b) => a + b, 0)
  const scale = sum > 0 ? total / sum : 0

  const planned = wanted === 'rule' ? episodesBetween(model, end, end - HISTORY_MS, end) : wanted === 'none' ? [] : wanted
  const extra = spans.map((): { episode: Episode; count: number }[] => [])
  let beyond = 0
  const episodes = planned.filter((episode) => {
    const part = partOf(episode, episode.from, end)
    const counts = part ? extraByDay(model, part, end, scale) : []
    const first = spans.findIndex((s) => s.to > episode.from)
    counts.forEach((count, i) => {
      if (part && count > 0) extra[first + i]?.push({ episode: part, count })
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
  const recurrences = recurrencesBetween(model, end, end - HISTORY_MS, end)
  const parts = spans.map(({ from, to }, i) => {
    return { from, to, count: counts[i] ?? 0, extra: extra[i] ?? [], recurring: recurringIn(recurrences, from, to) }
  })
  let first = total
  const days = parts.map((part): PlannedDay => {
    first -= part.count
    return { ...part, first }
  })
  return { model, end, total, handled, days, episodes, recurrences, lastEnd: lastEndOf(model, end, total, days, total - handled) }
}

/** The events of a planned day by themselves; what became of them is told in history.ts. */
export function drawPlanned(model: Model, end: number, total: number, day: Omit<PlannedDay, 'first'>): { events: DrawnEvent[]; random: Random } {
  const random = makeRandom(model.seed, 'history', end, total, day.from)
  const ids = makeRandom(model.seed, 'history ids', end, total, day.from)
  const usual = day.count - day.extra.reduce((sum, e) => sum + e.count, 0)
  return { events: drawDay(model, { from: day.from, to: day.to, usual, extra: day.extra, recurring: day.recurring }, random, ids), random }
}

/** The end after which exactly `open` of all lives end. About a second: all that may be open is drawn. */
function lastEndOf(model: Model, end: number, total: number, days: readonly PlannedDay[], open: number): LifeEnd {
  if (open === 0) return { at: Number.POSITIVE_INFINITY, id: '' }
  const ends: LifeEnd[] = []
  for (const day of days) {
    if (end - day.to > LONGEST_MS + 2 * DAY_MS) continue
    for (const event of drawPlanned(model, end, total, day).events) ends.push({ at: planLife(model, livingOf(model, event)).endsAt, id: event.id })
  }
  ends.sort(compareEnds)
  return ends[ends.length - 1 - open] ?? { at: 0, id: '' }
}
