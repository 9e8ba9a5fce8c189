import * as z from 'zod/mini'
import { MIN_WEEKS, usualOf } from './trends'

/** Two-sided 95 %: what intervals are drawn by. */
const INTERVAL_Z = 1.959964
/**
 * Two-sided 99.9 %: what a claim takes. A report looks at some ninety rows (types and places), of which by chance alone one a day would leave
 * its 95 % interval for every twenty; by this it is one in eleven reports.
 */
const CLAIM_Z = 3.290527
/** With fewer events than this on either side a ratio says little (样本少). */
const FEW_EVENTS = 5
/** Shares of fewer than this are shown with their interval (样本少). */
export const FEW_OF_RATE = 30

/** What the data support: more or fewer than usual, neither, or too little is known to say. */
export const Claim = z.enum(['above', 'below', 'usual', 'unknown'])
export type Claim = z.infer<typeof Claim>

/** A count beside what is usual for it. `weeks`: as many periods were compared; below `MIN_WEEKS` nothing is said. */
export const Comparison = z.object({
  count: z.int(),
  weeks: z.int(),
  /** the mean of these weeks, so that the differences of the parts add up to that of the whole */
  usual: z.nullable(z.number()),
  /** P10 and P90 of these weeks */
  band: z.nullable(z.object({ low: z.number(), high: z.number() })),
  /** count ÷ usual with its 95 % interval; `high` null: without end */
  ratio: z.nullable(z.object({ value: z.number(), low: z.number(), high: z.nullable(z.number()) })),
  claim: Claim,
  /** 样本少 */
  few: z.boolean(),
})
export type Comparison = z.infer<typeof Comparison>

/** Wilson's score interval of a share, `z` deviations wide (E. B. Wilson, JASA 22, 1927); `of` need not be whole. */
export function wilson(count: number, of: number, z: number = INTERVAL_Z): { low: number; high: number } {
  if (of <= 0) return { low: 0, high: 1 }
  const [share, zz] = [count / of, z * z]
  const middle = (share + zz / (2 * of)) / (1 + zz / of)
  const half = (z / (1 + zz / of)) * Math.sqrt((share * (1 - share)) / of + zz / (4 * of * of))
  return { low: count <= 0 ? 0 : Math.max(0, middle - half), high: count >= of ? 1 : Math.min(1, middle + half) }
}

/**
 * The interval of the ratio of a count to the mean of n earlier ones: given their sum, the count is binomial with share r / (r + n), where r is
 * the ratio, so Wilson's interval of the share is one of the ratio (the conditional method of Przyborowski and Wilenski, Biometrika 31, 1940).
 * Weeks that vary more than a Poisson count does (variance over mean φ > 1) count for 1/φ of their events.
 */
function ratioInterval(count: number, before: readonly number[], z: number): { low: number; high: number | null } {
  const [n, sum, phi] = [before.length, before.reduce((a, b) => a + b, 0), dispersion(before)]
  const { low, high } = wilson(count / phi, (count + sum) / phi, z)
  return { low: (n * low) / (1 - low), high: high >= 1 ? null : (n * high) / (1 - high) }
}

function dispersion(counts: readonly number[]): number {
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length
  if (counts.length < 2 || mean === 0) return 1
  return Math.max(1, counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1) / mean)
}

/**
 * Holds a count against the same days of earlier weeks, the latest first. It is said to be above or below the usual only where it lies outside
 * their P10 to P90 and the 99.9 % interval of its ratio does not hold 1.
 */
export function compare(count: number, before: readonly number[]): Comparison {
  const weeks = before.length
  const usual = usualOf(before)
  if (weeks < MIN_WEEKS || !usual) return { count, weeks, usual: null, band: null, ratio: null, claim: 'unknown', few: true }
  const mean = before.reduce((a, b) => a + b, 0) / weeks
  const { low, high } = ratioInterval(count, before, CLAIM_Z)
  const claim: Claim = count > usual.high && low > 1 ? 'above' : count < usual.low && high !== null && high < 1 ? 'below' : 'usual'
  const ratio = mean > 0 ? { value: count / mean, ...ratioInterval(count, before, INTERVAL_Z) } : null
  const few = count < FEW_EVENTS && mean < FEW_EVENTS
  return { count, weeks, usual: mean, band: { low: usual.low, high: usual.high }, ratio, claim, few }
}

/** How many more than usual; 0 where nothing is known. */
export const excessOf = ({ count, usual }: Comparison): number => (usual === null ? 0 : count - usual)
