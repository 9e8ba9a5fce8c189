/** Days of a block: four whole weeks, so that each has the same weekdays. */
export const CREEPING_DAYS = 28
/** Blocks of a year: the same season lies so many blocks back, and a day and a quarter. */
const YEAR = 13
/** Blocks that the sum goes over, and how few tell something. */
const RUN = 12
const MIN_RUN = 3
/** So many blocks say all that can be said, and how few say something: a run, and the season of its first block a year before. */
export const CREEPING_BLOCKS = RUN + YEAR + 1
export const MIN_CREEPING_BLOCKS = MIN_RUN + YEAR + 1
/** Allowance and decision interval in standard deviations: without any shift a series is told once in 930 blocks (`detect cusum-arl --k 0.5 --h 5`). */
const K = 0.5
const H = 5
/** A share of fewer events than this a year ago is chance. */
const MIN_EVENTS = 30
/** A rise of less is worth no line. */
const MIN_RATIO = 1.1
/** Half the weight of a normal's absolute deviations lies below this. */
const MEDIAN_DEVIATION = 0.6745

/** Events of a series and of all others in one block. */
export type Block = { readonly own: number; readonly others: number }

/**
 * A series that creeps upwards: how much the last block had and would have had by the season, and for how many blocks up to the last the sum has been above 0: since then it rises.
 * `statistic` is the sum, in standard deviations.
 */
export type Creeping = { readonly count: number; readonly expected: number; readonly blocks: number; readonly statistic: number }

/**
 * Does a series rise so slowly (缓升) that no night shows it? Blocks of 28 days, the last one last. Each of the last twelve is held against the same season a
 * year before (the block 13 before it and its two neighbours): expected is what the others have now × the ratio of own to others then, so that the growth of everything is none. z = (own −
 * expected)/√(φ·expected·(1 + expected/R)) with R the own events of the reference, and φ ≥ 1 by the median of the squared differences of z running; the one-sided CUSUM
 * S = max(0, S + z − ½) tells where S ≥ 5 at the end, has been above 0 for three blocks
 * or more (a jump is for the other rules), and the last block is a tenth above what is expected. Null where it does not, or where a year and three blocks are
 * not there or held too little. Sources: Page, *Continuous inspection schemes*, 1954; successive differences: von Neumann and others 1941.
 */
export function creepingRise(blocks: readonly Block[]): Creeping | null {
  const first = Math.max(YEAR + 1, blocks.length - RUN)
  if (blocks.length - first < MIN_RUN) return null
  const compared = blocks.slice(first).map(({ own, others }, i) => {
    const then = blocks.slice(first + i - YEAR - 1, first + i - YEAR + 2)
    const [reference, beside] = [sumOf(then.map((one) => one.own)), sumOf(then.map((one) => one.others))]
    const expected = beside > 0 ? (others * reference) / beside : 0
    return { own, expected, reference, z: expected > 0 ? (own - expected) / Math.sqrt(expected * (1 + expected / reference)) : 0 }
  })
  const last = compared.at(-1)
  if (!last || compared.some(({ reference }) => reference < MIN_EVENTS)) return null
  const differences = compared.slice(1).map(({ z }, i) => Math.abs(z - (compared[i]?.z ?? 0)) / Math.SQRT2)
  const spread = Math.max(1, medianOf(differences) / MEDIAN_DEVIATION)
  let [sum, length] = [0, 0]
  for (const { z } of compared) {
    sum = Math.max(0, sum + z / spread - K)
    length = sum > 0 ? length + 1 : 0
  }
  return sum >= H && length >= MIN_RUN && last.own >= MIN_RATIO * last.expected
    ? { count: last.own, expected: last.expected, blocks: length, statistic: sum }
    : null
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, n) => sum + n, 0)

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2
}
