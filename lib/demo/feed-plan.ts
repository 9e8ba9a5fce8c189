import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event-in'
import { makeRandom, poisson } from '@/lib/domain/random'
import { type Episode, episodesBetween, extraByDay, partOf, STRETCH_MS } from './episodes'
import { drawDay, livingOf, toEventIn } from './history-events'
import type { Model } from './history-model'
import { fullScale, usualOf } from './history-plan'
import { type Living, type PlannedLife, planLife } from './lives'
import { openingEvent } from './opening'
import { recurrencesBetween, recurringIn } from './recurrences'
import { daysBetween } from './rhythm'

/** An event that the feed will send, and what decides its life. */
export type FeedEvent = { event: EventIn; living: Living }

/**
 * What the live feed will send, for ever after the end of the history: drawn day by day from the seed, so that a feed that starts again
 * knows what it has sent, and the episodes can be recorded ahead.
 */
export type FeedPlan = {
  readonly model: Model
  readonly end: number
  /** the events of the civil day (or its part after the history) that holds `ms`, in order of occurrence, and where the next day begins */
  day(ms: number): { events: FeedEvent[]; next: number }
  /** what will happen to an event of the demonstration, of the feed or of the history before it */
  life(event: Living): PlannedLife
}

/** Makes the plan of the feed that follows a history. */
export function planFeed(model: Model, end: number): FeedPlan {
  const scale = fullScale(model, end)
  const opening = openingEvent(model, end)
  const extras = new Map<Episode, number[]>()
  const episodes = new Map<number, Episode[]>()
  const around = (from: number, to: number) => {
    const key = Math.floor((from - end) / STRETCH_MS)
    // from the stretch before: the last one of the history reaches into the feed
    const all = () => episodesBetween(model, end, end + (key - 1) * STRETCH_MS, end + (key + 2) * STRETCH_MS)
    const known = episodes.get(key) ?? all().flatMap((episode) => partOf(episode, end, episode.to) ?? [])
    episodes.set(key, known)
    return known.filter((e) => e.from < to && e.to > from)
  }
  // a recurrence lies within its stretch, which is shorter
  const again = (from: number, to: number) => recurringIn(recurrencesBetween(model, end, Math.max(end, from - STRETCH_MS * 2), to), from, to)
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
      const events = drawDay(model, { from, to, usual, extra, recurring: again(from, to) }, random, ids).map(
        (event): FeedEvent => ({ event: toEventIn(model, event), living: livingOf(model, event) }),
      )
      if (opening && opening.living.occurredAt >= from && opening.living.occurredAt < to) {
        events.push({ event: opening.event, living: opening.living })
        events.sort((a, b) => a.living.occurredAt - b.living.occurredAt)
      }
      return { events, next: to }
    },
    life: (event) => (opening?.living.id === event.id ? opening.life : planLife(model, event)),
  }
}
