import type { DayForecast } from '@/lib/domain/forecast'
import { countQuantile } from './probability'
import { fitUsual, type SeriesDay } from './usual-series'

/** Days that the methods are tried on, the last ones. */
export const TRIED_DAYS = 90
/** Below so many days nothing is foretold: half a year to learn from before the days that are tried. */
export const MIN_DAYS = 180 + TRIED_DAYS
/** The peer: the mean of so many days of the same kind. */
const SAME_DAYS = 8
/** The usual is moved by how the last days came beside it, as if so many days as usual had come besides. */
const LEVEL_DAYS = 14
const PRIOR_DAYS = 14
/** Of the daily differences' mean: it has to be above so many standard errors. */
const ERRORS = 2
const [LOW, HIGH] = [0.1, 0.9]

type Mean = (day: number) => number
/** The usual of each day, learned from the first `learned` days; null where there is none. */
type UsualMeans = (learned: number) => readonly number[] | null

/**
 * How many events a day to come will have, `ahead` days after the last of `counts` (1: the next one). `kinds[i]` is what day i is, for all days up
 * to that one. Two methods: the usual of the season and kind of day (`fitUsual`), moved to the level of the last 14 days; and its peer, the mean of
 * the last 8 days of the same kind. Both foretell each of the last 90 days from what lies as far before it, the usual fitted to the days before all
 * of those; the first is used only where its mean Poisson log score is better by more than 2 standard errors of the daily differences. The
 * interval holds 80 % by a negative binomial with the dispersion seen on those days; `covered`: the share of them it held. Null below
 * MIN_DAYS, or where nothing happened. About 10 ms for two years.
 */
export function forecastDay(counts: readonly number[], kinds: readonly SeriesDay[], ahead: number): Omit<DayForecast, 'day'> | null {
  return forecastDays(counts, kinds, [ahead])[0] ?? null
}

/** The same of several days to come, which share their fits. */
export function forecastDays(counts: readonly number[], kinds: readonly SeriesDay[], ahead: readonly number[]): Omit<DayForecast, 'day'>[] {
  const fits = new Map<number, readonly number[] | null>()
  const usualMeans: UsualMeans = (learned) => {
    if (!fits.has(learned)) {
      const usual = fitUsual(counts.slice(0, learned), kinds)
      fits.set(learned, usual && kinds.map((kind, day) => usual(day, kind).mean))
    }
    return fits.get(learned) ?? null
  }
  return ahead.flatMap((days) => forecastOf(counts, kinds, days, usualMeans) ?? [])
}

function forecastOf(counts: readonly number[], kinds: readonly SeriesDay[], ahead: number, usualMeans: UsualMeans): Omit<DayForecast, 'day'> | null {
  const days = counts.length
  if (days < MIN_DAYS || !counts.some((n) => n > 0)) return null
  const from = days - TRIED_DAYS
  const peer = meanOfSameKind(counts, kinds, ahead)
  const tried = levelled(counts, usualMeans(from), ahead)
  const isBetter = tried ? comparison(counts, from, tried, peer) : null
  const used = isBetter?.better && tried ? tried : peer
  const mean = isBetter?.better ? (levelled(counts, usualMeans(days), ahead) ?? peer) : peer

  const past = Array.from({ length: TRIED_DAYS }, (_, i) => ({ count: counts[from + i] ?? 0, mean: used(from + i) }))
  const dispersion = Math.max(1, past.reduce((sum, { count, mean }) => sum + (count - mean) ** 2 / mean, 0) / TRIED_DAYS)
  const interval = (of: number) => [countQuantile(LOW, of, dispersion), countQuantile(HIGH, of, dispersion)] as const
  const held = past.filter(({ count, mean }) => {
    const [low, high] = interval(mean)
    return count >= low && count <= high
  })
  const expected = mean(days + ahead - 1)
  const [low, high] = interval(expected)
  return {
    ...{ expected, low, high, ahead, kind: kinds[days + ahead - 1] ?? 'working', method: isBetter?.better ? 'season' : 'same_days' },
    record: { days: TRIED_DAYS, gain: isBetter?.gain ?? null, error: isBetter?.error ?? null, covered: held.length / TRIED_DAYS },
  }
}

/** Of a day the mean of the last days of its kind that lie `ahead` days before it or more; of whatever kind where there is none. Never 0. */
function meanOfSameKind(counts: readonly number[], kinds: readonly SeriesDay[], ahead: number): Mean {
  return (day) => {
    const alike: number[] = []
    for (let at = day - ahead; at >= 0 && alike.length < SAME_DAYS; at--) if (kinds[at] === kinds[day]) alike.push(counts[at] ?? 0)
    const last = alike.length > 0 ? alike : counts.slice(Math.max(0, day - ahead - SAME_DAYS + 1), day - ahead + 1)
    return (last.reduce((sum, n) => sum + n, 0) + 0.5) / Math.max(1, last.length)
  }
}

/** Of a day its usual times how the 14 days up to `ahead` days before it came beside theirs. */
function levelled(counts: readonly number[], means: readonly number[] | null, ahead: number): Mean | null {
  if (!means) return null
  return (day) => {
    const [first, end] = [Math.max(0, day - ahead - LEVEL_DAYS + 1), day - ahead + 1]
    const sum = (of: readonly number[]) => of.slice(first, end).reduce((all, n) => all + n, 0)
    const prior = (PRIOR_DAYS * sum(means)) / Math.max(1, end - first)
    return ((means[day] ?? 0) * (sum(counts) + prior)) / (sum(means) + prior)
  }
}

/** By how much the Poisson log score of a method is better than its peer's, a day on average, with its standard error; `gain` in nats. */
function comparison(counts: readonly number[], from: number, method: Mean, peer: Mean): { gain: number; error: number; better: boolean } {
  // ln y! is the same for both
  const score = (count: number, mean: number) => count * Math.log(mean) - mean
  const gains = counts.slice(from).map((count, i) => score(count, method(from + i)) - score(count, peer(from + i)))
  const gain = gains.reduce((sum, n) => sum + n, 0) / gains.length
  const variance = gains.reduce((sum, n) => sum + (n - gain) ** 2, 0) / (gains.length - 1)
  const error = Math.sqrt(variance / gains.length)
  return { gain, error, better: gain > ERRORS * error }
}
