import type { EventChange } from '@/lib/domain/change'
import { httpBackend } from './api'
import { around } from './around'
import { type LiveState, startState } from './board'
import { Session } from './session'
import { socketTransport } from './socket'
import { makeStore, type Store } from './store'

/** A page that only wants to hear of changes in a place, without map and heat. `heard` gets null when all may have changed. */
export function openNews(within: string, heard: (changes: readonly EventChange[] | null) => void): { live: Store<LiveState>; stop(): void } {
  const live = makeStore<LiveState>(startState)
  const session = new Session(live, socketTransport(within), httpBackend(within), around, {
    started: () => heard(null),
    batch: ({ changes }) => {
      if (changes.length > 0) heard(changes)
    },
  })
  session.start()
  return { live, stop: () => session.stop() }
}
