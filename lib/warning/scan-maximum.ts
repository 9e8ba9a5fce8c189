import type { Level, makeLevels } from './scan-levels'
import { LLR_SLACK, measureOf, type Problem } from './scan-problem'
import type { Tally } from './scan-tally'

/**
 * The greatest log-likelihood ratio of any zone and window, for replicates: begins at the level that all replicates before have reached, and
 * again from 0 where this one has not. Exact: thresholds only leave out what cannot be it.
 */
export function makeMaximum(problem: Problem, levels: ReturnType<typeof makeLevels>): (tally: Tally) => number {
  const run = problem.direction !== 'high' ? scanBoth : problem.windows.ending ? scanEnding : scanAny
  const sums = new Int32Array(problem.windows.columns + 1)
  let floor = 0
  let known = Infinity
  return (tally) => {
    let found = run(problem, levels, tally, sums, floor)
    if (found === 0 && floor > 0) found = run(problem, levels, tally, sums, 0)
    known = Math.min(known, found)
    floor = levels.indexBelow(known - LLR_SLACK)
    return found
  }
}

type Scan = (problem: Problem, levels: ReturnType<typeof makeLevels>, tally: Tally, sums: Int32Array, from: number) => number

/** Windows that end with the last unit: a place adds only to the windows in which it has cases, and only these can have become a maximum. */
const scanEnding: Scan = (problem, levels, { width, rows, first }, sums, from) => {
  const { key, statistic } = problem
  const { places, start, order } = problem.zones
  let level: Level = levels.at(from)
  let atLeast = level.atLeast
  let max = level.ratio
  let found = 0
  for (let i = 0; i < places; i++) {
    const end = start[i + 1] ?? 0
    sums.fill(0)
    for (let p = start[i] ?? 0; p < end; p++) {
      const place = order[p] ?? 0
      let k = first[place] ?? 0
      if (k >= width) continue
      const row = place * width
      const bounds = (key[p] ?? 0) * (width - 1) - 1
      for (; k < width; k++) {
        const c = (sums[k] ?? 0) + (rows[row + k] ?? 0)
        sums[k] = c
        if (c < (atLeast[bounds + k] ?? 0)) continue
        const ratio = statistic.high(c, measureOf(problem, p, k - 1))
        if (ratio <= max) continue
        found = max = ratio
        level = levels.at(levels.indexBelow(max))
        atLeast = level.atLeast
      }
    }
  }
  return found
}

/** All windows: differences of what is cumulated. */
const scanAny: Scan = (problem, levels, { width, rows, first }, sums, from) => {
  const { key, statistic, windows } = problem
  const { places, start, order } = problem.zones
  const { lo, hi } = windows
  let { atLeast, ratio: max } = levels.at(from)
  let found = 0
  for (let i = 0; i < places; i++) {
    const end = start[i + 1] ?? 0
    sums.fill(0)
    for (let p = start[i] ?? 0; p < end; p++) {
      const place = order[p] ?? 0
      const begin = first[place] ?? 0
      if (begin >= width) continue
      for (let k = begin; k < width; k++) sums[k] = (sums[k] ?? 0) + (rows[place * width + k] ?? 0)
      const bounds = (key[p] ?? 0) * lo.length
      for (let w = 0; w < lo.length; w++) {
        const c = (sums[hi[w] ?? 0] ?? 0) - (sums[lo[w] ?? 0] ?? 0)
        if (c < (atLeast[bounds + w] ?? 0)) continue
        const ratio = statistic.high(c, measureOf(problem, p, w))
        if (ratio <= max) continue
        found = max = ratio
        atLeast = levels.at(levels.indexBelow(max)).atLeast
      }
    }
  }
  return found
}

/** Too few are looked for as well: there a place without cases counts too. */
const scanBoth: Scan = (problem, levels, { width, rows }, sums, from) => {
  const { key, statistic, windows, direction } = problem
  const { places, start, order } = problem.zones
  const { lo, hi } = windows
  const seekHigh = direction === 'both'
  let level = levels.at(from)
  let max = level.ratio
  let found = 0
  for (let i = 0; i < places; i++) {
    const end = start[i + 1] ?? 0
    sums.fill(0)
    for (let p = start[i] ?? 0; p < end; p++) {
      const row = (order[p] ?? 0) * width
      for (let k = 1; k < width; k++) sums[k] = (sums[k] ?? 0) + (rows[row + k] ?? 0)
      const bounds = (key[p] ?? 0) * lo.length
      for (let w = 0; w < lo.length; w++) {
        const c = (sums[hi[w] ?? 0] ?? 0) - (sums[lo[w] ?? 0] ?? 0)
        const many = seekHigh && c >= (level.atLeast[bounds + w] ?? 0)
        if (!many && c > (level.atMost[bounds + w] ?? 0)) continue
        const measure = measureOf(problem, p, w)
        const ratio = Math.max(many ? statistic.high(c, measure) : 0, statistic.low(c, measure))
        if (ratio <= max) continue
        found = max = ratio
        level = levels.at(levels.indexBelow(max))
      }
    }
  }
  return found
}
