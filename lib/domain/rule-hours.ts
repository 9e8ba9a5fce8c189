import * as z from 'zod/mini'
import type { DayKind } from './calendar'
import { dayNumber, MINUTE_MS, startOfDayNumber } from './clock'
import { ClockTime, minutesOf } from './clock-time'

/** So far ahead the next hours are looked for: beyond the longest holiday. */
const AHEAD_DAYS = 62

/**
 * When a rule may call (告知时段): on which days, working (工作日) or free ones (休息日: weekends and holidays) by the working calendar, and from when to when
 * by the county's clock, `to` excluded. Hours that pass midnight are of the day on which they begin; from and to the same is a whole day.
 */
export const RuleHours = z.object({ dayKind: z.enum(['every', 'working', 'free']), from: ClockTime, to: ClockTime })
export type RuleHours = z.infer<typeof RuleHours>

/** What a day is, by the first instant of it (epoch milliseconds). */
export type KindOf = (at: number) => DayKind

/** The hours that begin on a civil day, by its number; null: none do. */
function hoursOn({ dayKind, from, to }: RuleHours, day: number, kindOf: KindOf): { from: number; to: number } | null {
  const start = startOfDayNumber(day)
  const isWorking = kindOf(start) === 'working'
  if ((dayKind === 'working' && !isWorking) || (dayKind === 'free' && isWorking)) return null
  const begin = start + MINUTE_MS * minutesOf(from)
  return { from: begin, to: begin + MINUTE_MS * ((minutesOf(to) - minutesOf(from) + 1_440) % 1_440 || 1_440) }
}

/**
 * Until when an alert waits that comes at an instant, both epoch milliseconds: the beginning of the next hours. Null: it does not wait, for some hold, the rule
 * has none, or none would come within two months.
 */
export function heldUntil(hours: RuleHours | null, at: number, kindOf: KindOf): number | null {
  if (!hours) return null
  const today = dayNumber(at)
  for (let day = today - 1; day <= today + AHEAD_DAYS; day++) {
    const own = hoursOn(hours, day, kindOf)
    if (own && own.to > at) return own.from <= at ? null : own.from
  }
  return null
}
