import { LRUCache } from 'lru-cache'
import type { Viewer } from '@/lib/domain/access'

/** Whoever reads a thing again within this time has read it once: lists are read anew all the time. */
const ONCE_MS = 60_000

/** By session or token, when they were last told which thing: events by their numbers, others by their uuids. */
const told = new LRUCache<string, Map<unknown, number>>({ max: 1_000 })

/** Of these things those that the viewer was not told within the last minute; `note` when it was written down that they are now. */
export function seenLately<T extends number | string>(
  { sessionId, id }: Pick<Viewer, 'sessionId' | 'id'>,
  things: readonly T[],
): { news: T[]; note(): void } {
  const [proof, now] = [sessionId ?? id, performance.now()]
  const known = told.get(proof) ?? new Map<unknown, number>()
  for (const [thing, at] of known) {
    // in the order in which they were told
    if (at > now - ONCE_MS) break
    known.delete(thing)
  }
  told.set(proof, known)
  const news = things.filter((thing) => !known.has(thing))
  return {
    news,
    note() {
      for (const thing of news) known.set(thing, now)
    },
  }
}
