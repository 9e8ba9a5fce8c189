import * as z from 'zod/mini'
import { civilDate, DAY_MS, dayNumber, startOfDay, startOfDayNumber } from './clock'

/** What a period is compared with: the one right before it (上月 of a month, 昨日 of a day), or the same days of a year before (去年同期). */
export const Against = z.enum(['previous', 'year'])
export type Against = z.infer<typeof Against>

/** An instant some months earlier: the same civil time on the same day of the month, or on the last one of a month that is shorter. */
function monthsEarlier(ms: number, months: number): number {
  const [year = 0, month = 1, day = 1] = civilDate(ms).split('-').map(Number)
  const at = year * 12 + (month - 1) - months
  const [toYear, toMonth] = [Math.floor(at / 12), at % 12]
  const last = new Date(Date.UTC(toYear, toMonth + 1, 0)).getUTCDate()
  const first = Date.parse(`${String(toYear).padStart(4, '0')}-${String(toMonth + 1).padStart(2, '0')}-01T00:00:00+08:00`)
  return first + (Math.min(day, last) - 1) * DAY_MS + (ms - startOfDay(ms))
}

/**
 * The period to compare one with, from ≤ t < to, epoch milliseconds. One that begins with a month or a year and does not reach beyond it is held against the same
 * part of the one before; any other against as many civil days right before its first.
 */
export function againstPeriod({ from, to }: { from: number; to: number }, against: Against): { from: number; to: number } {
  const shifted = (months: number) => ({ from: monthsEarlier(from, months), to: monthsEarlier(to - 1, months) + 1 })
  if (against === 'year') return shifted(12)
  const [begins, ends] = [civilDate(from), civilDate(to - 1)]
  if (from === startOfDay(from)) {
    if (begins.endsWith('-01') && begins.slice(0, 7) === ends.slice(0, 7))
      return endsMonth(to) ? { from: monthsEarlier(from, 1), to: from } : shifted(1)
    if (begins.endsWith('-01-01') && begins.slice(0, 4) === ends.slice(0, 4)) return shifted(12)
  }
  const days = dayNumber(to - 1) - dayNumber(from) + 1
  const earlier = (ms: number) => startOfDayNumber(dayNumber(ms) - days) + (ms - startOfDay(ms))
  return { from: earlier(from), to: earlier(to - 1) + 1 }
}

/** Is this where a civil month begins, so that a period up to it is a whole month? */
const endsMonth = (ms: number): boolean => ms === startOfDay(ms) && civilDate(ms).endsWith('-01')
