import * as z from 'zod/mini'
import type { Calendar } from './calendar'
import { DAY_MS, dayNumber, startOfDayNumber } from './clock'
import { SaneDay } from './sane-time'

const Time = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/))
/** Open from HH:MM to HH:MM of China's time; what ends at or before its beginning ends on the next day (22:00–06:00). */
const Opening = z.object({ from: Time, to: Time }).check(z.refine(({ from }) => from !== '24:00', { error: 'nothing begins at 24:00' }))
export type Opening = z.infer<typeof Opening>
const Openings = z.array(Opening).check(z.maxLength(6))

/**
 * Opening hours (开放时间). `week`: Monday first. `holidays`: of the holidays of the working calendar; with it a weekend that is worked in exchange is as
 * a Monday; null: the calendar changes nothing. `exceptions`: of single days, before all else.
 */
export const PlaceHours = z.object({
  week: z.array(Openings).check(z.minLength(7), z.maxLength(7)),
  holidays: z.nullable(Openings),
  exceptions: z.array(z.object({ date: SaneDay, openings: Openings })).check(z.maxLength(100)),
})
export type PlaceHours = z.infer<typeof PlaceHours>

/** A time, [from, to) in epoch milliseconds. */
export type Span = { from: number; to: number }

const msOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
/** 1970-01-01 was a Thursday; 0 is Monday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

/** What the hours say of one civil day. */
function openingsOf({ week, holidays, exceptions }: PlaceHours, calendar: Pick<Calendar, 'kindOf'>, day: number): readonly Opening[] {
  if (exceptions.length > 0) {
    const date = dateOf(day)
    const exception = exceptions.find((one) => one.date === date)
    if (exception) return exception.openings
  }
  const weekday = weekdayOf(day)
  if (holidays !== null) {
    const kind = calendar.kindOf(startOfDayNumber(day))
    if (kind === 'holiday') return holidays
    if (kind === 'working' && weekday > 4) return week[0] ?? []
  }
  return week[weekday] ?? []
}

/** The times that begin on a civil day, in order. */
export function spansOfDay(hours: PlaceHours, calendar: Pick<Calendar, 'kindOf'>, day: number): Span[] {
  const start = startOfDayNumber(day)
  return openingsOf(hours, calendar, day)
    .map(({ from, to }) => ({ from: start + msOf(from), to: start + msOf(to) + (msOf(to) <= msOf(from) ? DAY_MS : 0) }))
    .sort((a, b) => a.from - b.from)
}

/** How far ahead an opening is looked for: beyond the longest holidays. */
const AHEAD_DAYS = 21

/** Is it open, and until when; or when it opens next, null within three weeks. Times that touch or overlap are one. */
export function openAt(hours: PlaceHours, calendar: Pick<Calendar, 'kindOf'>, now: number): { open: boolean; until: number | null } {
  const today = dayNumber(now)
  const end = startOfDayNumber(today + AHEAD_DAYS)
  const openUntil = (to: number) => ({ open: true, until: to < end ? to : null })
  let current: Span | null = null
  for (let day = today - 1; day <= today + AHEAD_DAYS; day++) {
    for (const span of spansOfDay(hours, calendar, day)) {
      if (current && span.from <= current.to) current.to = Math.max(current.to, span.to)
      // the next one begins later than this one ends: nothing after it says more
      else if (current && current.to > now) return openUntil(current.to)
      else if (span.from > now) return { open: false, until: span.from }
      else current = { ...span }
    }
  }
  return current && current.to > now ? openUntil(current.to) : { open: false, until: null }
}

/** The slots (时段) of a civil day: each opening cut into pieces of `minutes`; what is left and shorter is none. */
export function slotsOfDay(hours: PlaceHours, calendar: Pick<Calendar, 'kindOf'>, day: number, minutes: number): Span[] {
  const long = minutes * 60_000
  return spansOfDay(hours, calendar, day).flatMap(({ from, to }) =>
    Array.from({ length: Math.floor((to - from) / long) }, (_, i) => ({ from: from + i * long, to: from + (i + 1) * long })),
  )
}
