import type { Calendar } from './calendar'
import type { EventType } from './category'
import { deadline, instantBefore } from './deadline'
import type { Limit, StageClock } from './life-event'

/** From this share of the limit used an event is 临期. */
export const NEAR_SHARE = 0.7

/** How long 受理 and 派单 may take each; `urgentStage`: either, for 特急 and 紧急. */
export type StageLimits = { acceptance: Limit; dispatching: Limit; urgentStage: Limit }
/** The limits, and whether events are accepted and dispatched here (entry by hand) and not in the system they come from. */
export type StageRules = StageLimits & { entryByHand: boolean }
/** What ships (our proposal): 2 working hours each, half an urgent hour where it is urgent. */
export const STAGE_LIMITS: StageLimits = {
  acceptance: { value: 2, clock: 'working_hour' },
  dispatching: { value: 2, clock: 'working_hour' },
  urgentStage: { value: 0.5, clock: 'urgent_hour' },
}

/** The limits of acceptance and dispatch for an urgency (1 特急, 2 紧急, 3 较急, 4 一般). */
export function stageLimits({ acceptance, dispatching, urgentStage }: StageLimits, urgency: number): Pick<StageLimits, 'acceptance' | 'dispatching'> {
  return urgency <= 2 ? { acceptance: urgentStage, dispatching: urgentStage } : { acceptance, dispatching }
}

/** When a limit that begins at `start` ends, epoch milliseconds. */
export const endOf = (start: number, { value, clock }: Limit, calendar: Calendar): number => deadline(start, value, clock, calendar)
/** From when it is 临期 with a limit that ends at `end`: once no more than 30 % of it is left. */
export const nearBefore = (end: number, { value, clock }: Limit, calendar: Calendar): number =>
  instantBefore(end, value * (1 - NEAR_SHARE), clock, calendar)

/** The clock of a stage that begins at `from`. */
export const startStage = (from: number, limit: Limit, calendar: Calendar): StageClock => ({ from, by: endOf(from, limit, calendar), limit })

/** The limits that an event begins with; `stages` null where it is accepted and dispatched elsewhere. */
export type FirstLimits = { handling: Limit; stages: Pick<StageLimits, 'acceptance' | 'dispatching'> | null }
export const firstLimits = ({ limit, clock }: Pick<EventType, 'limit' | 'clock'>, urgency: number, setting: StageRules): FirstLimits => ({
  handling: { value: limit, clock },
  stages: setting.entryByHand ? stageLimits(setting, urgency) : null,
})

/**
 * The clocks of an event that is reported at `start`: until when it is to be accepted, and the whole, which is the limits of 受理, 派单 and
 * 处置 one after the other until the dispatch replaces it. `nearAt`: when the first of them is 临期. Epoch milliseconds.
 */
export function firstClocks(
  start: number,
  { handling, stages }: FirstLimits,
  calendar: Calendar,
): { deadline: number; nearAt: number; stageClock: StageClock | null } {
  if (!stages) {
    const end = endOf(start, handling, calendar)
    return { deadline: end, nearAt: nearBefore(end, handling, calendar), stageClock: null }
  }
  const stageClock = startStage(start, stages.acceptance, calendar)
  const end = endOf(endOf(stageClock.by, stages.dispatching, calendar), handling, calendar)
  const nearAt = Math.min(nearBefore(stageClock.by, stages.acceptance, calendar), nearBefore(end, handling, calendar))
  return { deadline: end, nearAt, stageClock }
}
