import * as z from 'zod/mini'
import { DAY_MS, startOfDay } from './clock'
import { GridEvent, Instant } from './event'

/** What may have changed since somebody looked: reported, gone overdue, asked to be extended, sent back, closed. */
export const LookPart = z.enum(['reported', 'overdue', 'extension', 'reworked', 'closed'])
export type LookPart = z.infer<typeof LookPart>

/** Events that occurred longer ago are counted while they are open; a mark that is older counts as one of that time. */
export const LOOK_DAYS = 31
/** Events of a part that are listed, the newest first. */
export const MAX_LOOK_EVENTS = 50

/**
 * What has changed in a person's own sight since they last said that they had looked (上次看过之后). `marked` false: they never did, and it is counted
 * from the beginning of the county's day.
 */
export const Look = z.object({
  since: Instant,
  marked: z.boolean(),
  counts: z.object({ reported: z.int(), overdue: z.int(), extension: z.int(), reworked: z.int(), closed: z.int() }),
})
export type Look = z.infer<typeof Look>

export const LookEvents = z.object({ since: Instant, events: z.array(GridEvent) })
export type LookEvents = z.infer<typeof LookEvents>

/** From when changes are counted for somebody who looked at `mark`, or never; both epoch milliseconds. */
export const lookedSince = (mark: number | null, now: number): number =>
  mark === null ? startOfDay(now) : Math.min(now, Math.max(mark, now - LOOK_DAYS * DAY_MS))
