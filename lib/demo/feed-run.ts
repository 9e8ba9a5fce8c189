import type { Logger } from 'pino'
import type { RejectCode } from '@/lib/domain/event'
import type { EventIn } from '@/lib/domain/event-in'
import { type Api, pause } from './api'
import type { FeedEvent, FeedPlan } from './feed-plan'
import { findPosition } from './feed-position'
import { toldStages } from './history'

/** Events a minute while a missing day is made up for; a longer gap is made up for in an hour, at up to a hundred a second. */
const CATCH_UP_RATE = 30
const CATCH_UP_MINUTES = 60
const FASTEST_RATE = 6_000
const TICK_MS = 1_000
/** Rows in one request; at this size an answer takes some tens of milliseconds. */
const MAX_ROWS = 500
/** What comes later than this brings with it what has happened to it meanwhile. */
const LATE_MS = 5 * 60_000
/** What a new event is refused with when grids or types have been replaced since the feed read them. */
const outdated: ReadonlySet<RejectCode> = new Set(['unknown_type', 'unknown_grid', 'outside_area'])

export type FeedOptions = {
  api: Api
  plan: FeedPlan
  log: Pick<Logger, 'info' | 'warn'>
  signal: AbortSignal
  /** the clock, epoch milliseconds */
  now?: () => number
  /** waits between two turns */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Sends the plan's events as they occur, after catching up; what becomes of them is feed-life.ts's to do. What was sent is asked of the
 * system at the start, so it can be ended at any moment; it returns only when `signal` is aborted, by throwing its reason.
 */
export async function runFeed({ api, plan, log, signal, now = Date.now, wait = pause }: FeedOptions): Promise<never> {
  const position = await findPosition(api, plan, now())
  const queue = makeQueue(plan, position)
  let budget = 0
  let rate = CATCH_UP_RATE
  let last = now()
  let told = false
  log.info({ at: new Date(queue.time(last)).toISOString() }, 'the feed goes on')

  for (;;) {
    const at = now()
    const behind = queue.behind(at)
    rate = behind === 0 ? CATCH_UP_RATE : Math.min(FASTEST_RATE, Math.max(rate, behind / CATCH_UP_MINUTES))
    budget = Math.min(MAX_ROWS, budget + (rate / 60_000) * (at - last))
    last = at
    const events = queue.take(at, Math.floor(budget))
    budget = behind === events.length ? 0 : budget - events.length
    if (events.length > 0) {
      const { rejected } = await api.post(events.map((event) => asSent(plan, event, at)))
      const first = rejected[0]
      if (first) log.warn({ rejected: rejected.length, code: first.code }, first.message)
      const stale = rejected.find((r) => outdated.has(r.code))
      if (stale) throw new Error(`The grids or types have changed (${stale.message}) The feed has to start again.`)
    }
    if (!told && queue.behind(at) === 0) {
      told = true
      log.info({}, 'the feed has caught up')
    }
    if (events.length < MAX_ROWS) await wait(TICK_MS, signal)
    signal.throwIfAborted()
  }
}

/** An event as it is sent at a moment. */
function asSent(plan: FeedPlan, { event, living }: FeedEvent, at: number): EventIn {
  if (living.occurredAt > at - LATE_MS) return event
  const stages = toldStages(
    plan.life(living).steps.filter((step) => step.at <= at),
    at,
  )
  return stages.length > 0 ? { ...event, stages } : event
}

/** The planned events from a position on. */
type Queue = {
  /** how many have occurred by `at` and were not taken */
  behind(at: number): number
  /** takes at most `most` that have occurred by `at` */
  take(at: number, most: number): FeedEvent[]
  /** up to when all is taken: `at` itself when nothing is left that has occurred by then */
  time(at: number): number
}

function makeQueue(plan: FeedPlan, { day, index }: { day: number; index: number }): Queue {
  const first = plan.day(day)
  const waiting = first.events.slice(index)
  let next = first.next
  const load = (until: number) => {
    while (next <= until) {
      const loaded = plan.day(next)
      for (const event of loaded.events) waiting.push(event)
      next = loaded.next
    }
  }
  const occurred = (at: number) => {
    load(at)
    let [low, high] = [0, waiting.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((waiting[middle]?.living.occurredAt ?? at) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    behind: occurred,
    take: (at, most) => waiting.splice(0, Math.min(most, occurred(at))),
    time: (at) => (occurred(at) === 0 ? at : (waiting[0]?.living.occurredAt ?? at) - 1),
  }
}
