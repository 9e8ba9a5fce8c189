import { DAY_MS } from '@/lib/domain/clock'

/** The units of time of a series: bare numbers, or dates a day, a week or a month apart. */
export const TIME_UNITS = ['index', 'day', 'week', 'month'] as const

/**
 * The places of a series in time, without gaps. `first` is the first index, the number of the first day since 1970-01-01 (units day and
 * week), or the number of the first month since then.
 */
export type Timeline = { unit: (typeof TIME_UNITS)[number]; first: number; length: number }

const DAYS_A_STEP = { day: 1, week: 7 } as const

/** The day of a civil date since 1970-01-01, months from 0; a day that the month does not have is one of the next (29 February: 1 March). */
export const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month, day) / DAY_MS

/** The day of a date: `2024-02-29`, the first of a month `2024-02`, the Monday of an ISO week `2024-W09`; null for what is none of these. */
export function parseDate(text: string): number | null {
  const week = /^(\d{4})-?W(\d{2})$/.exec(text)
  if (week) {
    const [year, number] = [Number(week[1]), Number(week[2])]
    const monday = mondayOf(dayOf(year, 0, 4)) + 7 * (number - 1)
    return number >= 1 && monday + 3 < dayOf(year + 1, 0, 1) ? monday : null
  }
  const date = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text)
  if (!date) return null
  const day = dayOf(Number(date[1]), Number(date[2]) - 1, Number(date[3] ?? 1))
  return formatDate(day).startsWith(text) ? day : null
}

/** `2024-02-29` of a day. */
export const formatDate = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** The Monday of a day's week: 1970-01-01 was a Thursday. */
const mondayOf = (day: number): number => Math.floor((day + 3) / 7) * 7 - 3

/** What a place in the series is called: its index, or its date (`2024-02` for a month). */
export function labelOf({ unit, first }: Timeline, at: number): number | string {
  if (unit === 'index') return first + at
  if (unit === 'month') return formatDate(dayOf(1970, first + at, 1)).slice(0, 7)
  return formatDate(first + DAYS_A_STEP[unit] * at)
}

/**
 * The place of the same time `years` years before, negative where it lies before the series. Of days it is the same date (29 February:
 * 1 March), of weeks the week whose day lies nearest to that date (weeks that begin on Mondays: the nearest Monday), of months the same
 * month, of indices `frequency` a year.
 */
export function yearsBack({ unit, first }: Timeline, at: number, years: number, frequency: number): number {
  if (unit === 'index') return at - years * frequency
  if (unit === 'month') return at - 12 * years
  const date = new Date((first + DAYS_A_STEP[unit] * at) * DAY_MS)
  const day = dayOf(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate())
  return Math.round((day - first) / DAYS_A_STEP[unit])
}
