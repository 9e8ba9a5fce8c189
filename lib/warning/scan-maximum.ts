import { LANE_MOST, LANE_TOPS, type Levels, makeLevels } from './scan-levels'
import { LLR_SLACK, measureOf, type Problem } from './scan-problem'
import type { Tally } from './scan-tally'

const LOWER_TOP = 0x8000
const UPPER_TOP = LANE_TOPS ^ LOWER_TOP
/** Maxima are looked for from this level on at first: nearly all are above it. */
const FIRST_FLOOR = 2

/**
 * The greatest log-likelihood ratio of any zone and window, for replicates of at most `cases` cases in windows (where that is known): begins at
 * the level that all replicates before have reached, and again from 0 where this one has not. Exact: thresholds only leave out what cannot be it.
 */
export function makeMaximum(problem: Problem, cases = Infinity): (tally: Tally) => number {
  const packed = problem.direction === 'high' && problem.windows.ending && cases <= LANE_MOST
  const run = packed ? packedScan(problem) : problem.direction === 'high' ? scanHigh : scanBoth
  const levels = makeLevels(problem, packed)
  const sums = new Int32Array(problem.windows.columns + 1)
  let floor = FIRST_FLOOR
  let known = Infinity
  return (tally) => {
    let found = run(problem, levels, tally, sums, floor)
    if (found === 0 && floor > 0) found = run(problem, levels, tally, sums, 0)
    known = Math.min(known, found)
    floor = levels.indexBelow(known - LLR_SLACK)
    return found
  }
}

type Scan = (problem: Problem, levels: Levels, tally: Tally, sums: Int32Array, from: number) => number

/**
 * Windows that end with the last unit: a place adds only to the windows in which it has cases, and only these can have become a maximum. Two
 * windows are added and compared in one word: a lane keeps its highest bit where its count has reached its threshold.
 */
function packedScan({ zones, windows }: Problem): Scan {
  const words = Math.ceil(windows.columns / 2)
  const counts = new Int32Array(zones.places * words)
  const begin = new Int32Array(zones.places)
  return (problem, levels, { width, rows, first, touched, count }, sums, from) => {
    begin.fill(words)
    for (let i = 0; i < count; i++) {
      const place = touched[i] ?? 0
      begin[place] = ((first[place] ?? 1) - 1) >> 1
      const row = place * width
      for (let j = begin[place] ?? 0; j < words; j++)
        counts[place * words + j] = (rows[row + 2 * j + 1] ?? 0) | (2 * j + 2 < width ? (rows[row + 2 * j + 2] ?? 0) << 16 : 0)
    }
    const { key, statistic } = problem
    const { places, start, order } = problem.zones
    let { packed, ratio: max } = levels.at(from)
    let found = 0
    for (let i = 0; i < places; i++) {
      const end = start[i + 1] ?? 0
      sums.fill(0)
      for (let p = start[i] ?? 0; p < end; p++) {
        const place = order[p] ?? 0
        let j = begin[place] ?? 0
        if (j >= words) continue
        const row = place * words
        const bounds = (key[p] ?? 0) * words
        for (; j < words; j++) {
          const both = ((sums[j] ?? 0) + (counts[row + j] ?? 0)) | 0
          sums[j] = both
          const reached = ((both | LANE_TOPS) - (packed[bounds + j] ?? 0)) & LANE_TOPS
          if (reached === 0) continue
          for (let lane = 0; lane < 2; lane++) {
            if ((reached & (lane ? UPPER_TOP : LOWER_TOP)) === 0) continue
            const ratio = statistic.high(lane ? both >>> 16 : both & 0xffff, measureOf(problem, p, 2 * j + lane))
            if (ratio <= max) continue
            found = max = ratio
            packed = levels.at(levels.indexBelow(max)).packed
          }
        }
      }
    }
    return found
  }
}

/** All windows: differences of what is cumulated. */
const scanHigh: Scan = (problem, levels, { width, rows, first }, sums, from) => {
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
