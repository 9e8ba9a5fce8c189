import type { Logger } from 'pino'
import type { EventIn, RejectCode } from '@/lib/domain/event'
import { type Api, pause } from './api'
import { dueAt, type FeedPlan } from './feed-plan'
import { findPosition, readOpen } from './feed-position'

/** Events a minute while the missing day is made up for; a longer gap is made up for in an hour, at up to a hundred a second. */
const CATCH_UP_RATE = 30
const CATCH_UP_MINUTES = 60
const FASTEST_RATE = 6_000
const TICK_MS = 1_000
/** Rows in one request; at this size an answer takes some tens of milliseconds. */
const MAX_ROWS = 500
/** What a new event is refused with when grids or types have been replaced since the feed read them. */
const outdated: ReadonlySet<RejectCode> = new Set(['unknown_type', 'unknown_grid', 'outside_area'])
/** Open events are read again this often: others handle some, and the history may have been made meanwhile. */
const REREAD_MS = 10 * 60_000

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
 * Sends the plan's events as they occur, after catching up, and the handling of open ones when it is due. What was sent is asked of the
 * system at the start, so it can be ended at any moment; it returns only when `signal` is aborted, by throwing its reason.
 */
export async function runFeed({ api, plan, log, signal, now = Date.now, wait = pause }: FeedOptions): Promise<never> {
  const position = await findPosition(api, plan, now())
  const queue = makeQueue(plan, position)
  let open = new Map<string, { event: EventIn; due: number }>()
  let readAt = -Infinity
  let budget = 0
  let rate = CATCH_UP_RATE
  let last = now()
  let told = false
  log.info({ at: new Date(queue.time(last)).toISOString() }, 'the feed goes on')

  for (;;) {
    const at = now()
    if (at - readAt >= REREAD_MS) {
      open = new Map((await readOpen(api)).map((event) => [event.id, { event, due: dueAt(plan.model, event, plan.end) }]))
      readAt = at
    }
    const behind = queue.behind(at)
    rate = behind === 0 ? CATCH_UP_RATE : Math.min(FASTEST_RATE, Math.max(rate, behind / CATCH_UP_MINUTES))
    budget = Math.min(MAX_ROWS, budget + (rate / 60_000) * (at - last))
    last = at
    const events = queue.take(at, Math.floor(budget))
    budget = behind === events.length ? 0 : budget - events.length
    for (const event of events) open.set(event.id, { event, due: dueAt(plan.model, event, plan.end) })

    // While it catches up, what is handled keeps step with what occurs.
    const until = Math.min(at, queue.time(at))
    const due = [...open.values()]
      .filter((o) => o.due <= until)
      .sort((a, b) => a.due - b.due)
      .slice(0, MAX_ROWS)
    const handled = due.map(
      ({ event, due }): EventIn => ({ ...event, updatedAt: new Date(due).toISOString(), handledAt: new Date(due).toISOString() }),
    )
    if (events.length + handled.length > 0) {
      const { rejected } = await api.post([...events, ...handled])
      for (const { event } of due) open.delete(event.id)
      const first = rejected[0]
      if (first) log.warn({ rejected: rejected.length, code: first.code }, first.message)
      const stale = rejected.find((r) => r.index < events.length && outdated.has(r.code))
      if (stale) throw new Error(`The grids or types have changed (${stale.message}) The feed has to start again.`)
    }
    if (!told && queue.behind(at) === 0) {
      told = true
      log.info({}, 'the feed has caught up')
    }
    if (due.length < MAX_ROWS && events.length < MAX_ROWS) await wait(TICK_MS, signal)
    signal.throwIfAborted()
  }
}

/** The planned events from a position on. */
type Queue = {
  /** how many have occurred by `at` and were not taken */
  behind(at: number): number
  /** takes at most `most` that have occurred by `at` */
  take(at: number, most: number): EventIn[]
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
      if (Date.parse(waiting[middle]?.occurredAt ?? '') <= at) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    behind: occurred,
    take: (at, most) => waiting.splice(0, Math.min(most, occurred(at))),
    time: (at) => (occurred(at) === 0 ? at : Date.parse(waiting[0]?.occurredAt ?? '') - 1),
  }
}
