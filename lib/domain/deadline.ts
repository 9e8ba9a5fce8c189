import type { Calendar } from './calendar'
import type { ClockKind } from './category'
import { DAY_MS, dayNumber, HOUR_MS, startOfDayNumber } from './clock'

/** Milliseconds on the clock that one unit of it takes. */
const unit: Record<ClockKind, number> = { urgent_hour: HOUR_MS, working_hour: HOUR_MS, working_day: DAY_MS, calendar_day: DAY_MS }

/** How much of a working day's office hours lies before a moment of the day. */
function officeBefore(calendar: Calendar, time: number): number {
  let sum = 0
  for (const { from, to } of calendar.windows) sum += Math.max(0, Math.min(time, to) - from)
  return sum
}

/** What the clock shows at an instant: milliseconds that it ran since 1970. It grows while the clock runs and stands otherwise. */
function reading(ms: number, clock: ClockKind, calendar: Calendar): number {
  if (clock === 'urgent_hour' || clock === 'calendar_day') return ms
  const last = calendar.before.length - 2
  const day = dayNumber(ms)
  if (day < 0) return 0
  const perDay = clock === 'working_day' ? DAY_MS : calendar.officeMs
  const count = calendar.before[Math.min(day, last + 1)] ?? 0
  if (day > last || calendar.before[day + 1] === count) return count * perDay
  const time = ms - startOfDayNumber(day)
  return count * perDay + (clock === 'working_day' ? time : officeBefore(calendar, time))
}

/** The first instant at which the clock shows `value`. The clock ends with the calendar, at the end of 2199. */
function instantOf(value: number, clock: ClockKind, calendar: Calendar): number {
  if (clock === 'urgent_hour' || clock === 'calendar_day') return value
  const perDay = clock === 'working_day' ? DAY_MS : calendar.officeMs
  const count = calendar.workingDays.length
  const n = Math.max(0, Math.ceil(value / perDay) - 1)
  const day = calendar.workingDays[Math.min(n, count - 1)] ?? 0
  const start = startOfDayNumber(day)
  let left = Math.min(value, count * perDay) - Math.min(n, count - 1) * perDay
  if (clock === 'working_day') return start + left
  for (const { from, to } of calendar.windows) {
    if (left <= to - from) return start + from + left
    left -= to - from
  }
  return start + DAY_MS
}

/**
 * When a limit of `limit` units that begins at `start` ends, epoch milliseconds.
 *
 * - `urgent_hour` (紧急工作时) and `calendar_day` (自然日) always run: so many times 1 h or 24 h later.
 * - `working_hour` (工作时) runs in the office hours of working days and stands between them.
 * - `working_day` (工作日) runs through the whole of each working day, midnight to midnight: N working days end at the same time of day
 *   on the N-th working day that follows, and a start on a free day counts from the start (00:00) of the next working day, so that N = 1
 *   ends with that day. Office hours play no part, which keeps a later start from ever ending earlier.
 *
 * Where the clock stands at the end, the first instant counts: work until 12:00 ends at 12:00 and not at 14:30, a limit that ends with
 * Friday ends at midnight and not on Monday. A limit of 0 ends where it starts. Nothing ends after 2199. Constant time.
 */
export function deadline(start: number, limit: number, clock: ClockKind, calendar: Calendar): number {
  const ms = Math.round(limit * unit[clock])
  return ms <= 0 ? start : Math.max(start, instantOf(reading(start, clock, calendar) + ms, clock, calendar))
}

/** How many units the clock ran from one instant to another, negative when `to` is the earlier: the inverse of `deadline`. */
export function elapsed(from: number, to: number, clock: ClockKind, calendar: Calendar): number {
  return (reading(to, clock, calendar) - reading(from, clock, calendar)) / unit[clock]
}

/**
 * The deadline after the clock was stopped from `stoppedAt` to `resumedAt` (挂账, or handed in and sent back): what was left then is left
 * again, to the millisecond. A deadline that was set by hand may lie where the clock stands (a Saturday at 18:00); no clock tells what is
 * left until then, so that all of the time counts. A deadline that had passed before stays. An extension (延期) needs no more than `deadline(before, more, …)`.
 */
export function resumedDeadline(before: number, stoppedAt: number, resumedAt: number, clock: ClockKind, calendar: Calendar): number {
  if (before <= stoppedAt) return before
  const left = elapsed(stoppedAt, before, clock, calendar)
  if (deadline(stoppedAt, left, clock, calendar) !== before) return resumedAt + before - stoppedAt
  return deadline(resumedAt, left, clock, calendar)
}

/** The first instant at which only `units` are left until a deadline, or less; used to warn ahead of it. */
export function instantBefore(end: number, units: number, clock: ClockKind, calendar: Calendar): number {
  return instantOf(reading(end, clock, calendar) - Math.round(units * unit[clock]), clock, calendar)
}
