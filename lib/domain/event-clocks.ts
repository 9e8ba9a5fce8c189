import * as z from 'zod/mini'
import type { Calendar } from './calendar'
import { elapsed } from './deadline'
import { type LifeEvent, Limit } from './life-event'
import { endOf, type StageLimits } from './limit'

/** The clocks of an event in their order: 受理, 派单, 处置, 全程. */
export const ClockStage = z.enum(['acceptance', 'dispatching', 'handling', 'whole'])
export type ClockStage = z.infer<typeof ClockStage>

/**
 * One of them, epoch milliseconds. `to`: when it ended, null: it has not. `by`: until when it may run; `limit`: how long, in units of its clock, and `used`: how many
 * of them are gone, more than the limit where it is late; null where none holds, or the one that held is not known any more. `stands`: it neither runs nor has ended (挂账).
 */
export type EventClock = {
  stage: ClockStage
  from: number
  to: number | null
  by: number | null
  limit: Limit | null
  used: number | null
  late: boolean
  stands: boolean
}

const instant = z.nullable(z.string())
/** A clock as the page of its event is told it: instants are RFC 3339. */
export const EventClockTold = z.object({
  stage: ClockStage,
  from: z.string(),
  to: instant,
  by: instant,
  limit: z.nullable(Limit),
  used: z.nullable(z.number()),
  late: z.boolean(),
  stands: z.boolean(),
})
export type EventClockTold = z.infer<typeof EventClockTold>

type Told = { now: number; limits: Pick<StageLimits, 'acceptance' | 'dispatching'>; calendar: Calendar; waitsSince: number | null }
type Stage = Pick<EventClock, 'stage' | 'from' | 'to'> & { wasLate: boolean; limit: Limit }

/**
 * The clocks of an event that have begun. `limits`: those of acceptance and dispatch as they are set now, for stages that have ended: where such a one does not agree with
 * whether the stage was late then, it is another than the one that held. `waitsSince`: when it came to wait for its (last) dispatch; null: with the acceptance.
 */
export function clocksOf(life: LifeEvent, { now, limits, calendar, waitsSince }: Told): EventClock[] {
  const { state, reportedAt, acceptedAt, dispatchedAt, handedInAt, closedAt, stageClock, deadline, closeBy } = life
  /** What is left until a limit ends says what is used, however often the clock stood. */
  const usedBy = (end: number, by: number, { value, clock }: Limit) => value - elapsed(end, by, clock, calendar)
  const running = (stage: ClockStage): EventClock | null =>
    stageClock && { stage, ...stageClock, to: null, used: usedBy(now, stageClock.by, stageClock.limit), late: now > stageClock.by, stands: false }
  const ended = ({ limit, wasLate, ...stage }: Stage): EventClock => {
    const [by, to] = [endOf(stage.from, limit, calendar), stage.to ?? now]
    const holds = to > by === wasLate
    return { ...stage, late: wasLate, stands: false, by: holds ? by : null, limit: holds ? limit : null, used: holds ? usedBy(to, by, limit) : null }
  }
  const waits = acceptedAt === null ? null : (waitsSince ?? acceptedAt)
  const handled = handedInAt ?? (closedAt !== null && dispatchedAt !== null ? closedAt : null)
  const clocks: (EventClock | null)[] = [
    state === 'awaiting_acceptance'
      ? running('acceptance')
      : acceptedAt !== null && !life.onSpot
        ? ended({ stage: 'acceptance', from: reportedAt, to: acceptedAt, limit: limits.acceptance, wasLate: life.acceptedLate })
        : null,
    state === 'awaiting_dispatch'
      ? running('dispatching')
      : waits !== null && dispatchedAt !== null
        ? ended({ stage: 'dispatching', from: waits, to: dispatchedAt, limit: limits.dispatching, wasLate: life.dispatchedLate })
        : null,
    dispatchedAt === null
      ? null
      : {
          ...{ stage: 'handling', from: dispatchedAt, to: handled, by: deadline, limit: life.limit },
          used: deadline === null || life.limit === null ? null : usedBy(handled ?? life.suspendedAt ?? now, deadline, life.limit),
          late: deadline !== null && (handled ?? life.suspendedAt ?? now) > deadline,
          stands: state === 'suspended',
        },
    {
      ...{ stage: 'whole', from: reportedAt, to: closedAt, by: closeBy, limit: null, used: null, stands: false },
      late: closeBy !== null && (closedAt ?? now) > closeBy,
    },
  ]
  return clocks.filter((clock) => clock !== null)
}
