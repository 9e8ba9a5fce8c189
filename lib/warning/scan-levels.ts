import type { Problem } from './scan-problem'

/** Distance of the levels, in units of the log-likelihood ratio. */
const STEP = 1
/** Thresholds are this much too generous, so that rounding never hides a candidate; the exact ratio decides. */
const GENEROUS = 1e-9
const HALVINGS = 40

/**
 * How windows share a word of 32 bits: so many lanes of so many bits. A lane holds counts and thresholds up to `most`; its highest bit, one of `tops`, is
 * for comparing.
 */
export type Lanes = { readonly perWord: number; readonly bits: number; readonly most: number; readonly tops: number }

const LANES: readonly Lanes[] = [
  { perWord: 4, bits: 8, most: 0x7f, tops: 0x80808080 | 0 },
  { perWord: 2, bits: 16, most: 0x7fff, tops: 0x80008000 | 0 },
]

/** Measures are told apart by this many buckets, finer for small ones. */
const BUCKETS = 1_024
/** Thresholds of every key and window are kept up to this many words a level. */
const MAX_WORDS = 4_000_000

/**
 * Whole-number thresholds at one level. A zone and window whose measure lies in a bucket can beat the ratio only with a count of at least
 * `atLeast` of it, or, looking for too few, of at most `atMost`. `packed` has the exact ones of each key, the first windows in the lowest lanes of the
 * first word. Only what the problem's maximum reads is filled.
 */
export type Level = { readonly ratio: number; readonly atLeast: Int32Array; readonly atMost: Int32Array; readonly packed: Int32Array }

/** Levels by number; a level's ratio is the number times a step. The bucket of a measure is the whole part of its root times `scale`. */
export type Levels = { at(index: number): Level; indexBelow(ratio: number): number; readonly scale: number }

/** The lanes for replicates of at most `cases` cases in windows: the narrowest that hold them; null where they would be too many words to keep, or hold too little. */
export function lanesFor({ windows, measures }: Problem, cases: number): Lanes | null {
  const keys = measures.length / (windows.columns + 1)
  return LANES.find(({ most, perWord }) => cases <= most && keys * Math.ceil(windows.lo.length / perWord) <= MAX_WORDS) ?? null
}

/**
 * Thresholds for the log-likelihood ratios 0, 1, 2 …, each made when it is first asked for. They let a replicate compare whole numbers and
 * take logarithms only for what may be a new maximum.
 */
export function makeLevels(problem: Problem, lanes: Lanes | null): Levels {
  const made: (Level | undefined)[] = []
  const scale = BUCKETS / Math.sqrt(greatestOf(problem) * (1 + GENEROUS))
  return {
    scale,
    at(index) {
      const known = made[index] ?? makeLevel(problem, index * STEP, lanes, scale)
      made[index] = known
      return known
    },
    indexBelow: (ratio) => Math.max(0, Math.floor(ratio / STEP)),
  }
}

function greatestOf({ windows, measures }: Problem): number {
  let greatest = 0
  for (let at = windows.columns; at < measures.length; at += windows.columns + 1) greatest = Math.max(greatest, measures[at] ?? 0)
  return greatest > 0 ? greatest : 1
}

const NONE = new Int32Array(0)

function makeLevel(problem: Problem, ratio: number, lanes: Lanes | null, scale: number): Level {
  const { direction } = problem
  const lowest = fewest(problem, ratio)
  if (lanes) return { ratio, atLeast: NONE, atMost: NONE, packed: pack(byKey(problem, lowest), problem.windows.lo.length, lanes) }
  const edges = Float64Array.from({ length: BUCKETS + 1 }, (_, bucket) => (bucket / scale) ** 2)
  const highest = most(problem, ratio)
  const atLeast = new Int32Array(direction === 'low' ? 0 : BUCKETS)
  const atMost = new Int32Array(direction === 'high' ? 0 : BUCKETS)
  for (let i = 0; i < atLeast.length; i++) atLeast[i] = lowest((edges[i] ?? 0) * (1 - GENEROUS), atLeast[i - 1] ?? 0)
  for (let i = 0; i < atMost.length; i++) atMost[i] = highest((edges[i + 1] ?? 0) * (1 + GENEROUS))
  return { ratio, atLeast, atMost, packed: NONE }
}

