import type { Key } from '@/components/page/keys-dialog'
import { listTexts as texts } from '@/lib/client/messages/list'
import { pageTexts } from '@/lib/client/messages/page'
import type { EventAction } from '@/lib/domain/event-actions'

/** Keys that do something with what is chosen, or with the row under the focus; beside an event that is open they are that event's (event-keys.ts), unless rows are chosen. */
const ACTION_KEYS = { a: 'accept', d: 'dispatch', n: 'remind' } as const satisfies Record<string, EventAction>
const actions = new Map<string, EventAction>(Object.entries(ACTION_KEYS))
const caps = new Map<EventAction, string>(Object.entries(ACTION_KEYS).map(([key, action]) => [action, key]))

export const actionOfKey = (key: string): EventAction | undefined => actions.get(key)
export const keyOfAction = (action: EventAction): string | undefined => caps.get(action)

/** The keys of the list, for the foot and the help, with those of the event that is open `beside` it. */
export const listKeys = (beside: readonly Key[]): Key[] => {
  const { keys } = pageTexts
  return [
    { caps: ['↑', '↓'], text: keys.row },
    { caps: [keys.space], text: keys.choose },
    { caps: ['F'], text: texts.keys.filter },
    { caps: ['V'], text: texts.keys.map },
    { caps: ['A'], text: texts.keys.accept },
    { caps: ['D'], text: texts.keys.dispatch },
    { caps: ['N'], text: texts.keys.remind },
    { caps: ['O'], text: texts.keys.page },
    { caps: ['X'], text: texts.keys.export },
    { caps: ['⇧', '↑', '↓'], text: texts.keys.range, rare: true },
    { caps: ['Enter'], text: keys.open, rare: true },
    { caps: ['Z'], text: texts.keys.undo, rare: true },
    ...beside,
  ]
}
