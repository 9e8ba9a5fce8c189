import { auditReading } from '@/lib/db/audit/read-audit'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import type { GridEvent } from '@/lib/domain/event'
import { seenLately } from './seen-lately'

/** Who asks, and from where. */
export type Reader = { viewer: Viewer; address: string | null }

const hasWords = ({ words, title, description, reporter, householdId }: GridEvent): boolean =>
  words === 'masked' && (title ?? description ?? reporter ?? householdId) !== undefined

/**
 * Writes into the audit whose words a list, a snapshot or changes have told: one row a request, with the numbers of the events. `what`
 * names the call. Nothing where there was nothing to read, or all of it was told to the same session within the last minute.
 */
export async function auditListRead({ viewer, address }: Reader, what: string, events: readonly GridEvent[]): Promise<void> {
  const worded = events.filter(hasWords).map(({ number }) => number)
  const { news: numbers, note } = seenLately(viewer, worded)
  if (numbers.length === 0) return
  await auditReading({ actor: actorOf(viewer), action: 'event.read', object: { kind: 'events', id: what }, address, detail: { numbers } })
  note()
}

/** The same of one event that was opened: a row each time. */
export async function auditEventRead({ viewer, address }: Reader, event: GridEvent, detail: Record<string, unknown> = {}): Promise<void> {
  if (hasWords(event)) await auditReading({ actor: actorOf(viewer), action: 'event.read', object: { kind: 'event', id: event.id }, address, detail })
}
