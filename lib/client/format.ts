import { civilDate, TIME_ZONE } from '@/lib/domain/clock'
import { currentLanguage } from './language'
import { wallTexts } from './messages/wall'

const grouped = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const parts = new Intl.DateTimeFormat('en-US', { timeZone: TIME_ZONE, month: 'numeric', day: 'numeric', weekday: 'short' })
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A figure and its unit, apart, because they are set in two sizes. */
export type Quantity = { value: string; unit: string }

/** 1,978 */
export const formatCount = (n: number): string => grouped.format(n)

/** What large figures are counted in: 万 in Chinese, thousands in English. */
const large = (): number => (currentLanguage() === 'en' ? 1_000 : 10_000)

/** A figure of a scale: 56, 3,750, 1.5万 (15k) */
export const formatTick = (n: number): string =>
  n < 10_000 ? formatCount(Math.round(n)) : `${(n / large()).toFixed(1).replace(/\.0$/, '')}${wallTexts.units.large}`

/** 63.8万件 from 100,000 upwards, cut and never rounded up, so that a board does not claim what has not happened yet; 1,978件 below. */
export function formatTotal(n: number): Quantity {
  if (Math.abs(n) < 100_000) return { value: formatCount(n), unit: wallTexts.units.piece }
  return { value: (Math.trunc((10 * n) / large()) / 10).toFixed(1), unit: wallTexts.units.large + wallTexts.units.piece }
}

/** 99.69 % in two digits, 100.00 % only when all of it is done; — for an empty denominator. */
export function formatRate(numerator: number, denominator: number): Quantity {
  if (denominator <= 0) return { value: wallTexts.none, unit: '' }
  const percent = (numerator / denominator) * 100
  return { value: (numerator < denominator ? Math.min(percent, 99.99) : percent).toFixed(2), unit: wallTexts.units.percent }
}

/** HH:MM:SS of the civil day; — for no time. */
export const formatTime = (ms: number | null): string => (ms === null ? wallTexts.none : clock.format(ms))

/** 11-23 */
export const formatDay = (ms: number): string => civilDate(ms).slice(5)

const partsOf = (ms: number) => Object.fromEntries(parts.formatToParts(ms).map((p) => [p.type, p.value]))
const weekdayOf = (of: { weekday?: string }) => wallTexts.clock.weekdays[weekdays.indexOf(of.weekday ?? '')] ?? ''

/** 11月24日 周二 */
export function formatDate(ms: number): string {
  const of = partsOf(ms)
  return wallTexts.clock.date(Number(of.month), Number(of.day), weekdayOf(of))
}

/** 周二 of a civil day YYYY-MM-DD */
export const formatWeekday = (day: string): string => weekdayOf(partsOf(Date.parse(`${day}T12:00:00+08:00`)))
