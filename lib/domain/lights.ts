import type { Calendar } from './calendar'
import { instantBefore } from './deadline'
import type { Light } from './life'
import type { LifeEvent } from './life-event'
import { NEAR_SHARE } from './limit'

/** The part of a life that its light hangs on. */
export type Lit = Pick<LifeEvent, 'state' | 'deadline' | 'limit' | 'handedInAt' | 'suspendedAt' | 'closedAt'>

/** When the clock of an event stopped: handed in, suspended or closed; null while it runs. */
const stoppedAt = (event: Lit): number | null => event.handedInAt ?? event.suspendedAt ?? event.closedAt

/** From when an event is 临期, epoch milliseconds: once no more than 30 % of its limit, extensions included, is left. */
function nearAt({ deadline, limit }: Lit, calendar: Calendar): number | null {
  if (deadline === null || limit === null) return deadline
  return instantBefore(deadline, limit.value * (1 - NEAR_SHARE), limit.clock, calendar)
}

/**
 * The light of an event at `now`: 正常 up to 70 % of its limit, 临期 from there, 超期 past its deadline. Once its clock stands (挂账, handed
 * in, closed) the light stays as it was then. Void events, and those without a deadline, are 正常.
 */
export function lightOf(event: Lit, now: number, calendar: Calendar): Light {
  const { deadline } = event
  const near = nearAt(event, calendar)
  if (deadline === null || near === null || event.state === 'void') return 'normal'
  const at = stoppedAt(event) ?? now
  if (at > deadline) return 'overdue'
  return at >= near ? 'near' : 'normal'
}

/**
 * The next instant after `now` at which the light of an event changes, epoch milliseconds; null when it will not by itself. The queue of
 * deadlines is in order of it.
 */
export function nextLightChange(event: Lit, now: number, calendar: Calendar): number | null {
  const { deadline } = event
  const near = nearAt(event, calendar)
  if (deadline === null || near === null || event.state === 'void' || stoppedAt(event) !== null || now > deadline) return null
  return now < near ? near : deadline + 1
}
