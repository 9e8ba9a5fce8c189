import { normalUpperQuantile } from './probability'
import type { SeriesRow } from './series'

/** Early Aberration Reporting System: C1 compares with the days just before, C2 and C3 leave two days between. */
export const EARS_METHODS = ['C1', 'C2', 'C3'] as const

/** `baseline` is in time units (at least 2), `alpha` the tail of the normal, `minSd` the least standard deviation that is believed. */
export type EarsOptions = { method: (typeof EARS_METHODS)[number]; baseline: number; alpha: number; minSd: number }

/** Units between the baseline and the unit that is judged, and units before it whose C2 is added (C3). */
const SHAPES = { C1: { gap: 0, before: 0 }, C2: { gap: 2, before: 0 }, C3: { gap: 2, before: 2 } } as const

/** How many counts must come before the first that can be judged. */
export const earsNeeds = ({ method, baseline }: EarsOptions): number => baseline + SHAPES[method].gap + SHAPES[method].before

/** The tail of the normal when none is asked for: C3 adds three units and is judged at about 2 standard deviations, the others at about 3. */
export const EARS_ALPHA = { C1: 0.001, C2: 0.001, C3: 0.025 } as const

/**
 * EARS C1, C2 and C3 at the places `at` of a series (each ≥ `earsNeeds`). With the mean m and the standard deviation s (n − 1) of the
 * baseline, C1 and C2 are (y − m)/s and alarm when y > m + z·s. C3 adds max(0, C2 − 1) of the two units before to that of this one; as in R's
 * surveillance it alarms when y is above max(0, y + s·(z − the two before)): a rise that has lasted, not one that begins. Where s = 0 the
 * upper bound is m, and C is 0 up to it and infinite (null) above it.
 * Sources: Hutwagner, Thompson, Seeman and Treadwell 2003; Salmon, Schumacher and Höhle 2016, for the bounds.
 */
export function ears(counts: readonly number[], at: readonly number[], options: EarsOptions): SeriesRow[] {
  const { gap, before } = SHAPES[options.method]
  const z = normalUpperQuantile(options.alpha)
  return at.map((t) => {
    const { mean, sd } = usual(counts, t, gap, options)
    const observed = counts[t] ?? 0
    let carried = 0
    for (let i = t - before; i < t; i++) carried += excess(score(counts[i] ?? 0, usual(counts, i, gap, options)))
    const c3 = options.method === 'C3'
    const upper = sd === 0 ? mean : c3 ? Math.max(0, observed + sd * (z - carried)) : mean + z * sd
    const own = score(observed, { mean, sd })
    const statistic = c3 ? carried + excess(own) : own
    return { at: t, observed, expected: mean, upper, statistic: Number.isFinite(statistic) ? statistic : null, alarm: observed > upper }
  })
}

type Usual = { mean: number; sd: number }

function usual(counts: readonly number[], t: number, gap: number, { baseline, minSd }: EarsOptions): Usual {
  const past = counts.slice(t - gap - baseline, t - gap)
  const mean = past.reduce((sum, y) => sum + y, 0) / baseline
  const squares = past.reduce((sum, y) => sum + (y - mean) ** 2, 0)
  return { mean, sd: Math.max(minSd, Math.sqrt(squares / (baseline - 1))) }
}

function score(count: number, { mean, sd }: Usual): number {
  if (sd > 0) return (count - mean) / sd
  return count > mean ? Number.POSITIVE_INFINITY : 0
}

const excess = (c2: number) => Math.max(0, c2 - 1)
