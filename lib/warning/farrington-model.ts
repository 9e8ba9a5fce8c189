import { studentTwoSided } from './probability'
import { type Fit, fitPoisson } from './regression'

/** Past counts to learn from: their times, and the season of each (0: that of the unit to be judged, 1 and more: the others). */
export type Past = { counts: number[]; times: number[]; seasons: number[] }

/**
 * `weightsThreshold` is the Anscombe residual above which a past count weighs less; `trendP` the p value below which a trend stays;
 * `workingDispersion` takes the variance of the prediction from the working residuals, as R's surveillance 1.20 does in its flexible method.
 */
export type ModelOptions = { reweight: boolean; weightsThreshold: number; trend: boolean; trendP: number; workingDispersion: boolean }

/** The prediction for one unit: the mean, the standard error of its logarithm, the dispersion (at least 1), and whether a trend is in it. */
export type Prediction = { mean: number; logError: number; dispersion: number; trend: boolean }

const MIN_TREND_YEARS = 3

/**
 * What past counts make of the unit at time `now`, by a quasi-Poisson regression on time and season; null where it does not converge or nothing
 * of this season is left. Past
 * outbreaks are weighed down by their Anscombe residuals and the regression made again. The trend stays when its p value is below
 * `trendP`, there are three years or more, and it does not lead above every past count. Source: Farrington and others 1996; Noufaily and
 * others 2013.
 */
export function predict(past: Past, now: number, years: number, options: ModelOptions): Prediction | null {
  if (!past.seasons.includes(0)) return null
  const seasons = Math.max(...past.seasons)
  const first = past.times[0] ?? 0
  const columns = [past.counts.map(() => 1), ...Array.from({ length: seasons }, (_, s) => past.seasons.map((season) => (season === s + 1 ? 1 : 0)))]
  const times = past.times.map((time) => time - first)
  const row = columns.map((_, j) => (j === 0 ? 1 : 0))
  if (options.trend) {
    const fit = reweighted(past.counts, [...columns, times], options)
    const slope = fit?.coefficients.at(-1) ?? null
    if (fit && slope !== null) {
      const scale = scaleOf(fit, options, fit.pearson)
      const error = Math.sqrt(fit.at([...row.map(() => 0), 1]).variance * scale)
      const significant = fit.freedom > 0 && studentTwoSided(slope / error, fit.freedom) < options.trendP
      const predicted = predictionOf(fit, [...row, now - first], options)
      if (significant && years >= MIN_TREND_YEARS && predicted.mean <= Math.max(...past.counts)) return { ...predicted, trend: true }
    }
  }
  const fit = reweighted(past.counts, columns, options)
  return fit ? { ...predictionOf(fit, row, options), trend: false } : null
}

function predictionOf(fit: WeightedFit, row: readonly number[], options: ModelOptions) {
  const dispersion = Math.max(1, fit.pearson || 1)
  const { eta, variance } = fit.at(row)
  return { mean: Math.exp(eta), logError: Math.sqrt(variance * scaleOf(fit, options, dispersion)), dispersion }
}

type WeightedFit = Fit & { weights: readonly number[] | null }

function scaleOf({ working, weights, freedom, pearson }: WeightedFit, { workingDispersion }: ModelOptions, otherwise: number): number {
  if (!workingDispersion) return otherwise
  if (!weights) return pearson
  return working.reduce((sum, r, i) => sum + (weights[i] ?? 0) * r * r, 0) / freedom
}

function reweighted(counts: readonly number[], columns: readonly number[][], options: ModelOptions): WeightedFit | null {
  const plain = fitPoisson(counts, columns)
  if (!plain.converged) return null
  if (!options.reweight) return { ...plain, weights: null }
  const weights = anscombeWeights(counts, plain, options.weightsThreshold)
  return { ...fitPoisson(counts, columns, weights), weights }
}

/** s⁻² where the standardised Anscombe residual s is above the threshold, 1 elsewhere, scaled to a mean of 1. */
function anscombeWeights(counts: readonly number[], fit: Fit, threshold: number): number[] {
  const dispersion = Math.max(1, fit.pearson || 1)
  const raw = counts.map((y, i) => {
    const mean = fit.fitted[i] ?? 0
    const room = 1 - (fit.leverages[i] ?? 0)
    // A count that alone decides its own mean has no residual to be judged by.
    if (room < 1e-8) return 1
    const residual = (1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - Math.sqrt(mean))) / Math.sqrt(dispersion * room)
    return residual > threshold ? residual ** -2 : 1
  })
  const scale = counts.length / raw.reduce((sum, w) => sum + w, 0)
  return raw.map((w) => w * scale)
}
