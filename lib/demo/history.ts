import { DAY_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event-in'
import type { Stage } from '@/lib/domain/stages'
import { livingOf, toEventIn } from './history-events'
import { drawPlanned, type HistoryPlan, isOpen, type PlannedDay } from './history-plan'
import { type LifeStep, type PlannedLife, planLife } from './lives'

/** One event of the history as it is written: what is told of it, and when the system got to know of it (epoch milliseconds). */
export type HistoryRow = { event: EventIn; receivedAt: number }

/** Who took an event and handed it in, and what was said then, is told of the last weeks only: it is in no figure, and of old events nobody reads it. */
const DETAIL_MS = 91 * DAY_MS

/** The events of one planned day, in order of occurrence; the same rows each time. */
export function historyDay(plan: HistoryPlan, day: PlannedDay): HistoryRow[] {
  const { model, end } = plan
  const { events, random } = drawPlanned(model, end, plan.total, day)
  return events.map((event) => {
    const life = planLife(model, livingOf(model, event))
    // what would have come after the end has come early: all of the history is known at its end
    const sooner = event.occurredAt + Math.floor((end - event.occurredAt) * random.next())
    const receivedAt = event.receivedAt < end ? event.receivedAt : sooner
    const steps = isOpen(plan, { at: life.endsAt, id: event.id }) ? stepsOfOpen(life, end) : stepsOfEnded(life, event.occurredAt, end)
    return { event: toEventIn(model, event, toldStages(steps, receivedAt, end - DETAIL_MS)), receivedAt }
  })
}

/** What has happened to an event that has not ended. */
const stepsOfOpen = ({ steps, endsAt }: PlannedLife, end: number): LifeStep[] => steps.filter(({ at }) => at < Math.min(end, endsAt))

/** What has happened to one that has: where it would end a little later, the last steps come sooner; none is between two ends. */
function stepsOfEnded({ steps, endsAt }: PlannedLife, occurredAt: number, end: number): LifeStep[] {
  if (endsAt < end) {
    const again = steps.findIndex(({ action }) => action === 'reopen')
    const whole = again < 0 || (steps.at(-1)?.at ?? end) < end ? steps : steps.slice(0, again)
    return whole.filter(({ at }) => at < end)
  }
  const before = steps.filter(({ at }) => at < end)
  const last = before.at(-1)?.at ?? occurredAt
  const share = (end - 1 - last) / (endsAt - last)
  return steps.filter(({ at }) => at <= endsAt).map((step) => (step.at < end ? step : { ...step, at: last + Math.floor((step.at - last) * share) }))
}

/** Steps as a source tells them: with the event, or as they happen; those before `detailFrom` with less detail. */
export function toldStages(steps: readonly LifeStep[], receivedAt: number, detailFrom = 0): Stage[] {
  const time = (ms: number) => new Date(ms).toISOString()
  const told: Stage[] = []
  for (const step of steps) {
    const { action, at, party, deadline, satisfied, solved, card, words } = step
    if (action === 'take' && at < detailFrom) continue
    // by hand, since there are three million of them
    const stage: Stage = { action, at: time(at) }
    if (at < receivedAt) stage.receivedAt = time(receivedAt)
    if (party !== undefined && (action === 'dispatch' || at >= detailFrom)) stage.party = party
    if (deadline !== undefined) stage.deadline = time(deadline)
    if (satisfied !== undefined) stage.satisfied = satisfied
    if (solved !== undefined) stage.solved = solved
    if (card !== undefined) stage.card = card
    if (words !== undefined && (action !== 'hand_in' || at >= detailFrom)) stage.words = words
    told.push(stage)
  }
  return told
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
