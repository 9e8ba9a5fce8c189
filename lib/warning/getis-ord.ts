import { falseDiscoveryRates } from './false-discovery'
import { normalUpper } from './probability'
import type { SpatialWeights } from './spatial-weights'

/** What the variance of the values is divided by: their number, as in Getis and Ord's papers, or one less. */
export const VARIANCES = ['n', 'n-1'] as const

/** Which places are asked for: high and low ones, or only high ones. */
export const SIDES = ['two', 'upper'] as const

/** A sample that a weighted sum is compared with. */
type Sample = { n: number; mean: number; variance: number }

/** The mean and variance of n values by their sums; the variance is never below 0. */
export function sampleOf(n: number, sum: number, squares: number, divisor: (typeof VARIANCES)[number]): Sample {
  const mean = sum / n
  return { n, mean, variance: Math.max(0, (squares - n * mean * mean) / (divisor === 'n' ? n : n - 1)) }
}

/** A variance below this share of the mean square is rounding. */
const FLAT = 1e-14

/**
 * The standard score of a weighted sum among a sample, under random placing of its values; null where there is none: values that are all
 * the same, no neighbours, or all as neighbours. `weight` and `squared` are the sums of the weights and of their squares.
 */
export function scoreOf({ n, mean, variance }: Sample, sum: number, weight: number, squared: number): number | null {
  const spread = (n * squared - weight * weight) / (n - 1)
  if (!(variance > FLAT * mean * mean) || !(spread > FLAT * squared)) return null
  return (sum - mean * weight) / Math.sqrt(variance * spread)
}

/**
 * Getis and Ord's local statistic of each place, as a standard score: G* where a place is its own neighbour and all values are the sample,
 * G where it is not and the sample is the others'. Null where it has none (`scoreOf`). Source: Ord and Getis 1995.
 */
export function getisOrd(values: readonly number[], weights: SpatialWeights, divisor: (typeof VARIANCES)[number]): (number | null)[] {
  const sum = values.reduce((all, x) => all + x, 0)
  const squares = values.reduce((all, x) => all + x * x, 0)
  const whole = sampleOf(values.length, sum, squares, divisor)
  return values.map((own, i) => {
    const links = weights[i] ?? []
    const self = links.some(({ to }) => to === i)
    const sample = self ? whole : sampleOf(values.length - 1, sum - own, squares - own * own, divisor)
    const weighted = links.reduce((all, { to, weight }) => all + weight * (values[to] ?? 0), 0)
    const weight = links.reduce((all, link) => all + link.weight, 0)
    const squared = links.reduce((all, link) => all + link.weight ** 2, 0)
    return scoreOf(sample, weighted, weight, squared)
  })
}

/** Getis and Ord's global G (1992): the share of all products of two places' values that is between neighbours; null when all are 0. */
export function globalG(values: readonly number[], weights: SpatialWeights): number | null {
  const sum = values.reduce((all, x) => all + x, 0)
  const pairs = sum * sum - values.reduce((all, x) => all + x * x, 0)
  if (pairs === 0) return null
  let near = 0
  weights.forEach((links, i) => {
    for (const { to, weight } of links) if (to !== i) near += weight * (values[i] ?? 0) * (values[to] ?? 0)
  })
  return near / pairs
}

/** A score judged among all: its p value, its false discovery rate, and what it makes of the place. */
export type Judged = { score: number | null; p: number | null; q: number | null; spot: 'hot' | 'cold' | 'none' }

/** Judges scores at a false discovery rate (`q` ≤ `rate`); those that are null are not tested and are neither hot nor cold. */
export function judgeScores(scores: readonly (number | null)[], side: (typeof SIDES)[number], rate: number): Judged[] {
  const tested = scores.filter((score) => score !== null)
  const p = tested.map((score) => (side === 'two' ? Math.min(1, 2 * normalUpper(Math.abs(score))) : normalUpper(score)))
  const q = falseDiscoveryRates(p)
  let at = 0
  return scores.map((score) => {
    if (score === null) return { score, p: null, q: null, spot: 'none' }
    const [own, adjusted] = [p[at] ?? 1, q[at] ?? 1]
    at++
    return { score, p: own, q: adjusted, spot: adjusted > rate ? 'none' : score > 0 ? 'hot' : 'cold' }
  })
}
