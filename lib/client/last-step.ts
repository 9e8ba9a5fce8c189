import type { GridEvent } from '@/lib/domain/event'
import { EventAction } from '@/lib/domain/event-actions'
import type { ListRow } from '@/lib/domain/routes/event-list'
import { listTexts as texts } from './messages/list'
import { stateName } from './names'
import { actionName, type EventWords } from './words'

/**
 * What was done with an event last, and when. Where no step is told, one that waits to be accepted was reported, and one that is over has
 * its end; of any other nothing is known (null).
 */
export function lastStep(
  { step, state, occurredAt, handledAt }: Pick<GridEvent, 'state' | 'occurredAt' | 'handledAt'> & Pick<ListRow, 'step'>,
  words: Pick<EventWords, 'labels'>,
): { what: string; at: string } | null {
  if (step) {
    const action = EventAction.safeParse(step.action).data
    return { what: [action ? actionName(action, words) : step.action, step.actor].filter(Boolean).join(' '), at: step.at }
  }
  if (handledAt !== null) return { what: stateName(state, words), at: handledAt }
  return state === 'awaiting_acceptance' ? { what: texts.reported, at: occurredAt } : null
}
