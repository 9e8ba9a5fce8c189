import type { Calendar } from './calendar'
import { instantBefore } from './deadline'
import type { Light } from './life'
import type { LifeEvent } from './life-event'
import { NEAR_SHARE } from './limit'

type Timed = Pick<LifeEvent, 'state' | 'deadline' | 'limit' | 'suspendedAt' | 'handedInAt'>

/**
 * The light (正常, 临期, 超期) of an event at `now`, and when it changes next (null: not by itself); epoch milliseconds. 临期 from 70 % of the
 * limit used. While the clock stands (挂账, handed in) the light stays as it was then; what is closed, rejected or void has none but normal.
 */
export function lightOf(event: Timed, now: number, calendar: Calendar): { light: Light; nextLightAt: number | null } {
  const { state, deadline, limit } = event
  if (deadline === null || state === 'closed' || state === 'rejected' || state === 'void') return { light: 'normal', nextLightAt: null }
  const stoodAt = state === 'suspended' ? event.suspendedAt : state === 'awaiting_verification' ? event.handedInAt : null
  const at = stoodAt ?? now
  const nearAt = limit ? instantBefore(deadline, limit.value * (1 - NEAR_SHARE), limit.clock, calendar) : deadline
  const light: Light = at > deadline ? 'overdue' : at >= nearAt ? 'near' : 'normal'
  if (stoodAt !== null) return { light, nextLightAt: null }
  return { light, nextLightAt: light === 'normal' ? nearAt : light === 'near' ? deadline + 1 : null }
}
