import gammainc from '@stdlib/math-base-special-gammainc'

/** A place's observed number, and what is usual there: any number of at least 0 in the same unit. */
export type Counted = { observed: number; expected: number }

/** How many times its usual a place stands at: the mean of what may be, and the middle 80 % of it. */
export type PosteriorRatio = { mean: number; low: number; high: number }

/** Of the interval, below and above it. */
const TAIL = 0.1
/** Fewer places say little of how places differ: each is then taken to be as the others, as far as its own number allows. */
const MIN_PLACES = 10

/** A gamma distribution by its shape and rate. */
type Gamma = { shape: number; rate: number }

/**
 * The gamma distribution of the rates of places, by moments: the mean of the rates weighted by exposure, and how much more they vary than
 * Poisson numbers of one rate would. It never says that they do not vary at all: then the mean's own variance is taken. Marshall, *Mapping
 * disease and mortality rates using empirical Bayes estimators*, 1991. Null where nothing was observed.
 */
export function gammaByMoments(places: readonly { count: number; exposure: number }[]): Gamma | null {
  const count = places.reduce((sum, place) => sum + place.count, 0)
  const exposure = places.reduce((sum, place) => sum + place.exposure, 0)
  if (count <= 0 || exposure <= 0) return null
  const mean = count / exposure
  const spread = places.reduce((sum, place) => (place.exposure > 0 ? sum + place.exposure * (place.count / place.exposure - mean) ** 2 : sum), 0)
  const variance = places.length < MIN_PLACES ? 0 : spread / exposure - mean / (exposure / places.length)
  const kept = Math.max(variance, mean / exposure)
  return { shape: (mean * mean) / kept, rate: mean / kept }
}

/** The x with P(X ≤ x) = p of a gamma X, for p in (0, 1), to nine digits (below a thousandth fewer), by doubling and halving. */
export function gammaQuantile(p: number, { shape, rate }: Gamma): number {
  let [low, high] = [0, Math.max(1, shape)]
  while (gammainc(high, shape) < p) [low, high] = [high, 2 * high]
  while (high - low > 1e-9 * high + 1e-12) {
    const middle = (low + high) / 2
    if (gammainc(middle, shape) < p) low = middle
    else high = middle
  }
  return high / rate
}

/**
 * How many times its usual each place may stand at, by the gamma-Poisson model: observed is Poisson with mean expected × ratio, and the ratios of the
 * places come from one gamma distribution, fitted by moments. A small number is drawn towards what the others say, a large one stands by
 * itself. Clayton and Kaldor, *Empirical Bayes estimates of age-standardized relative risks*, 1987. In the order given; null where nothing was
 * observed anywhere.
 */
export function posteriors(places: readonly Counted[]): Gamma[] | null {
  const prior = gammaByMoments(places.map(({ observed, expected }) => ({ count: observed, exposure: expected })))
  return prior && places.map(({ observed, expected }) => ({ shape: prior.shape + observed, rate: prior.rate + expected }))
}

/** The ratio of one place, by what it may be. Nearly all of the work is the interval. */
export const ratioOf = (own: Gamma): PosteriorRatio => ({
  mean: own.shape / own.rate,
  low: gammaQuantile(TAIL, own),
  high: gammaQuantile(1 - TAIL, own),
})
