import { countAtLeast } from './probability'

/** A count that is watched: what happened, the mean that is expected, and the variance in units of the mean (1: Poisson, above: negative binomial). */
export type WatchedCount = { readonly observed: number; readonly mean: number; readonly dispersion: number }

/** From this mean on a count takes so many values that its tail probabilities lie close together. */
const NEARLY_CONTINUOUS = 60

/** P(count ≥ observed). */
export const tailOf = ({ observed, mean, dispersion }: WatchedCount): number => countAtLeast(observed, mean, dispersion)

/**
 * The probability that a count is as rare as p by itself: that its own tail probability is p or less. A small mean has few values, so this is
 * well below p: with a mean of 0.2 no count has a tail between 0.018 and 0.0012.
 */
export function chanceOf(p: number, { mean, dispersion }: Omit<WatchedCount, 'observed'>): number {
  if (p >= 1) return 1
  if (mean <= 0) return 0
  if (mean >= NEARLY_CONTINUOUS) return p
  // the negative binomial as r and q, or Poisson: probabilities by recursion from 0 on
  const isOver = dispersion > 1
  const q = isOver ? 1 - 1 / dispersion : 0
  const r = isOver ? mean / (dispersion - 1) : 0
  let k = 0
  let one = isOver ? Math.exp(-r * Math.log(dispersion)) : Math.exp(-mean)
  let tail = 1
  const slack = p * (1 + 1e-9)
  while (tail > slack) {
    tail -= one
    one *= isOver ? ((r + k) * q) / (k + 1) : mean / (k + 1)
    k++
    // differences from 1 have no digits left out there
    if (tail < 1e-9) return tailBelow(slack, k, mean, dispersion)
  }
  return tail
}

/** The largest tail that is `most` or less, from k on. */
function tailBelow(most: number, from: number, mean: number, dispersion: number): number {
  for (let k = from; ; k++) {
    const tail = countAtLeast(k, mean, dispersion)
    if (tail <= most) return tail
  }
}

/**
 * How rare the rarest of many counts is: p of its tail, and the probability that chance alone makes any of them as rare, 1 − exp(−Σ of `chanceOf`).
 * Where counts are small this is far from p times their number, and corrects for no more series than could have been so rare. They need not be
 * independent: the sum is an upper bound as Bonferroni's is. Null without counts. Source: Tarone, *A modified Bonferroni method for
 * discrete data*, 1990.
 */
export function rarestOf(counts: readonly WatchedCount[]): { at: number; p: number; among: number } | null {
  let [at, p] = [-1, Infinity]
  for (const [i, count] of counts.entries()) {
    // below its mean a count is not rare, and is no trouble to say so
    const own = count.observed <= count.mean ? 1 : tailOf(count)
    if (own < p) [at, p] = [i, own]
  }
  return at < 0 ? null : { at, p, among: amongOf(p, counts) }
}

/** The probability that chance alone makes any of some counts as rare as p. */
export function amongOf(p: number, counts: readonly WatchedCount[]): number {
  let sum = 0
  for (const count of counts) sum += chanceOf(p, count)
  return -Math.expm1(-sum)
}
