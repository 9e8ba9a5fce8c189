import { useEffect, useRef } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'
import type { Key } from '@/components/page/keys-dialog'
import { actionName, type EventWords } from '@/lib/client/words'
import type { Role } from '@/lib/domain/access'
import { ACTIONS, type EventAction } from '@/lib/domain/event-actions'

/** The letters of actions on the event that is open; of two with one letter the first that is offered. */
const KEYS: readonly (readonly [letter: string, action: EventAction])[] = [
  ['a', 'accept'],
  ['d', 'dispatch'],
  ['n', 'remind'],
  ['s', 'supervise'],
  ['r', 'reply'],
  ['r', 'refuse_extension'],
  ['g', 'grant_extension'],
  ['e', 'correct'],
]

const actionOf = (letter: string, offered: readonly EventAction[]): EventAction | undefined =>
  KEYS.find(([key, action]) => key === letter && offered.includes(action))?.[1]

/** The letter that does an action where these are offered, as it is printed. */
export function capOf(action: EventAction, offered: readonly EventAction[]): string | undefined {
  const letter = KEYS.find(([, one]) => one === action)?.[0]
  return letter !== undefined && actionOf(letter, offered) === action ? letter.toUpperCase() : undefined
}

/** The keys of an event for somebody of a role, for the help. `beside`: what the page has letters for itself. */
export const eventKeys = (role: Role, words: EventWords, beside: readonly EventAction[] = []): Key[] =>
  KEYS.filter(([, action]) => ACTIONS[action].roles.includes(role) && !beside.includes(action)).map(([letter, action]) => ({
    caps: [letter.toUpperCase()],
    text: actionName(action, words),
    rare: true,
  }))

/** Has letters do what is offered with the event that is open, while nothing is under way or asked (`isFree`). */
export function useEventKeys(offered: readonly EventAction[], isFree: boolean, start: (action: EventAction) => void): void {
  const latest = useRef({ offered, isFree, start })
  latest.current = { offered, isFree, start }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const now = latest.current
      if (isElsewhere(event) || !now.isFree || event.repeat || event.shiftKey) return
      const action = actionOf(event.key.toLowerCase(), now.offered)
      if (action === undefined) return
      event.preventDefault()
      now.start(action)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
