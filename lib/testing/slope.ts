/** A straight line through samples: how much a step of x adds, and the interval that holds the true slope 19 times in 20. */
export type Slope = { slope: number; low: number; high: number }

/** Two-sided 95% points of Student's t for 1 … 30 degrees of freedom; beyond that the normal's is near enough. */
const T95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08,
  2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/**
 * Least squares with the interval of the slope. What a sample has of the one before (a heap is collected in waves) makes fewer of them
 * count: n is shortened by (1 − r)/(1 + r) with r the residuals' correlation at lag one. Needs at least 5 samples.
 */
export function slopeOf(samples: readonly { x: number; y: number }[]): Slope {
  const n = samples.length
  if (n < 5) throw new RangeError(`a slope of ${n} samples says nothing`)
  const mean = (of: (s: { x: number; y: number }) => number) => samples.reduce((sum, s) => sum + of(s), 0) / n
  const [mx, my] = [mean((s) => s.x), mean((s) => s.y)]
  const sxx = samples.reduce((sum, { x }) => sum + (x - mx) ** 2, 0)
  const slope = samples.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0) / sxx
  const residuals = samples.map(({ x, y }) => y - my - slope * (x - mx))
  const squares = residuals.reduce((sum, r) => sum + r * r, 0)
  const lagged = residuals.slice(1).reduce((sum, r, i) => sum + r * (residuals[i] ?? 0), 0)
  const r = squares > 0 ? Math.max(0, Math.min(0.9, lagged / squares)) : 0
  const effective = Math.max(3, (n * (1 - r)) / (1 + r))
  const error = Math.sqrt(squares / (n - 2) / sxx) * Math.sqrt(n / effective)
  const half = (T95[Math.floor(effective) - 3] ?? 1.98) * error
  return { slope, low: slope - half, high: slope + half }
}

/** Does it grow? So it does when even the lowest slope that fits the samples is above zero. */
export const grows = ({ low }: Slope): boolean => low > 0
