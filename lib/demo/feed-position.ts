import * as z from 'zod/mini'
import { DAY_MS } from '@/lib/domain/clock'
import type { Api } from './api'
import type { FeedPlan } from './feed-plan'

/**
 * Where the feed has come to: the next planned event that the system does not have. The feed sends in order and waits for each answer, so
 * what comes before a known event is known; both the day and the place in the day are found by halving, in about twenty questions.
 */
export async function findPosition(api: Api, plan: FeedPlan, now: number): Promise<{ day: number; index: number }> {
  const knows = async (event: { id: string } | undefined) => event !== undefined && (await api.get(`/events/${event.id}`, z.looseObject({}))) !== null
  const dayAt = (n: number) => plan.end + n * DAY_MS
  // Days without events are not asked about; their answer is that of the next day that has one.
  const firstOf = (n: number, last: number) => {
    for (let day = n; day <= last; day++) {
      const [first] = plan.day(dayAt(day)).events
      if (first) return first.event
    }
    return undefined
  }
  const days = Math.max(0, Math.floor((now - plan.end) / DAY_MS) + 1)
  const started = await halve(0, days + 1, (n) => knows(firstOf(n, days)))
  const day = Math.max(0, started - 1)
  const { events } = plan.day(dayAt(day))
  return { day: dayAt(day), index: await halve(0, events.length, (i) => knows(events[i]?.event)) }
}

/** The first number in [low, high) for which the answer is no, when it is yes up to some number and no from there. */
async function halve(low: number, high: number, isKnown: (n: number) => Promise<boolean>): Promise<number> {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = (from + to) >> 1
    if (await isKnown(middle)) from = middle + 1
    else to = middle
  }
  return from
}
