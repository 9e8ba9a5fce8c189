import type { EventChange, EventFacts } from '@/lib/domain/change'
import { isWithin } from '@/lib/domain/grid'
import { followAlerts } from './alerts'
import { httpBackend } from './api'
import { type Key, type LiveState, startState } from './board'
import { runtime } from './runtime'
import { Session } from './session'
import { socketTransport } from './socket'
import { makeStore, type Store } from './store'

/**
 * A page that only wants to hear of changes and of alerts, without map and heat: of all that the viewer may see, whatever the page is
 * narrowed to, since an alert calls on a person. `heard` gets null when all may have changed.
 */
export function openNews(heard: (changes: readonly EventChange[] | null) => void): { live: Store<LiveState>; stop(): void } {
  const live = makeStore<LiveState>(startState)
  const session = new Session(live, socketTransport(undefined), httpBackend(undefined), runtime, {
    started: () => heard(null),
    batch: ({ changes }) => {
      if (changes.length > 0) heard(changes)
    },
  })
  followAlerts({ live, follow: (make) => session.follow(make) })
  session.start()
  return { live, stop: () => session.stop() }
}

/** Is any of the changes of an event that is, or was, in a place (undefined: anywhere)? Without a key nothing is known of where. */
export function isAnyIn(changes: readonly EventChange[], within: string | undefined, key: Key | null): boolean {
  if (within === undefined || key === null) return true
  const isIn = (facts: EventFacts | null) => facts !== null && isWithin(key.gridCodes.get(facts.grid) ?? within, within)
  return changes.some(({ before, after }) => isIn(before) || isIn(after))
}
