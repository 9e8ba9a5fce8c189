import * as z from 'zod/mini'
import { DAY_MS, HOUR_MS, startOfDay } from './clock'

/** The name and version of the rule by which `GET /api/trends` tells what is usual. */
export const TRENDS_RULE = 'trends/2'
/** What is usual is read from the same weekday of this many weeks … */
export const USUAL_WEEKS = 12
/** … and from fewer than this many nothing is said (样本少). */
export const MIN_WEEKS = 4
export const TREND_DAYS = 7
export const RUN_DAYS = 30

/**
 * From when on all events are there, RFC 3339: those that occurred before are still being written (补收中), and what reaches back further is
 * not complete. Null: nothing is being written.
 */
export const CompleteFrom = z.optional(z.nullable(z.string()))

/** The usual span of a count: P10, median and P90 of the same hours of the same weekday. */
export const Usual = z.object({ low: z.number(), middle: z.number(), high: z.number() })
export type Usual = z.infer<typeof Usual>

/** Ages of open events (未结时长) as they are told apart: from `fromHours` (inclusive) to `toHours`; null is without end. */
export const AGES = [
  { fromHours: 0, toHours: 24 },
  { fromHours: 24, toHours: 3 * 24 },
  { fromHours: 3 * 24, toHours: 7 * 24 },
  { fromHours: 7 * 24, toHours: 30 * 24 },
  { fromHours: 30 * 24, toHours: null },
] as const

/** Civil days since the deadline of what is overdue (超期时长), from `fromDays` to before `toDays`; 0 is the day of the deadline itself. */
export const OVERDUE_AGES = [
  { fromDays: 0, toDays: 1 },
  { fromDays: 1, toDays: 3 },
  { fromDays: 3, toDays: 7 },
  { fromDays: 7, toDays: null },
] as const

const OverdueAge = z.object({ fromDays: z.int(), toDays: z.nullable(z.int()), open: z.int() })
const Age = z.object({ fromHours: z.int(), toHours: z.nullable(z.int()), open: z.int() })

/** A system that events come from (数据来源); its name is the `source` the events bring, null where they bring none. */
export const Source = z.object({
  source: z.nullable(z.string()),
  /** when its newest event was received, RFC 3339 */
  lastReceivedAt: z.string(),
  /** when the newest of its events occurred, RFC 3339 */
  lastOccurredAt: z.string(),
  /** much should have come since then (lag.ts) */
  late: z.boolean(),
  /** events received from it in the last 24 hours, among the newest that are looked at */
  lastDay: z.int(),
})
export type Source = z.infer<typeof Source>

/** A grid's last days. `usual` is the median of today's whole hours so far (before `until`) on the same weekday; null when too little is known. */
const Run = z.object({
  grid: z.string(),
  level: z.int(),
  open: z.int(),
  today: z.int(),
  /** reported today in whole hours, what `usual` is to be compared with */
  soFar: z.int(),
  usual: z.nullable(z.number()),
  /** reported by day, oldest first; the last is today */
  days: z.array(z.int()),
})

/** What `GET /api/trends` answers: how today and the last days compare with what is usual, of the viewer's scope. */
export const Trends = z.object({
  rule: z.literal(TRENDS_RULE),
  logId: z.string(),
  revision: z.int(),
  /** time of receipt of the last change, RFC 3339 */
  asOf: z.nullable(z.string()),
  /** the server's clock */
  at: z.string(),
  within: z.nullable(z.string()),
  /** weeks that `usual` was read from; none that lies before `completeFrom` */
  weeks: z.int(),
  completeFrom: CompleteFrom,
  /** reported today by civil hour, from 0:00 to the running hour */
  hours: z.array(z.int()),
  /** by civil hour of the day, all 24; null when too little is known */
  usualHours: z.nullable(z.array(Usual)),
  /** until when the events of all sources that matter are there (lag.ts), RFC 3339; null when none of them is late */
  until: z.nullable(z.string()),
  /** reported today in whole hours, and handled in them, with what is usual for the same hours; of hours before `until` when a source is late */
  soFar: z.object({ reported: z.int(), handled: z.int(), usualReported: z.nullable(z.number()), usualHandled: z.nullable(z.number()) }),
  /** reported by civil hour of the last days, oldest first; the last is today */
  week: z.array(z.object({ day: z.string(), hours: z.array(z.int()) })),
  /** reported and handled by civil day, oldest first; the last is today */
  days: z.array(z.object({ day: z.string(), reported: z.int(), handled: z.int() })),
  /** open events by the time since they occurred, to whole hours */
  ages: z.array(Age),
  /** open events past their deadline, by civil days since it */
  overdue: z.array(OverdueAge),
  /** events with a card that lives (督办) */
  cards: z.int(),
  /** reported by civil day of the last days by event class (code), oldest first; the last is today */
  classes: z.array(z.object({ code: z.string(), days: z.array(z.int()) })),
  /** grids of the two uppermost levels in the scope, by code */
  grids: z.array(Run),
  sources: z.array(Source),
})
export type Trends = z.infer<typeof Trends>

/** A quantile of a sample by linear interpolation between its neighbours (type 7). `sorted` must not be empty. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? 0
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at - Math.floor(at))
}

/** What a sample says is usual; null below `MIN_WEEKS`. */
export function usualOf(sample: readonly number[]): Usual | null {
  if (sample.length < MIN_WEEKS) return null
  const sorted = [...sample].sort((a, b) => a - b)
  return { low: quantile(sorted, 0.1), middle: quantile(sorted, 0.5), high: quantile(sorted, 0.9) }
}

/** Whole civil hours of the day that have passed at an instant: 0 … 23. */
export const wholeHoursOf = (now: number): number => Math.floor((now - startOfDay(now)) / HOUR_MS)

/** The starts of the same weekday's days before today's, newest first, as far as `first` (the first day anything is known of) reaches. */
export function sameWeekdays(now: number, first: number | null): number[] {
  const today = startOfDay(now)
  return Array.from({ length: USUAL_WEEKS }, (_, i) => today - (i + 1) * 7 * DAY_MS).filter((day) => first !== null && day >= first)
}
