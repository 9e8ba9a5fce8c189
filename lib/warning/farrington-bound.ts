import { normalUpper } from './probability'

/** The powers by which a count is made nearly symmetric before it is compared with the normal. */
export const POWERS = ['none', 'sqrt', 'two-thirds'] as const

/** A usual count: mean, standard error of the mean on its own scale, dispersion. */
export type Usual = { mean: number; error: number; dispersion: number }

const EXPONENTS = { none: 1, sqrt: 1 / 2, 'two-thirds': 2 / 3 } as const

/**
 * The bounds z standard deviations from a usual count on the scale of a power, and P(count ≥ observed) on that scale. With τ = φ + se²/μ
 * the variance of y^e is e²·μ^(2e−1)·τ. Below zero the lower bound is 0. Source: Farrington, Andrews, Beale and Catchpole 1996.
 */
export function farringtonBound(power: (typeof POWERS)[number], { mean, error, dispersion }: Usual, z: number, observed: number) {
  const exponent = EXPONENTS[power]
  const tau = dispersion + error ** 2 / mean
  const middle = mean ** exponent
  const sd = exponent * Math.sqrt(mean ** (2 * exponent - 1) * tau)
  const back = (x: number) => (x > 0 ? x ** (1 / exponent) : 0)
  return { lower: back(middle - z * sd), upper: back(middle + z * sd), p: normalUpper((observed ** exponent - middle) / sd) }
}
