import { LRUCache } from 'lru-cache'
import { auditReading } from '@/lib/db/audit/read-audit'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import type { GridEvent } from '@/lib/domain/event'

/** Who asks, and from where. */
export type Reader = { viewer: Viewer; address: string | null }

/** Whoever reads an event again in a list within this time has read it once: lists are read anew with every change. */
const ONCE_MS = 60_000

/** By session or token, when they were last told the words of an event in a list. */
const told = new LRUCache<string, Map<number, number>>({ max: 1_000 })

const hasWords = ({ words, title, description, reporter, householdId }: GridEvent): boolean =>
  words === 'masked' && (title ?? description ?? reporter ?? householdId) !== undefined

/**
 * Writes into the audit whose words a list, a snapshot or changes have told: one row a request, with the numbers of the events. `what`
 * names the call. Nothing where there was nothing to read, or all of it was told to the same session within the last minute.
 */
export async function auditListRead({ viewer, address }: Reader, what: string, events: readonly GridEvent[]): Promise<void> {
  const now = performance.now()
  const known = toldTo(viewer, now)
  const numbers = events.filter((event) => hasWords(event) && !known.has(event.number)).map(({ number }) => number)
  if (numbers.length === 0) return
  await auditReading({ actor: actorOf(viewer), action: 'event.read', object: { kind: 'events', id: what }, address, detail: { numbers } })
  for (const number of numbers) known.set(number, now)
}

/** The same of one event that was opened: a row each time. */
export async function auditEventRead({ viewer, address }: Reader, event: GridEvent, detail: Record<string, unknown> = {}): Promise<void> {
  if (hasWords(event)) await auditReading({ actor: actorOf(viewer), action: 'event.read', object: { kind: 'event', id: event.id }, address, detail })
}

/** What a session or token was told within the last minute. */
function toldTo({ sessionId, id }: Viewer, now: number): Map<number, number> {
  const proof = sessionId ?? id
  const known = told.get(proof) ?? new Map<number, number>()
  for (const [number, at] of known) {
    // in the order in which they were told
    if (at > now - ONCE_MS) break
    known.delete(number)
  }
  told.set(proof, known)
  return known
}
