import { EventAction } from '@/lib/domain/event-actions'
import { formatMoment } from './due'
import { phoneTexts } from './messages/phone'
import { stateName } from './names'
import type { Act, Refused } from './waiting'
import { faultWord } from './word-of'
import { actionName, type EventWords } from './words'

const { conflict: texts, refusals } = phoneTexts

/** Why an act of a phone was not done any more, in plain words: who did what meanwhile, how it stands now, and whether it can still be done. */
export function conflictWords({ code, event }: Refused, action: Act['action'], words: Pick<EventWords, 'labels'>, now: number): string {
  if (code === 'not_found') return texts.gone
  if (code === 'forbidden') return texts.notYours
  if (code !== 'conflict') return faultWord(refusals, code)
  if (!event) return texts.gone
  const state = stateName(event.state, words)
  const what = EventAction.safeParse(event.last?.action)
  const told =
    event.last === null || !what.success
      ? texts.state(state)
      : texts.moved(event.last.actor ?? texts.somebody, actionName(what.data, words), formatMoment(event.last.at, now), state)
  return event.actions.includes(action) ? texts.stillPossible(told) : told
}
