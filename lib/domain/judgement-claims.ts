import * as z from 'zod/mini'
import { MIN_WEEKS, usualOf } from './trends'

/** Two-sided 95 %: what intervals are drawn by. */
const INTERVAL_Z = 1.959964
/**
 * At either end: how rare a count must be by chance to be claimed. A report looks at some ninety rows (types and places), four or five of which
 * leave their 95 % interval by chance alone; by this one does in eleven reports.
 */
const CLAIM_TAIL = 0.0005
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

/** Wilson's 95 % score interval of a share (E. B. Wilson, JASA 22, 1927); `of` need not be whole. */
export function wilson(count: number, of: number): { low: number; high: number } {
  if (of <= 0) return { low: 0, high: 1 }
  const [share, z, zz] = [count / of, INTERVAL_Z, INTERVAL_Z ** 2]
  const middle = (share + zz / (2 * of)) / (1 + zz / of)
  const half = (z / (1 + zz / of)) * Math.sqrt((share * (1 - share)) / of + zz / (4 * of * of))
  return { low: count <= 0 ? 0 : Math.max(0, middle - half), high: count >= of ? 1 : Math.min(1, middle + half) }
}

/**
 * The interval of the ratio of a count to the mean of n earlier ones: given their sum, the count is binomial with share r / (r + n), where r is
 * the ratio, so Wilson's interval of the share is one of the ratio (the conditional method of Przyborowski and Wilenski, Biometrika 31, 1940).
 * Weeks that vary more than a Poisson count does (variance over mean φ > 1) count for 1/φ of their events.
 */
function ratioInterval(count: number, before: readonly number[]): { low: number; high: number | null } {
  const [n, sum, phi] = [before.length, before.reduce((a, b) => a + b, 0), dispersion(before)]
  const { low, high } = wilson(count / phi, (count + sum) / phi)
  return { low: (n * low) / (1 - low), high: high >= 1 ? null : (n * high) / (1 - high) }
}

/**
 * Whether the count is rare given the sum of all these weeks: by the exact binomial tail, which for few events is wider than any interval of
 * scores, and for weeks that vary more with the events that they count for, cut against the claim.
 */
function claimOf(count: number, before: readonly number[], { low, high }: { low: number; high: number }): Claim {
  const [share, sum, phi] = [1 / (before.length + 1), before.reduce((a, b) => a + b, 0), dispersion(before)]
  const isRare = (least: number, others: number, of: number) => upperTail(least, least + others, of) <= CLAIM_TAIL
  if (count > high && isRare(Math.floor(count / phi), Math.ceil(sum / phi), share)) return 'above'
  // few of this week are many of the others
  if (count < low && isRare(Math.floor(sum / phi), Math.ceil(count / phi), 1 - share)) return 'below'
  return 'usual'
}

/** The chance of at least `count` of `of` with this share each; terms are added until they no longer matter. */
function upperTail(count: number, of: number, share: number): number {
  if (count <= of * share) return 1 // not rare, and its terms would still grow
  let term = Math.exp(logFactorial(of) - logFactorial(count) - logFactorial(of - count) + count * Math.log(share) + (of - count) * Math.log1p(-share))
  let sum = 0
  for (let n = count; n <= of && term > sum * 1e-12; n++) {
    sum += term
    term *= ((of - n) / (n + 1)) * (share / (1 - share))
  }
  return sum
}

/** ln n! by Stirling's series from ten on, where its first three terms are right to 1e-10. */
function logFactorial(n: number): number {
  if (n < 10) return Math.log(Array.from({ length: n }, (_, i) => i + 1).reduce((product, i) => product * i, 1))
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1_260 * n ** 5)
}

function dispersion(counts: readonly number[]): number {
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length
  if (counts.length < 2 || mean === 0) return 1
  return Math.max(1, counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1) / mean)
}

/**
 * Holds a count against the same days of earlier weeks, the latest first. It is said to be above or below the usual only where it lies outside
 * their P10 to P90 and is so rare by chance, and of fewer than five events never.
 */
export function compare(count: number, before: readonly number[]): Comparison {
  const weeks = before.length
  const usual = usualOf(before)
  if (weeks < MIN_WEEKS || !usual) return { count, weeks, usual: null, band: null, ratio: null, claim: 'unknown', few: true }
  const mean = before.reduce((a, b) => a + b, 0) / weeks
  const few = count < FEW_EVENTS && mean < FEW_EVENTS
  const claim = few ? 'usual' : claimOf(count, before, usual)
  const ratio = mean > 0 ? { value: count / mean, ...ratioInterval(count, before) } : null
  return { count, weeks, usual: mean, band: { low: usual.low, high: usual.high }, ratio, claim, few }
}

/** How many more than usual; 0 where nothing is known. */
export const excessOf = ({ count, usual }: Comparison): number => (usual === null ? 0 : count - usual)
