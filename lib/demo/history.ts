import { DAY_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { medianHandling } from './handling'
import { type DrawnEvent, toEventIn } from './history-events'
import { drawPlanned, type HistoryPlan, type PlannedDay } from './history-plan'

/** One event of the history as it is written: its final content, and when the system got to know of it (epoch milliseconds). */
export type HistoryRow = { event: EventIn; receivedAt: number }

/** The first start of the demonstration comes this long after the end of its history; the live feed fills the day between. */
export const MISSING_MS = DAY_MS

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
    const known = end + MISSING_MS
    const receivedAt = Math.min(event.receivedAt, known - Math.floor(MISSING_MS * random.next()))
    return { event: toEventIn(model, event, handledAt), receivedAt: Math.max(receivedAt, event.occurredAt) }
  })
}

/** All rows from position `first` on, drawn day by day as they are asked for. */
export function* historyRows(plan: HistoryPlan, first = 0): Generator<HistoryRow, void, undefined> {
  for (const day of plan.days) {
    if (day.first + day.count <= first) continue
    const rows = historyDay(plan, day)
    yield* first > day.first ? rows.slice(first - day.first) : rows
  }
}
