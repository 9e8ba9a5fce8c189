import type { Problem } from './scan-problem'

/** Distance of the levels, in units of the log-likelihood ratio. */
const STEP = 0.5
/** Thresholds are this much too generous, so that rounding never hides a candidate; the exact ratio decides. */
const GENEROUS = 1e-9
const HALVINGS = 52

/**
 * Whole-number thresholds at one level: a zone of key k can beat it in window w only with a count of at least `atLeast[k·windows + w]`, or,
 * looking for too few, of at most `atMost` there.
 */
export type Level = { readonly ratio: number; readonly atLeast: Int32Array; readonly atMost: Int32Array }

/**
 * Thresholds for the log-likelihood ratios 0, ½, 1 …, each made when it is first asked for. They let a replicate compare whole numbers and
 * take logarithms only for what may be a new maximum. A level costs one value a key and window.
 */
export function makeLevels(problem: Problem): { at(index: number): Level; indexBelow(ratio: number): number } {
  const made: (Level | undefined)[] = []
  return {
    at(index) {
      const known = made[index] ?? thresholds(problem, index * STEP)
      made[index] = known
      return known
    },
    indexBelow: (ratio) => Math.max(0, Math.floor(ratio / STEP)),
  }
}

function thresholds({ windows, direction, statistic, minCases, key, measures }: Problem, ratio: number): Level {
  const width = windows.columns + 1
  const { lo, hi } = windows
  const size = key.length === 0 ? 0 : measures.length / width
  const [seekHigh, seekLow] = [direction !== 'low', direction !== 'high']
  const atLeast = new Int32Array(seekHigh ? size * lo.length : 0)
  const atMost = new Int32Array(seekLow ? size * lo.length : 0)
  const above = new Int32Array(lo.length)
  const below = new Int32Array(lo.length).fill(-1)
  const last = new Float64Array(lo.length)
  const greatest: number[] = []
  const least: number[] = []
  const greatestOf = (c: number) => {
    while (greatest.length <= c) greatest.push(greatestMeasure(statistic, greatest.length, ratio))
    return greatest[c] ?? 0
  }
  const leastOf = (c: number) => {
    while (least.length <= c) least.push(leastMeasure(statistic, least.length, ratio))
    return least[c] ?? 0
  }
  for (let k = 0; k < size; k++) {
    for (let w = 0; w < lo.length; w++) {
      const m = (measures[k * width + (hi[w] ?? 0)] ?? 0) - (measures[k * width + (lo[w] ?? 0)] ?? 0)
      const rises = m >= (last[w] ?? 0)
      last[w] = m
      if (seekHigh) {
        let c = rises ? (above[w] ?? 0) : 0
        while (c <= statistic.cases && m >= greatestOf(c)) c++
        above[w] = c
        atLeast[k * lo.length + w] = Math.max(c, minCases, 1)
      }
      if (seekLow) {
        let c = rises ? (below[w] ?? 0) : -1
        while (c < statistic.cases && m > leastOf(c + 1)) c++
        below[w] = c
        atMost[k * lo.length + w] = c
      }
    }
  }
  return { ratio, atLeast, atMost }
}

/** The measure below which `count` cases are more than the ratio asks. */
function greatestMeasure({ high, expected, range }: Problem['statistic'], count: number, ratio: number): number {
  if (count === 0) return 0
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
