import { makeCalendar } from '@/lib/domain/calendar'
import { PUBLISHED_DAYS } from '@/lib/domain/holidays'

/** What a civil day is: a working day, a weekend, or a public holiday. */
export type DayKind = 0 | 1 | 2
export const WORKING_DAY = 0
export const WEEKEND = 1
export const HOLIDAY = 2

const codes = { working: WORKING_DAY, weekend: WEEKEND, holiday: HOLIDAY } as const
/** The shipped calendar (工作日历): published holidays and the usual office hours. */
export const calendar = makeCalendar({ days: PUBLISHED_DAYS })

/** The kind of the civil day (Asia/Shanghai) that holds `ms`, by the published notices; a year without one has weekends only. */
export function dayKind(ms: number): DayKind {
  return codes[calendar.kindOf(ms)]
}
