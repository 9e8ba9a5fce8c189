import { DAY_MS } from '@/lib/domain/clock'
import type { Row } from './rows'

/** What dates and windows are counted in. */
export const TIME_UNITS = ['day', 'month', 'year'] as const

/** One of TIME_UNITS. */
export type TimeUnit = (typeof TIME_UNITS)[number]

/** A date as far as it was written: the number of its first day (1970-01-01 is 0). */
export type WrittenDate = { readonly day: number; readonly precision: TimeUnit }

/** The date that a text is (YYYY, YYYY-MM or YYYY-MM-DD, by the Gregorian calendar), or null. */
export function parseDate(text: string): WrittenDate | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? []
  if (year === undefined) return null
  const iso = `${year}-${month ?? '01'}-${day ?? '01'}`
  const ms = Date.parse(`${iso}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== iso) return null
  return { day: ms / DAY_MS, precision: day !== undefined ? 'day' : month !== undefined ? 'month' : 'year' }
}

const isFineEnough = (date: WrittenDate, unit: TimeUnit): boolean => TIME_UNITS.indexOf(date.precision) <= TIME_UNITS.indexOf(unit)

/** The date of a row, at least as precise as the unit (any, where none is given). */
export function dateOf(row: Row, unit?: TimeUnit): WrittenDate {
  const text = row.text('date')
  const date = parseDate(text)
  if (!date) throw row.fault('date', `"${text}" is not a date (${unit ? FORMATS[unit] : 'YYYY, YYYY-MM or YYYY-MM-DD'} is)`)
  if (unit && !isFineEnough(date, unit)) throw row.fault('date', `"${text}" is not precise enough for the time unit ${unit} (${FORMATS[unit]} is)`)
  return date
}

/** How dates are written by unit. */
export const FORMATS: Readonly<Record<TimeUnit, string>> = { day: 'YYYY-MM-DD', month: 'YYYY-MM', year: 'YYYY' }

/** The number of the unit that holds a day. */
export function unitOf(day: number, unit: TimeUnit): number {
  const date = new Date(day * DAY_MS)
  if (unit === 'day') return day
  return unit === 'year' ? date.getUTCFullYear() : date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The number of the first day of a unit. */
export function firstDayOf(number: number, unit: TimeUnit): number {
  if (unit === 'day') return number
  return (unit === 'year' ? Date.UTC(number, 0) : Date.UTC(Math.floor(number / 12), number % 12)) / DAY_MS
}

/** A unit as it is written. */
export const nameOfUnit = (number: number, unit: TimeUnit): string =>
  new Date(firstDayOf(number, unit) * DAY_MS).toISOString().slice(0, FORMATS[unit].length)

/** The study: units `first` to `last`, in intervals of `every` units that end with the last (the first may be shorter). */
export type Study = {
  readonly unit: TimeUnit
  readonly first: number
  readonly last: number
  readonly every: number
  readonly intervals: number
}

/** Cuts a study into its intervals. */
export function makeStudy(unit: TimeUnit, first: number, last: number, every: number): Study {
  return { unit, first, last, every, intervals: Math.ceil((last - first + 1) / every) }
}

/** The interval of a unit, or −1 outside the study. */
export function intervalOf({ first, last, every, intervals }: Study, unit: number): number {
  return unit < first || unit > last ? -1 : intervals - 1 - Math.floor((last - unit) / every)
}

/** First and last unit of an interval. */
export function unitsOf({ first, last, every, intervals }: Study, interval: number): { first: number; last: number } {
  const end = last - (intervals - 1 - interval) * every
  return { first: Math.max(first, end - every + 1), last: end }
}

/** The days of an interval, the second exclusive. */
export function daysOf(study: Study, interval: number): { from: number; to: number } {
  const { first, last } = unitsOf(study, interval)
  return { from: firstDayOf(first, study.unit), to: firstDayOf(last + 1, study.unit) }
}
