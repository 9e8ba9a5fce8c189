import type { EventType } from '@/lib/domain/category'
import { civilDate, DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { makeRandom, normal } from '@/lib/domain/random'
import { dayKind } from './holidays'
import { HOURS, OTHER_PROFILE, PROFILES, SEASONS } from './rhythm-profiles'

/** What the demonstration needs to know of a type. */
export type DemoType = Pick<EventType, 'code' | 'classCode' | 'urgency' | 'limit' | 'clock' | 'lead' | 'sensitive'>

/** Length of the history: three years, one of them a leap year. */
export const HISTORY_MS = 1096 * DAY_MS
/** Events a day at the beginning and at the end of the history, and its size at that rate. */
const RATE_FIRST = 300
const RATE_LAST = 900
/** How much single days differ by themselves (weather, campaigns): standard deviation of the logarithm. */
const DAY_SPREAD = 0.12

/**
 * Events a day at `x` of the history (0 its beginning, 1 its end), before the rhythm: between a straight line and steady growth, mixed so
 * that it sums to 638,000 over the three years. After the history it stays.
 */
export function dailyRate(x: number): number {
  if (x >= 1) return RATE_LAST
  const line = RATE_FIRST + (RATE_LAST - RATE_FIRST) * x
  const steady = RATE_FIRST * (RATE_LAST / RATE_FIRST) ** x
  return 0.665 * line + 0.335 * steady
}

/** One civil day: when it begins, how much happens (1 is the usual), and the running weights of (hour, type). */
export type DayRhythm = { start: number; level: number; sums: Float64Array }

/** The rhythm of the year, the week and the day. */
export type Rhythm = {
  readonly types: readonly DemoType[]
  /** parts of 1 of all events, by type */
  readonly shares: readonly number[]
  /** the civil day that holds `ms` */
  day(ms: number): DayRhythm
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

/** Builds the rhythm for a set of types. `seed` decides how single days differ; the rest follows the calendar. */
export function makeRhythm(types: readonly DemoType[], seed: string): Rhythm {
  const profiles = types.map((t) => PROFILES[t.code] ?? OTHER_PROFILE)
  const all = profiles.reduce((sum, p) => sum + p.share, 0)
  const shares = profiles.map((p) => p.share / all)
  const tables = new Map<number, Float64Array>()

  const table = (month: number, kind: number) => {
    const known = tables.get(month * 3 + kind)
    if (known) return known
    const sums = new Float64Array(24 * types.length)
    let sum = 0
    for (let hour = 0; hour < 24; hour++) {
      profiles.forEach((profile, i) => {
        const { hours, days } = HOURS[profile.hours]
        const season = SEASONS[profile.season]
        const ofDay = (hours[hour] ?? 0) / (24 * mean(hours))
        const ofWeek = (days[kind] ?? 1) / ((5 * days[0] + 2 * days[1]) / 7)
        sum += (shares[i] ?? 0) * ofDay * ofWeek * ((season[month] ?? 1) / mean(season))
        sums[hour * types.length + i] = sum
      })
    }
    tables.set(month * 3 + kind, sums)
    return sums
  }

  return {
    types,
    shares,
    day(ms) {
      const start = startOfDay(ms)
      const sums = table(Number(civilDate(ms).slice(5, 7)) - 1, dayKind(ms))
      const weather = Math.exp(DAY_SPREAD * normal(makeRandom(seed, 'day', start)) - DAY_SPREAD ** 2 / 2)
      return { start, level: weather * (sums[sums.length - 1] ?? 0), sums }
    },
  }
}

/** The part of a day's weight that falls into [from, to), for all types or for some (by index). */
export function weightWithin(rhythm: Rhythm, day: DayRhythm, from: number, to: number, only?: ReadonlySet<number>): number {
  const { length } = rhythm.types
  let within = 0
  for (let hour = 0; hour < 24; hour++) {
    const begins = day.start + hour * HOUR_MS
    const part = (Math.min(to, begins + HOUR_MS) - Math.max(from, begins)) / HOUR_MS
    if (part <= 0) continue
    for (let i = 0; i < length; i++) {
      if (only && !only.has(i)) continue
      const at = hour * length + i
      within += part * ((day.sums[at] ?? 0) - (at === 0 ? 0 : (day.sums[at - 1] ?? 0)))
    }
  }
  return within / (day.sums[day.sums.length - 1] ?? 1)
}

/** The civil days from one instant to another: the first and the last may be parts of a day. */
export function daysBetween(from: number, to: number): { from: number; to: number }[] {
  const days: { from: number; to: number }[] = []
  for (let at = from; at < to; ) {
    const next = Math.min(to, startOfDay(at) + DAY_MS)
    days.push({ from: at, to: next })
    at = next
  }
  return days
}
