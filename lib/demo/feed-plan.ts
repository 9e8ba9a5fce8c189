import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { makeRandom, poisson } from '@/lib/domain/random'
import { type Episode, episodesBetween, extraByDay, STRETCH_MS } from './episodes'
import { byDay, drawHandling } from './handling'
import { drawDay, toEventIn } from './history-events'
import type { Model } from './history-model'
import { fullScale, usualOf } from './history-plan'
import { daysBetween } from './rhythm'

/**
 * What the live feed will send, for ever after the end of the history: drawn day by day from the seed, so that a feed that starts again
 * knows what it has sent, and the episodes can be recorded ahead.
 */
export type FeedPlan = {
  readonly model: Model
  readonly end: number
  /** the events of the civil day (or its part after the history) that holds `ms`, in order of occurrence, and where the next day begins */
  day(ms: number): { events: EventIn[]; next: number }
}

/** Makes the plan of the feed that follows a history. */
export function planFeed(model: Model, end: number): FeedPlan {
  const scale = fullScale(model, end)
  const extras = new Map<Episode, number[]>()
  const episodes = new Map<number, Episode[]>()
  const around = (from: number, to: number) => {
    const key = Math.floor((from - end) / STRETCH_MS)
    const known = episodes.get(key) ?? episodesBetween(model, end, end + Math.max(0, key - 1) * STRETCH_MS, end + (key + 2) * STRETCH_MS)
    episodes.set(key, known)
    return known.filter((e) => e.from < to && e.to > from)
  }
  return {
    model,
    end,
    day(ms) {
      const start = startOfDay(Math.max(end, ms))
      const from = Math.max(end, start)
      const to = start + DAY_MS
      const random = makeRandom(model.seed, 'live', end, from)
      const extra = around(from, to).map((episode) => {
        const counts = extras.get(episode) ?? extraByDay(model, episode, end, scale)
        extras.set(episode, counts)
        const index = daysBetween(episode.from, episode.to).findIndex((d) => d.to > from)
        return { episode, count: counts[index] ?? 0 }
      })
      const usual = poisson(random, scale * usualOf(model, end, from, to))
      const ids = makeRandom(model.seed, 'live ids', end, from)
      return { events: drawDay(model, { from, to, usual, extra }, random, ids).map((event) => toEventIn(model, event, null)), next: to }
    },
  }
}

/** Some cases linger (长期未结): this share of the live events, for this long on average. */
const LINGERING = 0.017
const LINGER_MS = 45 * DAY_MS

/**
 * When an open event of the demonstration will be handled: by its id and type alone, so that it need not be remembered. What was open at
 * the end of the history counts from there.
 */
export function dueAt(model: Model, event: Pick<EventIn, 'id' | 'type' | 'occurredAt'>, end: number): number {
  const random = makeRandom(model.seed, 'due', event.id)
  const type = model.types.find((t) => t.code === event.type)
  const occurredAt = Date.parse(event.occurredAt)
  const lingers = random.next() < LINGERING || occurredAt < end - 5 * DAY_MS
  const from = Math.max(occurredAt, end)
  const takes = lingers ? -LINGER_MS * Math.log(1 - random.next()) : type ? drawHandling(random, type) : DAY_MS * random.next()
  const due = from + Math.max(60_000, Math.round(takes))
  return type ? byDay(random, type, due) : due
}
