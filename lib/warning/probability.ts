import betainc from '@stdlib/math-base-special-betainc'
import erfc from '@stdlib/math-base-special-erfc'
import erfcinv from '@stdlib/math-base-special-erfcinv'
import gammainc from '@stdlib/math-base-special-gammainc'

/** P(Z > z) of a standard normal Z; keeps its digits far out, where 1 − Φ has none. */
export const normalUpper = (z: number): number => erfc(z / Math.SQRT2) / 2

/** The z with P(Z > z) = p, for p in (0, 1). */
export const normalUpperQuantile = (p: number): number => Math.SQRT2 * erfcinv(2 * p)

/** The density of a standard normal. */
export const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** P(|T| ≥ |t|) of Student's T, by the regularised incomplete beta function; `freedom` may be any number above 0. */
export function studentTwoSided(t: number, freedom: number): number {
  return t === 0 ? 1 : betainc(freedom / (freedom + t * t), freedom / 2, 0.5)
}

/** P(X ≥ k) of a count with this mean and variance mean × dispersion: negative binomial above dispersion 1, Poisson at 1. */
export function countAtLeast(k: number, mean: number, dispersion: number): number {
  if (k <= 0) return 1
  if (mean <= 0) return 0
  return dispersion > 1 ? betainc(1 - 1 / dispersion, k, mean / (dispersion - 1)) : gammainc(mean, k, true, false)
}

/** The smallest k with P(X ≤ k) ≥ p of such a count (`countAtLeast`), for p in (0, 1); found from the normal's guess by doubling and halving. */
export function countQuantile(p: number, mean: number, dispersion: number): number {
  // R's tolerance: a cumulative probability that equals p but for rounding is p.
  const enough = (k: number) => 1 - countAtLeast(k + 1, mean, dispersion) >= p * (1 - 64 * Number.EPSILON)
  if (enough(0)) return 0
  let low = 0
  let high = Math.max(1, Math.ceil(mean + normalUpperQuantile(1 - p) * Math.sqrt(mean * Math.max(1, dispersion))))
  for (; high < Number.MAX_SAFE_INTEGER && !enough(high); high *= 2) low = high
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle
  }
  return high
}

/** P(X ≥ k) of a Poisson X. */
export const poissonAtLeast = (k: number, mean: number): number => countAtLeast(k, mean, 1)
