import type { Problem } from './scan-problem'

/** Distance of the levels, in units of the log-likelihood ratio. */
const STEP = 1
/** Thresholds are this much too generous, so that rounding never hides a candidate; the exact ratio decides. */
const GENEROUS = 1e-9
const HALVINGS = 40

/** The greatest count or threshold that one of the two lanes of a word holds: 15 bits, since the highest is for comparing. */
export const LANE_MOST = 0x7fff

/**
 * Whole-number thresholds at one level: a zone of key k can beat it in window w only with a count of at least `atLeast[k·windows + w]`, or,
 * looking for too few, of at most `atMost` there. `packed` has those of `atLeast` two a word, windows 2j and 2j + 1 in word j of
 * ⌈windows / 2⌉. Only what the problem's maximum reads is filled.
 */
export type Level = { readonly ratio: number; readonly atLeast: Int32Array; readonly atMost: Int32Array; readonly packed: Int32Array }

/** Levels by number; a level's ratio is the number times a step. */
export type Levels = { at(index: number): Level; indexBelow(ratio: number): number }

/**
 * Thresholds for the log-likelihood ratios 0, 1, 2 …, each made when it is first asked for. They let a replicate compare whole numbers and
 * take logarithms only for what may be a new maximum. A level costs one value a key and window.
 */
export function makeLevels(problem: Problem, packed: boolean): Levels {
  const made: (Level | undefined)[] = []
  return {
    at(index) {
      const known = made[index] ?? makeLevel(problem, index * STEP, packed)
      made[index] = known
      return known
    },
    indexBelow: (ratio) => Math.max(0, Math.floor(ratio / STEP)),
  }
}

const NONE = new Int32Array(0)

function makeLevel(problem: Problem, ratio: number, packed: boolean): Level {
  const atLeast = problem.direction === 'low' ? NONE : fewest(problem, ratio)
  const atMost = problem.direction === 'high' ? NONE : most(problem, ratio)
  return packed ? { ratio, atLeast: NONE, atMost, packed: pack(atLeast, problem.windows.lo.length) } : { ratio, atLeast, atMost, packed: NONE }
}

/** For every key and window the fewest cases that beat the ratio. */
function fewest(problem: Problem, ratio: number): Int32Array {
  const { statistic, minCases } = problem
  const bounds: number[] = [0]
  return byKey(problem, (measure, before) => {
    let c = before
    for (; c <= statistic.cases; c++) {
      if (c === bounds.length) bounds.push(greatestMeasure(statistic, c, ratio))
      if (measure < (bounds[c] ?? 0)) break
    }
    return c
  }).map((c) => Math.max(c, minCases, 1))
}

/** For every key and window the most cases that are few enough to beat the ratio, −1 for none. */
function most(problem: Problem, ratio: number): Int32Array {
  const { statistic } = problem
  const bounds: number[] = []
  return byKey(problem, (measure, before) => {
    let c = before // one more than the most
    for (; c <= statistic.cases; c++) {
      if (c === bounds.length) bounds.push(leastMeasure(statistic, c, ratio))
      if (measure <= (bounds[c] ?? 0)) break
    }
    return c
  }).map((c) => c - 1)
}

/** A number for every key and window that rises with the measure: found by going on from that of the key before. */
function byKey({ windows, measures }: Problem, find: (measure: number, before: number) => number): Int32Array {
  const width = windows.columns + 1
  const { lo, hi } = windows
  const keys = measures.length / width
  const found = new Int32Array(keys * lo.length)
  for (let w = 0; w < lo.length; w++) {
    const [from, to] = [lo[w] ?? 0, hi[w] ?? 0]
    let [last, before] = [0, 0]
    for (let k = 0; k < keys; k++) {
      const measure = (measures[k * width + to] ?? 0) - (measures[k * width + from] ?? 0)
      before = find(measure, measure >= last ? before : 0)
      last = measure
      found[k * lo.length + w] = before
    }
  }
  return found
}

function pack(values: Int32Array, windows: number): Int32Array {
  const words = Math.ceil(windows / 2)
  const packed = new Int32Array((values.length / windows) * words).fill(LANE_MOST << 16)
  for (let i = 0; i < values.length; i++) {
    const w = i % windows
    const at = ((i - w) / windows) * words + (w >> 1)
    const value = Math.min(values[i] ?? 0, LANE_MOST)
    packed[at] = w & 1 ? ((packed[at] ?? 0) & 0xffff) | (value << 16) : ((packed[at] ?? 0) & ~0xffff) | value
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
