import type { SeriesRow } from './series'

/** How a count is made nearly standard normal before it is added up. */
export const TRANSFORMS = ['standard', 'rossi', 'anscombe'] as const

/** `mean` is the usual count (above 0), `k` the allowance and `h` the decision interval, both in standard deviations. */
export type CusumOptions = { transform: (typeof TRANSFORMS)[number]; mean: number; k: number; h: number }

const STANDARDISED: Readonly<Record<(typeof TRANSFORMS)[number], (y: number, mean: number) => number>> = {
  standard: (y, mean) => (y - mean) / Math.sqrt(mean),
  rossi: (y, mean) => (y - 3 * mean + 2 * Math.sqrt(mean * y)) / (2 * Math.sqrt(mean)),
  anscombe: (y, mean) => (1.5 * (y ** (2 / 3) - mean ** (2 / 3))) / mean ** (1 / 6),
}

/**
 * The one-sided CUSUM S = max(0, S + x − k) of the counts at the places `at`, in their order and from 0 before the first; it alarms while
 * S ≥ h and is not set back by an alarm. Sources: Page 1954; Rossi, Lampugnani and Marchi 1999 for both transformations but the plain one.
 */
export function cusum(counts: readonly number[], at: readonly number[], { transform, mean, k, h }: CusumOptions): SeriesRow[] {
  let sum = 0
  return at.map((t) => {
    const observed = counts[t] ?? 0
    sum = Math.max(0, sum + STANDARDISED[transform](observed, mean) - k)
    return { at: t, observed, expected: mean, statistic: sum, alarm: sum >= h }
  })
}
