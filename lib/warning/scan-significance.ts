import { LLR_SLACK } from './scan-problem'

/** With fewer exceedances than this the rank says little, and a Gumbel distribution is asked. */
const MIN_EXCEEDANCES = 5
/** Fewer maxima than this are not enough for a Gumbel distribution. */
const MIN_MAXIMA = 999
const EULER = 0.5772156649015329

/** How rare a log-likelihood ratio is; `extrapolated` (外推) when p comes from a Gumbel distribution and not from the rank. */
export type Significance = { readonly p: number; readonly extrapolated: boolean; readonly exceedances: number }

/**
 * The p-value of a log-likelihood ratio beside the maxima of the replicates, among which ties count: (1 + g) / (R + 1) for g exceedances among R
 * (Dwass 1957); g / n where replicates were stopped after n of them (Besag and Clifford 1991); with g < 5 among at least 999 the upper tail of
 * a Gumbel distribution that has the mean and the standard deviation of the maxima (Abrams et al. 2010). 1 without replicates.
 */
export function significance(ratio: number, maxima: Float64Array, stopped: boolean): Significance {
  let exceedances = 0
  for (const maximum of maxima) if (maximum >= ratio - LLR_SLACK) exceedances++
  const byRank = stopped ? exceedances / maxima.length : (exceedances + 1) / (maxima.length + 1)
  if (stopped || exceedances >= MIN_EXCEEDANCES || maxima.length < MIN_MAXIMA) return { p: byRank, extrapolated: false, exceedances }
  const tail = gumbelTail(ratio, maxima)
  return tail === null ? { p: byRank, extrapolated: false, exceedances } : { p: tail, extrapolated: true, exceedances }
}

/** What lies beyond has no meaning, and its reciprocal is to stay a number. */
const MIN_P = 1e-100

/** P(X ≥ x) of the Gumbel distribution with the sample's mean and standard deviation; null where the sample has no spread. */
export function gumbelTail(x: number, sample: Float64Array): number | null {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length
  const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sample.length - 1)
  if (!(variance > 0)) return null
  const scale = Math.sqrt((6 * variance) / Math.PI ** 2)
  const location = mean - EULER * scale
  return Math.max(MIN_P, -Math.expm1(-Math.exp(-(x - location) / scale)))
}
