import type { EventChange, EventFacts } from '@/lib/domain/change'
import { HOUR_MS } from '@/lib/domain/clock'

/** What we get to know of later than this after it happened is 补报: counted, and marked where it is told. */
const LATE_MS = 24 * HOUR_MS

type New = Pick<EventChange, 'before' | 'receivedAt'> & { after: Pick<EventFacts, 'occurredAt'> }

/** Is a change an event that is new to us and happened long before? What somebody does with an event later is news of then. */
export const isLateNews = ({ before, after, receivedAt }: New): boolean => before === null && receivedAt - after.occurredAt > LATE_MS

/** Whole hours from when an event happened until we got to know, where that is 补报; else null. */
export const lateHoursOf = (change: New): number | null =>
  isLateNews(change) ? Math.floor((change.receivedAt - change.after.occurredAt) / HOUR_MS) : null
