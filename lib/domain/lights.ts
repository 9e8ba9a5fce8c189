import type { Calendar } from './calendar'
import { LIFE_FLAGS, LIGHTS, type Light } from './life'
import type { LifeEvent } from './life-event'
import { nearBefore } from './limit'

/** The part of a life that its light hangs on. */
export type Lit = Pick<LifeEvent, 'state' | 'deadline' | 'limit' | 'stageClock' | 'handedInAt' | 'suspendedAt' | 'closedAt'>

/** When the clock of an event stopped: handed in, suspended or closed; null while it runs. */
const stoppedAt = (event: Lit): number | null => event.handedInAt ?? event.suspendedAt ?? event.closedAt

/** A clock: from when it is 临期, and when it has run out. */
type Clock = { near: number; by: number }

/** The clocks that run for an event: the whole or that of handling, and that of the stage before. Void events have none. */
function clocksOf({ state, deadline, limit, stageClock }: Lit, calendar: Calendar): Clock[] {
  if (state === 'void') return []
  const whole = deadline === null ? [] : [{ near: limit === null ? deadline : nearBefore(deadline, limit, calendar), by: deadline }]
  return stageClock === null ? whole : [...whole, { near: nearBefore(stageClock.by, stageClock.limit, calendar), by: stageClock.by }]
}

const lightAt = ({ near, by }: Clock, at: number): Light => (at > by ? 'overdue' : at >= near ? 'near' : 'normal')

/**
 * The light of an event at `now`, the worst of the clocks that run: 正常 up to 70 % of a limit, 临期 from there, 超期 past its end. Once the
 * clock stands (挂账, handed in, closed) the light stays as it was then. Void events, and those without a deadline, are 正常.
 */
export function lightOf(event: Lit, now: number, calendar: Calendar): Light {
  const at = stoppedAt(event) ?? now
  const worst = clocksOf(event, calendar).reduce((most, clock) => Math.max(most, LIGHTS.indexOf(lightAt(clock, at))), 0)
  return LIGHTS[worst] ?? 'normal'
}

/**
 * The next instant after `now` at which a clock of an event turns 临期 or 超期, epoch milliseconds; null when none will by itself. The queue
 * of deadlines is in order of it.
 */
export function nextLightChange(event: Lit, now: number, calendar: Calendar): number | null {
  if (stoppedAt(event) !== null) return null
  const next = clocksOf(event, calendar).flatMap(({ near, by }) => (now < near ? [near] : now <= by ? [by + 1] : []))
  return next.length === 0 ? null : Math.min(...next)
}

/**
 * Which clocks have run out at `now`, as bits of LIFE_FLAGS: `pastDeadline` as long as the deadline in force has passed; `acceptedLate` and
 * `dispatchedLate` for good, whether it was done late or is still waited for.
 */
export function lateFlags(event: Lit & Pick<LifeEvent, 'acceptedLate' | 'dispatchedLate'>, now: number): number {
  const { state, deadline, stageClock, acceptedLate, dispatchedLate } = event
  const waitsTooLong = stageClock !== null && now > stageClock.by
  let flags = 0
  if (deadline !== null && state !== 'void' && (stoppedAt(event) ?? now) > deadline) flags |= LIFE_FLAGS.pastDeadline
  if (acceptedLate || (waitsTooLong && state === 'awaiting_acceptance')) flags |= LIFE_FLAGS.acceptedLate
  if (dispatchedLate || (waitsTooLong && state === 'awaiting_dispatch')) flags |= LIFE_FLAGS.dispatchedLate
  return flags
}
