import type { EventChange } from '@/lib/domain/change'
import { followAlerts } from './alerts'
import { httpBackend } from './api'
import { type LiveState, startState } from './board'
import { runtime } from './runtime'
import { Session } from './session'
import { socketTransport } from './socket'
import { makeStore, type Store } from './store'

/** A page that only wants to hear of changes in a place and of alerts, without map and heat. `heard` gets null when all may have changed. */
export function openNews(
  within: string | undefined,
  heard: (changes: readonly EventChange[] | null) => void,
): { live: Store<LiveState>; stop(): void } {
  const live = makeStore<LiveState>(startState)
  const session = new Session(live, socketTransport(within), httpBackend(within), runtime, {
    started: () => heard(null),
    batch: ({ changes }) => {
      if (changes.length > 0) heard(changes)
    },
  })
  followAlerts({ live, follow: (make) => session.follow(make) })
  session.start()
  return { live, stop: () => session.stop() }
}
