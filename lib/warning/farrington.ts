import { farringtonBound, type POWERS } from './farrington-bound'
import { type Past, predict } from './farrington-model'
import { normalUpperQuantile } from './probability'
import type { SeriesRow } from './series'
import { type Timeline, yearsBack } from './timeline'

/**
 * `back` years, `halfWindow` units each side of the same time in each of them, `frequency` units a year where time is an index; `alpha` is
 * two-sided, as in the paper. No alarm with fewer than `cases` cases in the last `period` units, this one among them.
 */
export type FarringtonOptions = {
  back: number
  halfWindow: number
  frequency: number
  alpha: number
  power: (typeof POWERS)[number]
  reweight: boolean
  trend: boolean
  limit: { cases: number; period: number }
}

/** Past residuals above this weigh less, and a trend with a p value above this is left out (the paper's settings). */
const WEIGHTS_THRESHOLD = 1
const TREND_P = 0.05

/** The first place of a series with all reference units before it; the length of the series where there is none. */
export function firstWithYears(
  timeline: Timeline,
  { back, halfWindow, frequency }: Pick<FarringtonOptions, 'back' | 'halfWindow' | 'frequency'>,
): number {
  for (let t = 0; t < timeline.length; t++) if (yearsBack(timeline, t, back, frequency) - halfWindow >= 0) return t
  return timeline.length
}

/** Whether there are too few cases for an alarm in the units up to `t`. */
export function tooFew(counts: readonly number[], t: number, { cases, period }: FarringtonOptions['limit']): boolean {
  return counts.slice(Math.max(0, t - period + 1), t + 1).reduce((sum, y) => sum + y, 0) < cases
}

/**
 * Farrington's outbreak detection at the places `at` of a series (each ≥ `firstWithYears`): a count is unusual above the upper bound of a
 * prediction from the same weeks of earlier years. `statistic` is the exceedance score (y − μ)/(upper − μ), `p` the probability of a count
 * that high; expected and upper are null where the regression does not converge. Source: Farrington, Andrews, Beale and Catchpole 1996.
 */
export function farrington(counts: readonly number[], timeline: Timeline, at: readonly number[], options: FarringtonOptions): SeriesRow[] {
  const z = normalUpperQuantile(options.alpha / 2)
  const model = { reweight: options.reweight, trend: options.trend, weightsThreshold: WEIGHTS_THRESHOLD, trendP: TREND_P, workingDispersion: false }
  return at.map((t) => {
    const observed = counts[t] ?? 0
    const prediction = predict(sameWeeks(counts, timeline, t, options), t, options.back, model)
    if (!prediction) return { at: t, observed, expected: null, upper: null, alarm: false }
    const { mean, dispersion, trend } = prediction
    const { upper, p } = farringtonBound(options.power, { mean, error: mean * prediction.logError, dispersion }, z, observed)
    const alarm = observed > upper && !tooFew(counts, t, options.limit)
    return { at: t, observed, expected: mean, upper, statistic: (observed - mean) / (upper - mean), p, dispersion, trend, alarm }
  })
}

function sameWeeks(counts: readonly number[], timeline: Timeline, t: number, { back, halfWindow, frequency }: FarringtonOptions): Past {
  const past: Past = { counts: [], times: [], seasons: [] }
  for (let years = back; years >= 1; years--) {
    const middle = yearsBack(timeline, t, years, frequency)
    for (let i = middle - halfWindow; i <= middle + halfWindow && i < t; i++) {
      past.counts.push(counts[i] ?? 0)
      past.times.push(i)
      past.seasons.push(0)
    }
  }
  return past
}
