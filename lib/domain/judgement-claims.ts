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
/** So many events beside a part tell how busy a week was, to a tenth or better. */
const ENOUGH_BESIDE = 100
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
  /** count ÷ what it would be at the usual rate, with its 95 % interval; `high` null: without end */
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

/** The weeks that a count is held against: what each counted, and how much there was to count in it, this one being 1. */
type Past = { counts: readonly number[]; exposures: readonly number[] }

const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** How much more these weeks vary than Poisson counts of their exposure do: Pearson's χ² over its degrees of freedom, at least 1. */
function dispersion({ counts, exposures }: Past): number {
  const rate = sumOf(counts) / sumOf(exposures)
  if (counts.length < 2 || rate === 0) return 1
  const squares = counts.map((count, i) => (count - rate * (exposures[i] ?? 1)) ** 2 / (rate * (exposures[i] ?? 1)))
  return Math.max(1, sumOf(squares) / (counts.length - 1))
}

/**
 * The interval of the ratio of a count to the rate of earlier weeks: given the sum of all, the count is binomial with share r / (r + E), where r
 * is the ratio and E the sum of the exposures, so Wilson's interval of the share is one of the ratio (the conditional method of Przyborowski and
 * Wilenski, Biometrika 31, 1940). Weeks that vary φ times as much as Poisson counts do count for 1/φ of their events.
 */
function ratioInterval(count: number, past: Past): { low: number; high: number | null } {
  const [all, sum, phi] = [sumOf(past.exposures), sumOf(past.counts), dispersion(past)]
  const { low, high } = wilson(count / phi, (count + sum) / phi)
  return { low: (all * low) / (1 - low), high: high >= 1 ? null : (all * high) / (1 - high) }
}

/**
 * Whether the count is rare given the sum of all these weeks: by the exact binomial tail, which for few events is wider than any interval of
 * scores, and for weeks that vary more with the events that they count for, cut against the claim.
 */
function claimOf(count: number, past: Past, { low, high }: { low: number; high: number }): Claim {
  const [share, sum, phi] = [1 / (sumOf(past.exposures) + 1), sumOf(past.counts), dispersion(past)]
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

/** What counted beside a part, in this week and in those before: so much of the whole as is not the part. */
export type Beside = { count: number; before: readonly number[] }

/** How much there was to count in each week beside this one, by what else was counted; all the same where that is too little to tell. */
function exposuresOf(weeks: number, beside: Beside | undefined): number[] {
  const isTold = beside !== undefined && beside.count >= ENOUGH_BESIDE && beside.before.every((count) => count >= ENOUGH_BESIDE)
  return Array.from({ length: weeks }, (_, i) => (isTold ? (beside.before[i] ?? 0) / beside.count : 1))
}

/**
 * Holds a count against the same days of earlier weeks, the latest first. It is said to be above or below the usual only where it lies outside
 * their P10 to P90 and is so rare by chance, and of fewer than five events never. With `beside`, of a part, it is held against what the week
 * brought otherwise: on a holiday on which everything halves no part of it is below its usual.
 */
export function compare(count: number, before: readonly number[], beside?: Beside): Comparison {
  const weeks = before.length
  const usual = usualOf(before)
  if (weeks < MIN_WEEKS || !usual) return { count, weeks, usual: null, band: null, ratio: null, claim: 'unknown', few: true }
  const past = { counts: before, exposures: exposuresOf(weeks, beside) }
  const [mean, rate] = [sumOf(before) / weeks, sumOf(before) / sumOf(past.exposures)]
  const few = count < FEW_EVENTS && mean < FEW_EVENTS
  const atSameRate = usualOf(before.map((of, i) => of / (past.exposures[i] ?? 1))) ?? usual
  const claim = few ? 'usual' : claimOf(count, past, atSameRate)
  const ratio = rate > 0 ? { value: count / rate, ...ratioInterval(count, past) } : null
  return { count, weeks, usual: mean, band: { low: usual.low, high: usual.high }, ratio, claim, few }
}

/** How many more than usual; 0 where nothing is known. */
export const excessOf = ({ count, usual }: Comparison): number => (usual === null ? 0 : count - usual)
