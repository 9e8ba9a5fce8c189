import type { Calendar } from './calendar'
import type { EventType } from './category'
import { deadline } from './deadline'

/** From this share of the limit used an event is 临期. */
export const NEAR_SHARE = 0.7

/** Until when an event of this type is to be handled, and from when it is 临期, when its limit begins at `start`; epoch milliseconds. */
export function limitOf(
  { limit, clock }: Pick<EventType, 'limit' | 'clock'>,
  start: number,
  calendar: Calendar,
): { deadline: number; nearAt: number } {
  return { deadline: deadline(start, limit, clock, calendar), nearAt: deadline(start, limit * NEAR_SHARE, clock, calendar) }
}
