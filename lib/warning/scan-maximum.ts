import { type Lanes, type Levels, lanesFor, makeLevels } from './scan-levels'
import { LLR_SLACK, measureOf, type Problem } from './scan-problem'
import type { Tally } from './scan-tally'
import type { Zones } from './scan-zones'

/** Maxima are looked for from this level on at first: nearly all are above it. */
const FIRST_FLOOR = 2

/**
 * The greatest log-likelihood ratio of any zone and window, for replicates of at most `cases` cases in windows (where that is known): begins at
 * the level that all replicates before have reached, and again from 0 where this one has not. Exact: thresholds only leave out what cannot be it.
 */
export function makeMaximum(problem: Problem, cases = Infinity): (tally: Tally) => number {
  const lanes = problem.direction === 'high' && problem.windows.ending ? lanesFor(problem, cases) : null
  const run = lanes ? packedScan(problem, lanes) : problem.direction === 'high' ? scanHigh : scanBoth
  const levels = makeLevels(problem, lanes)
  const sums = new Int32Array(lanes ? Math.ceil(problem.windows.columns / lanes.perWord) : problem.windows.columns + 1)
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

/** Zones that are looked at together, and how many are looked at one by one before: small zones grow too fast to share a bound. */
const BLOCK = 4
const ALONE = 12

/**
 * Windows that end with the last unit. Only a place with cases can have made a maximum. The windows of a word are added and compared at once: a lane
 * keeps its highest bit where its count has reached its threshold. Zones are passed over in blocks: counts and thresholds grow with the zone, so
 * none can be a maximum where the counts of the last do not reach the thresholds of the first.
 */
function packedScan({ zones, windows }: Problem, lanes: Lanes): Scan {
  const words = Math.ceil(windows.columns / lanes.perWord)
  const { tops } = lanes
  // the last row is of no place and stays empty
  const counts = new Int32Array((zones.places + 1) * words)
  const ends = zonesByEnd(zones)
  const marks = new Int32Array(Math.ceil(zones.order.length / 32))
  const listed = new Int32Array(zones.order.length + BLOCK)
  const spare: Int32Array = new Int32Array(words)
  return (problem, levels, tally, buffer, from) => {
    packCounts(tally, lanes, words, counts)
    listOccupied(tally, ends, marks, listed, problem.zones.order.length)
    const { key } = problem
    const { places, rows, start, order } = problem.zones
    const none = places * words
    const floor = levels.at(from).ratio
    let packed = levels.at(from).packed
    let max = floor
    let sums = buffer
    let next = spare
    let q = 0
    for (let i = 0; i < rows; i++) {
      const end = start[i + 1] ?? 0
      const nearest = listed[q] ?? 0
      if (nearest >= end) continue
      q++
      if (setPlace(sums, counts, (order[nearest] ?? 0) * words, words, packed, (key[nearest] ?? 0) * words, tops) !== 0) {
        max = bestWindow(problem, lanes, sums, packed, nearest, max)
        packed = levels.at(levels.indexBelow(max)).packed
      }
      for (const alone = q + ALONE; q < alone; q++) {
        const zone = listed[q] ?? 0
        if (zone >= end) break
        if (addPlace(sums, counts, (order[zone] ?? 0) * words, words, packed, (key[zone] ?? 0) * words, tops) === 0) continue
        max = bestWindow(problem, lanes, sums, packed, zone, max)
        packed = levels.at(levels.indexBelow(max)).packed
      }
      while ((listed[q] ?? 0) < end) {
        const p = listed[q] ?? 0
        const second = listed[q + 1] ?? 0
        const third = listed[q + 2] ?? 0
        const fourth = listed[q + 3] ?? 0
        const size = second >= end ? 1 : third >= end ? 2 : fourth >= end ? 3 : BLOCK
        const a = (order[p] ?? 0) * words
        const b = size > 1 ? (order[second] ?? 0) * words : none
        const c = size > 2 ? (order[third] ?? 0) * words : none
        const d = size > 3 ? (order[fourth] ?? 0) * words : none
        if (addBlock(sums, next, counts, a, b, c, d, words, packed, (key[p] ?? 0) * words, tops) === 0) {
          const old = sums
          sums = next
          next = old
          q += size
          continue
        }
        for (const to = q + size; q < to; q++) {
          const zone = listed[q] ?? 0
          if (addPlace(sums, counts, (order[zone] ?? 0) * words, words, packed, (key[zone] ?? 0) * words, tops) === 0) continue
          max = bestWindow(problem, lanes, sums, packed, zone, max)
          packed = levels.at(levels.indexBelow(max)).packed
        }
      }
    }
    return max > floor ? max : 0
  }
}

/** By place, the zones that end with it: those of place i are `zones[start[i]]` … `zones[start[i + 1] - 1]`. */
type ZonesByEnd = { readonly start: Int32Array; readonly zones: Int32Array }

function zonesByEnd({ places, order }: Zones): ZonesByEnd {
  const start = new Int32Array(places + 1)
  for (const place of order) start[place + 1] = (start[place + 1] ?? 0) + 1
  for (let i = 0; i < places; i++) start[i + 1] = (start[i + 1] ?? 0) + (start[i] ?? 0)
  const next = start.slice()
  const zones = new Int32Array(order.length)
  for (let p = 0; p < order.length; p++) {
    const place = order[p] ?? 0
    const at = next[place] ?? 0
    zones[at] = p
    next[place] = at + 1
  }
  return { start, zones }
}

/** Lists the zones that end with a place with cases, in their order, and behind them what lies behind all zones. Costs what there is to list. */
function listOccupied({ touched, count }: Tally, ends: ZonesByEnd, marks: Int32Array, listed: Int32Array, last: number): void {
  const { start, zones } = ends
  marks.fill(0)
  for (let i = 0; i < count; i++) {
    const place = touched[i] ?? 0
    const end = start[place + 1] ?? 0
    for (let q = start[place] ?? 0; q < end; q++) {
      const p = zones[q] ?? 0
      marks[p >> 5] = (marks[p >> 5] ?? 0) | (1 << (p & 31))
    }
  }
  let n = 0
  for (let word = 0; word < marks.length; word++) {
    let bits = marks[word] ?? 0
    while (bits !== 0) {
      const lowest = bits & -bits
      listed[n++] = (word << 5) + 31 - Math.clz32(lowest)
      bits ^= lowest
    }
  }
  for (let i = 0; i < BLOCK; i++) listed[n + i] = last
}

/** Begins with a place's row of counts, and answers the lanes that reach their thresholds in any word. */
function setPlace(sums: Int32Array, counts: Int32Array, row: number, words: number, packed: Int32Array, bounds: number, tops: number): number {
  let reached = 0
  for (let j = 0; j < words; j++) {
    const both = counts[row + j] ?? 0
    sums[j] = both
    reached |= (both | tops) - (packed[bounds + j] ?? 0)
  }
  return reached & tops
}

/** Adds a place's row of counts, and answers the lanes that reach their thresholds in any word. */
function addPlace(sums: Int32Array, counts: Int32Array, row: number, words: number, packed: Int32Array, bounds: number, tops: number): number {
  let reached = 0
  for (let j = 0; j < words; j++) {
    const both = ((sums[j] ?? 0) + (counts[row + j] ?? 0)) | 0
    sums[j] = both
    reached |= (both | tops) - (packed[bounds + j] ?? 0)
  }
  return reached & tops
}

/** Adds four rows at once, into `next`, and answers the lanes that reach the thresholds of the first. */
function addBlock(
  sums: Int32Array,
  next: Int32Array,
  counts: Int32Array,
  a: number,
  b: number,
  c: number,
  d: number,
  words: number,
  packed: Int32Array,
  bounds: number,
  tops: number,
): number {
  let reached = 0
  for (let j = 0; j < words; j++) {
    const both = ((sums[j] ?? 0) + (counts[a + j] ?? 0) + (counts[b + j] ?? 0) + (counts[c + j] ?? 0) + (counts[d + j] ?? 0)) | 0
    next[j] = both
    reached |= (both | tops) - (packed[bounds + j] ?? 0)
  }
  return reached & tops
}

/** The greatest ratio of zone p in any window that reaches its threshold, or `max`. */
function bestWindow(problem: Problem, { perWord, bits, most, tops }: Lanes, sums: Int32Array, packed: Int32Array, p: number, max: number): number {
  const words = sums.length
  const bounds = (problem.key[p] ?? 0) * words
  let best = max
  for (let j = 0; j < words; j++) {
    const both = sums[j] ?? 0
    let reached = ((both | tops) - (packed[bounds + j] ?? 0)) & tops
    while (reached !== 0) {
      const lane = Math.floor((31 - Math.clz32(reached)) / bits)
      best = Math.max(best, problem.statistic.high((both >>> (lane * bits)) & most, measureOf(problem, p, perWord * j + lane)))
      reached ^= 1 << (lane * bits + bits - 1)
    }
  }
  return best
}

/** The tally, several windows a word. */
function packCounts({ width, rows, touched, count }: Tally, { perWord, bits }: Lanes, words: number, counts: Int32Array): void {
  counts.fill(0)
  const columns = width - 1
  for (let i = 0; i < count; i++) {
    const place = touched[i] ?? 0
    const row = place * width + 1
    for (let k = 0, j = place * words; k < columns; j++) {
      let word = 0
      for (let shift = 0; shift < perWord * bits && k < columns; shift += bits) word |= (rows[row + k++] ?? 0) << shift
      counts[j] = word
    }
  }
}

/** All windows: differences of what is cumulated, and the thresholds of their measures. */
const scanHigh: Scan = (problem, levels, { width, rows, first }, sums, from) => {
  const { key, measures, statistic, windows } = problem
  const { start, order } = problem.zones
  const { lo, hi } = windows
  const { scale } = levels
  let { atLeast, ratio: max } = levels.at(from)
  let found = 0
  for (let i = 0; i < problem.zones.rows; i++) {
    const end = start[i + 1] ?? 0
    sums.fill(0)
    for (let p = start[i] ?? 0; p < end; p++) {
      const place = order[p] ?? 0
      const begin = first[place] ?? 0
      if (begin >= width) continue
      for (let k = begin; k < width; k++) sums[k] = (sums[k] ?? 0) + (rows[place * width + k] ?? 0)
      const measured = (key[p] ?? 0) * width
      for (let w = 0; w < lo.length; w++) {
        const c = (sums[hi[w] ?? 0] ?? 0) - (sums[lo[w] ?? 0] ?? 0)
        if (c === 0) continue
        const measure = (measures[measured + (hi[w] ?? 0)] ?? 0) - (measures[measured + (lo[w] ?? 0)] ?? 0)
        if (c < (atLeast[(Math.sqrt(measure) * scale) | 0] ?? 0)) continue
        const ratio = statistic.high(c, measure)
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
  const { key, measures, statistic, windows, direction } = problem
  const { start, order } = problem.zones
  const { lo, hi } = windows
  const { scale } = levels
  const seekHigh = direction === 'both'
  let level = levels.at(from)
  let max = level.ratio
  let found = 0
  for (let i = 0; i < problem.zones.rows; i++) {
    const end = start[i + 1] ?? 0
    sums.fill(0)
    for (let p = start[i] ?? 0; p < end; p++) {
      const row = (order[p] ?? 0) * width
      for (let k = 1; k < width; k++) sums[k] = (sums[k] ?? 0) + (rows[row + k] ?? 0)
      const measured = (key[p] ?? 0) * width
      for (let w = 0; w < lo.length; w++) {
        const c = (sums[hi[w] ?? 0] ?? 0) - (sums[lo[w] ?? 0] ?? 0)
        const measure = (measures[measured + (hi[w] ?? 0)] ?? 0) - (measures[measured + (lo[w] ?? 0)] ?? 0)
        const bucket = (Math.sqrt(measure) * scale) | 0
        const many = seekHigh && c >= (level.atLeast[bucket] ?? 0)
        if (!many && c > (level.atMost[bucket] ?? -1)) continue
        const ratio = Math.max(many ? statistic.high(c, measure) : 0, statistic.low(c, measure))
        if (ratio <= max) continue
        found = max = ratio
        level = levels.at(levels.indexBelow(max))
      }
    }
  }
  return found
}
