import * as z from 'zod/mini'
import type { Calendar } from './calendar'
import { dayNumber, startOfDayNumber } from './clock'
import { elapsed, instantBefore } from './deadline'
import { NEAR_SHARE } from './limit'

/** How often a duty is done. */
export const CADENCES = ['weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly'] as const
export const Cadence = z.enum(CADENCES)
export type Cadence = z.infer<typeof Cadence>

/** What a period is called: 2026-W48, 2026-11, 2026-Q4, 2026-H2, 2026. */
export const PeriodKey = z.string().check(z.regex(/^\d{4}(?:-(?:W(?:0[1-9]|[1-4]\d|5[0-3])|0[1-9]|1[0-2]|Q[1-4]|H[12]))?$/))

/** A period of the county's civil calendar: [from, to) in epoch milliseconds. */
export type Period = { key: string; cadence: Cadence; from: number; to: number }

/** Months in a period; a week has none. */
const MONTHS: Readonly<Record<Exclude<Cadence, 'weekly'>, number>> = { monthly: 1, quarterly: 3, half_yearly: 6, yearly: 12 }
const DAYS_A_WEEK = 7

const pad = (n: number) => String(n).padStart(2, '0')
/** The first instant of a month, counted from January of the year 0. */
const monthStart = (month: number): number => startOfDayNumber(Date.UTC(Math.floor(month / 12), month % 12, 1) / 86_400_000)

function ofMonths(cadence: Exclude<Cadence, 'weekly'>, month: number): Period {
  const length = MONTHS[cadence]
  const first = Math.floor(month / length) * length
  const [year, part] = [Math.floor(first / 12), (first % 12) / length + 1]
  const key = { monthly: `${year}-${pad(part)}`, quarterly: `${year}-Q${part}`, half_yearly: `${year}-H${part}`, yearly: `${year}` }[cadence]
  return { key, cadence, from: monthStart(first), to: monthStart(first + length) }
}

/** The week (Monday to Sunday) that holds a civil day; it belongs to the year of its Thursday, as in ISO 8601. */
function ofWeek(day: number): Period {
  // 1970-01-01 was a Thursday
  const monday = day - ((((day + 3) % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK)
  const year = new Date((monday + 3) * 86_400_000).getUTCFullYear()
  const week = Math.floor((monday + 3 - Date.UTC(year, 0, 1) / 86_400_000) / DAYS_A_WEEK) + 1
  return { key: `${year}-W${pad(week)}`, cadence: 'weekly', from: startOfDayNumber(monday), to: startOfDayNumber(monday + DAYS_A_WEEK) }
}

/** The period that holds an instant. */
export function periodAt(cadence: Cadence, ms: number): Period {
  const day = dayNumber(ms)
  if (cadence === 'weekly') return ofWeek(day)
  const date = new Date(day * 86_400_000)
  return ofMonths(cadence, date.getUTCFullYear() * 12 + date.getUTCMonth())
}

/** The period that follows, or with -1 the one before. */
export const periodBeside = ({ cadence, from, to }: Period, by: 1 | -1): Period => periodAt(cadence, by === 1 ? to : from - 1)

/** The period of this name; null: there is none, or it is of another cadence. */
export function periodNamed(cadence: Cadence, key: string): Period | null {
  const [, year, rest = ''] = /^(\d{4})(?:-(.+))?$/.exec(key) ?? []
  if (year === undefined) return null
  const number = Number(rest.replace(/^[WQH]/, '')) || 1
  const near =
    cadence === 'weekly'
      ? startOfDayNumber(Date.UTC(Number(year), 0, 4) / 86_400_000 + (number - 1) * DAYS_A_WEEK)
      : monthStart(Number(year) * 12 + (number - 1) * MONTHS[cadence])
  const period = periodAt(cadence, near)
  return period.key === key ? period : null
}

/** The periods from the one that holds `from` to the one that holds `to`, in order; none where `to` lies before. */
export function periodsBetween(cadence: Cadence, from: number, to: number): Period[] {
  const periods: Period[] = []
  for (let period = periodAt(cadence, from); period.from <= to; period = periodBeside(period, 1)) periods.push(period)
  return periods
}

/** By which working day of a period it is due: 1 is the first, -1 the last. */
export const DueDay = z.int().check(
  z.gte(-130),
  z.lte(130),
  z.refine((n) => n !== 0),
)

/**
 * When what is to be done in a period is due (the end of a civil day), and from when on that is near (临期), by the working calendar. A period with fewer working
 * days is due with its last; one without any, with its last day.
 */
export function dueIn({ from, to }: Period, dueDay: number, calendar: Calendar): { nearAt: number; dueAt: number } {
  const [first, end] = [dayNumber(from), dayNumber(to)]
  const days: number[] = []
  for (let day = first; day < end; day++) if (calendar.kindOf(startOfDayNumber(day)) === 'working') days.push(day)
  const at = dueDay > 0 ? Math.min(dueDay, days.length) - 1 : Math.max(0, days.length + dueDay)
  const dueAt = startOfDayNumber((days[at] ?? end - 1) + 1)
  const whole = elapsed(from, dueAt, 'working_day', calendar)
  return { dueAt, nearAt: Math.max(from, instantBefore(dueAt, whole * (1 - NEAR_SHARE), 'working_day', calendar)) }
}