/** The fewest cases that beat the ratio with a measure; `before` is an answer for one that was no greater. */
function fewest({ statistic, minCases }: Problem, ratio: number): (measure: number, before: number) => number {
  const bounds: number[] = [0]
  const least = Math.max(1, minCases)
  return (measure, before) => {
    let c = Math.max(least, before)
    for (; c <= statistic.cases; c++) {
      while (c >= bounds.length) bounds.push(greatestMeasure(statistic, bounds.length, ratio))
      if (measure < (bounds[c] ?? 0)) break
    }
    return c
  }
}

/** The most cases that are few enough to beat the ratio with a measure, −1 for none; to be asked for rising measures. */
function most({ statistic }: Problem, ratio: number): (measure: number) => number {
  const bounds: number[] = []
  let c = 0
  return (measure) => {
    for (; c <= statistic.cases; c++) {
      if (c === bounds.length) bounds.push(leastMeasure(statistic, c, ratio))
      if (measure <= (bounds[c] ?? 0)) break
    }
    return c - 1
  }
}

/** A number for every key and window that rises with the measure: found by going on from that of the key before. */
function byKey({ windows, measures }: Problem, find: (measure: number, before: number) => number): Int32Array {
  const width = windows.columns + 1
  const { lo, hi } = windows
  const keys = measures.length / width
  const found = new Int32Array(keys * lo.length)
  for (let w = 0; w < lo.length; w++) {
    const from = lo[w] ?? 0
    const to = hi[w] ?? 0
    let last = 0
    let before = 0
    for (let k = 0; k < keys; k++) {
      const measure = (measures[k * width + to] ?? 0) - (measures[k * width + from] ?? 0)
      before = find(measure, measure >= last ? before : 0)
      last = measure
      found[k * lo.length + w] = before
    }
  }
  return found
}

function pack(values: Int32Array, windows: number, { perWord, bits, most, tops }: Lanes): Int32Array {
  const words = Math.ceil(windows / perWord)
  const packed = new Int32Array((values.length / windows) * words).fill(~tops) // lanes without a window ask for more than there is
  for (let i = 0; i < values.length; i++) {
    const w = i % windows
    const at = ((i - w) / windows) * words + Math.floor(w / perWord)
    const shift = (w % perWord) * bits
    packed[at] = ((packed[at] ?? 0) & ~(most << shift)) | (Math.min(values[i] ?? 0, most) << shift)
  }
  return packed
}

/** The measure below which `count` cases are more than the ratio asks. */
function greatestMeasure({ high, expected, range }: Problem['statistic'], count: number, ratio: number): number {
  const [least, most] = range(count)
  let [lower, upper] = [least, Math.min(most, count / expected(1))]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (lower + upper) / 2
    if (high(count, middle) > ratio) lower = middle
    else upper = middle
  }
  return upper * (1 + GENEROUS)
}

/** The measure above which `count` cases are fewer than the ratio asks. */
function leastMeasure({ low, expected, range }: Problem['statistic'], count: number, ratio: number): number {
  const [, most] = range(count)
  let lower = Math.min(most, count / expected(1))
  let upper = Math.min(most, Math.max(1, 2 * lower))
  while (low(count, upper) <= ratio) {
    if (upper >= most) return Infinity
    lower = upper
    upper = Math.min(most, upper * 2)
  }
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (lower + upper) / 2
    if (low(count, middle) > ratio) upper = middle
    else lower = middle
  }
  return lower * (1 - GENEROUS)
}
