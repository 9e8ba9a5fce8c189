import { type FarringtonOptions, tooFew } from './farrington'
import { farringtonBound } from './farrington-bound'
import { type Past, type Prediction, predict } from './farrington-model'
import { countAtLeast, countQuantile, normalUpperQuantile } from './probability'
import type { SeriesRow } from './series'
import { type Timeline, yearsBack } from './timeline'

/** Where the bound is taken: the normal on the scale of a power, the negative binomial, or that about the upper quantile of the mean. */
export const THRESHOLDS = ['delta', 'nb', 'muan'] as const

/** What the variance of the predicted mean is scaled by: the Pearson dispersion, or what R's surveillance 1.20 takes in its place. */
export const DISPERSIONS = ['textbook', 'r-1.20'] as const

/** As for `farrington`, with `alpha` one-sided; `periods` seasons a year, the units of the `excludeRecent` before this one left out. */
export type FlexibleOptions = FarringtonOptions & {
  periods: number
  excludeRecent: number
  weightsThreshold: number
  trendP: number
  threshold: (typeof THRESHOLDS)[number]
  dispersion: (typeof DISPERSIONS)[number]
}

/**
 * The improved ("flexible") Farrington method at the places `at` of a series (each ≥ `firstWithYears`): all weeks of the past years speak,
 * by a factor with a level for the season of this week and `periods` − 1 levels for the rest of the year. Rows as of `farrington`.
 * Source: Noufaily, Enki, Farrington, Garthwaite, Andrews and Charlett 2013; the thresholds nb and muan, Salmon and others 2016.
 */
export function farringtonFlexible(counts: readonly number[], timeline: Timeline, at: readonly number[], options: FlexibleOptions): SeriesRow[] {
  const model = { ...options, workingDispersion: options.dispersion === 'r-1.20' }
  return at.map((t) => {
    const observed = counts[t] ?? 0
    const prediction = predict(seasonalPast(counts, timeline, t, options), t, options.back, model)
    if (!prediction) return { at: t, observed, expected: null, upper: null, alarm: false }
    const { mean, dispersion, trend } = prediction
    const { upper, p } = boundOf(prediction, observed, options)
    const alarm = observed > 0 && upper !== null && observed > upper && !tooFew(counts, t, options.limit)
    return {
      at: t,
      observed,
      expected: mean,
      upper,
      statistic: upper === null || upper <= mean ? null : (observed - mean) / (upper - mean),
      p,
      dispersion,
      trend,
      alarm,
    }
  })
}

/** An upper quantile of the mean above this says that the past told nothing: years without a case have no bound by muan. */
const MAX_MEAN = 1e9

function boundOf({ mean, logError, dispersion }: Prediction, observed: number, { threshold, alpha, power }: FlexibleOptions) {
  const z = normalUpperQuantile(alpha)
  if (threshold === 'delta') return farringtonBound(power, { mean, error: mean * logError, dispersion }, z, observed)
  const centre = threshold === 'muan' ? mean * Math.exp(z * logError) : mean
  if (centre > MAX_MEAN) return { upper: null, p: 1 }
  return { upper: countQuantile(1 - alpha, centre, dispersion), p: countAtLeast(observed, centre, dispersion) }
}

/**
 * Past counts with their seasons, oldest first. Around this week and the same week of each past year lie the units of season 0; the units
 * between two such windows are shared out evenly to the other seasons, the first of them one longer where it does not come out even.
 */
function seasonalPast(counts: readonly number[], timeline: Timeline, t: number, options: FlexibleOptions): Past {
  const { back, halfWindow, frequency, periods, excludeRecent } = options
  const seasons = new Map<number, number>()
  for (let years = back; years >= 0; years--) {
    const middle = yearsBack(timeline, t, years, frequency)
    for (let i = middle - halfWindow; i <= middle + halfWindow; i++) seasons.set(i, 0)
    if (years === 0 || periods < 2) continue
    const from = middle + halfWindow + 1
    const between = yearsBack(timeline, t, years - 1, frequency) - halfWindow - from
    const [length, longer] = [Math.floor(between / (periods - 1)), between % (periods - 1)]
    let at = from
    for (let season = 1; season < periods; season++) {
      const end = at + length + (season <= longer ? 1 : 0)
      for (; at < end; at++) seasons.set(at, season)
    }
  }
  const kept = [...seasons].filter(([i]) => i < t - excludeRecent).sort(([a], [b]) => a - b)
  return { counts: kept.map(([i]) => counts[i] ?? 0), times: kept.map(([i]) => i), seasons: kept.map(([, season]) => season) }
}
