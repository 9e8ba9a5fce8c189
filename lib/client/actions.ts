import type { Role } from '@/lib/domain/access'
import type { GridEvent } from '@/lib/domain/event'
import { ACTIONS, EventAction } from '@/lib/domain/event-actions'
import type { Party } from '@/lib/domain/life'
import { act, type Refusal, type Transition } from './event-api'
import { deskTexts } from './messages/desk'
import { requestIdOf } from './request-id'
import { faultWord } from './word-of'

/** What is said with an action. */
export type Said = Omit<Transition, 'action' | 'requestId' | 'expectedRevision'>

/** Does one action. The same with an event as it was is one request: what got no answer may be sent again, and nothing is done twice. */
export function doAction({ id, revision }: Pick<GridEvent, 'id' | 'revision'>, action: EventAction, said: Said) {
  const asked = { ...said, action, expectedRevision: revision }
  return act(id, { ...asked, requestId: requestIdOf(id, asked) })
}

/** Why an action was not done, in words. */
export function actionFault(code: string): string {
  const { faults } = deskTexts
  return faultWord(faults, code)
}

/** Needs it words, a lead or a date? What needs none is done at once. */
export const needsForm = (action: EventAction): boolean => ACTIONS[action].needs.length > 0

/** Would this role do this with an event of that state? The server alone knows how the person stands to it. */
export const fits = (action: EventAction, event: Pick<GridEvent, 'state'>, role: Role): boolean =>
  ACTIONS[action].roles.includes(role) && ACTIONS[action].from.includes(event.state)

/** The one action that a row of a list offers to a role; null where there is none. */
export function nextAction(event: Pick<GridEvent, 'state' | 'status' | 'light'>, role: Role): EventAction | null {
  if (event.status !== 'open') return null
  return (
    EventAction.options.find((action) => ACTIONS[action].next && fits(action, event, role) && (action !== 'remind' || event.light !== 'normal')) ??
    null
  )
}

/** What can be done with several events at once. */
export const BULK_ACTIONS: readonly EventAction[] = EventAction.options.filter((action) => ACTIONS[action].bulk)

export type BulkRow = { event: GridEvent; said: Said }
/** `changed`: the events that it was done with, as they are now. */
export type BulkProgress = {
  done: number
  changed: readonly GridEvent[]
  refused: readonly { event: GridEvent; refusal: Refusal }[]
  all: number
  running: boolean
}

/**
 * Does one action with several events, one after the other; each refused one is named and hinders no other. What got no answer stays
 * refused as `lost` and can be tried again. `stopped` is asked before each.
 */
export async function runBulk(
  rows: readonly BulkRow[],
  action: EventAction,
  { tell, stopped, send = doAction }: { tell(progress: BulkProgress): void; stopped(): boolean; send?: typeof doAction },
): Promise<BulkProgress> {
  let progress: BulkProgress = { done: 0, changed: [], refused: [], all: rows.length, running: true }
  for (const { event, said } of rows) {
    if (stopped()) break
    tell(progress)
    const answer = await send(event, action, said)
    progress = answer.ok
      ? { ...progress, done: progress.done + 1, changed: [...progress.changed, answer.body.event] }
      : { ...progress, refused: [...progress.refused, { event, refusal: answer }] }
  }
  progress = { ...progress, running: false }
  tell(progress)
  return progress
}

/** A department as a party. */
export const department = (name: string): Party => ({ kind: 'department', id: name })
