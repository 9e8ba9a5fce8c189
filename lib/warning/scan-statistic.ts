/** What is held to be true where there is no cluster. */
export const SCAN_MODELS = ['poisson', 'permutation', 'bernoulli', 'ebp'] as const

/** One of SCAN_MODELS. */
export type ScanModel = (typeof SCAN_MODELS)[number]

/** Which clusters are looked for: more than expected, less, or either. */
export const DIRECTIONS = ['high', 'low', 'both'] as const

/** One of DIRECTIONS. */
export type Direction = (typeof DIRECTIONS)[number]

/** a·ln(a / b), 0 for a = 0. */
const term = (a: number, b: number): number => (a > 0 ? a * Math.log(a / b) : 0)

/**
 * The log-likelihood ratio of a cluster with `count` cases where its measure is `measure`. It falls with the measure while there are more cases
 * than expected and rises with it while there are fewer.
 */
export type Statistic = {
  /** the ratio if there are more than expected, else 0 */
  high(count: number, measure: number): number
  /** the ratio if there are fewer than expected, else 0 */
  low(count: number, measure: number): number
  /** what is expected for a measure */
  expected(measure: number): number
  /** the measures that a cluster with so many cases can have */
  range(count: number): readonly [least: number, most: number]
  /** the most cases that there can be */
  readonly cases: number
}

/**
 * Poisson and permutation (Kulldorff 1997; Kulldorff et al. 2005), given that there are `cases` in all:
 * c·ln(c/e) + (C − c)·ln((C − c)/(C − e)); the measure is e. `divisor` divides the measure first, so that whole numbers stay exact.
 */
export function poissonStatistic(cases: number, divisor: number): Statistic {
  const ratio = (c: number, e: number) => term(c, e) + term(cases - c, cases - e)
  return {
    high: (c, m) => (c * divisor > m ? ratio(c, m / divisor) : 0),
    low: (c, m) => (c * divisor < m ? ratio(c, Math.min(cases, m / divisor)) : 0),
    expected: (m) => m / divisor,
    range: () => [0, cases * divisor],
    cases,
  }
}

/** Bernoulli (Kulldorff 1997): `cases` among `trials` in all; the measure is the trials in the cluster. */
export function bernoulliStatistic(cases: number, trials: number): Statistic {
  const whole = term(cases, trials) + term(trials - cases, trials)
  const ratio = (c: number, n: number) => term(c, n) + term(n - c, n) + term(cases - c, trials - n) + term(trials - n - cases + c, trials - n) - whole
  return {
    high: (c, n) => (c * trials > cases * n ? Math.max(0, ratio(c, n)) : 0),
    low: (c, n) => (c * trials < cases * n ? Math.max(0, ratio(c, n)) : 0),
    expected: (n) => (n * cases) / trials,
    range: (c) => [c, trials - cases + c],
    cases,
  }
}

/** Expectation-based Poisson (Neill et al. 2005): c·ln(c/b) + b − c, of the cluster alone; the measure is the baseline b. */
export function baselineStatistic(): Statistic {
  const ratio = (c: number, b: number) => term(c, b) + b - c
  return {
    high: (c, b) => (c > b ? ratio(c, b) : 0),
    low: (c, b) => (c < b ? ratio(c, b) : 0),
    expected: (b) => b,
    range: () => [0, Infinity],
    cases: Infinity,
  }
}
