import type { EventIn } from '@/lib/domain/event'
import { medianHandling } from './handling'
import { type DrawnEvent, toEventIn } from './history-events'
import { drawPlanned, type HistoryPlan, type PlannedDay } from './history-plan'

/** One event of the history as it is written: its final content, and when the system got to know of it (epoch milliseconds). */
export type HistoryRow = { event: EventIn; receivedAt: number }

/** The events of one planned day, in order of occurrence; the same rows each time. */
export function historyDay(plan: HistoryPlan, day: PlannedDay): HistoryRow[] {
  const { model, end } = plan
  const { events, random } = drawPlanned(model, end, plan.total, day)

  // Open are those whose handling would end after the history, and then those that take long for their type.
  const slowness = (event: DrawnEvent) => {
    const type = model.types[event.type]
    const takes = event.handledAt - event.occurredAt
    return event.handledAt >= end ? Number.MAX_VALUE : type ? takes / Math.sqrt(medianHandling(type)) : 0
  }
  const open = new Set(
    events
      .map((event) => ({ event, slow: slowness(event) }))
      .sort((a, b) => b.slow - a.slow)
      .slice(0, day.open)
      .map((e) => e.event),
  )
  return events.map((event) => {
    const early = event.occurredAt + Math.floor((end - event.occurredAt) * (0.2 + 0.8 * random.next()))
    const handledAt = open.has(event) ? null : event.handledAt < end ? event.handledAt : early
    // what would have come after the end has come early: all of the history is known at its end
    const sooner = event.occurredAt + Math.floor((end - event.occurredAt) * random.next())
    return { event: toEventIn(model, event, handledAt), receivedAt: event.receivedAt < end ? event.receivedAt : sooner }
  })
}

/**
 * All rows from position `first` on in the order in which they are written, drawn day by day as they are asked for: the newest day first, so
 * that what people look at is there at once, and each day in order of occurrence.
 */
export function* historyRows(plan: HistoryPlan, first = 0): Generator<HistoryRow, void, undefined> {
  for (const day of plan.days.toReversed()) {
    if (day.first + day.count <= first) continue
    const rows = historyDay(plan, day)
    yield* first > day.first ? rows.slice(first - day.first) : rows
  }
}

/** From when on all of the history is there once `done` rows are written, epoch milliseconds; its end while not even a day is. */
export function writtenFrom({ days, end }: HistoryPlan, done: number): number {
  let from = end
  for (const day of days.toReversed()) {
    if (day.first + day.count > done) break
    from = day.from
  }
  return from
}
