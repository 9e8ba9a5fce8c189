import { LLR_SLACK, measureOf, type Problem } from './scan-problem'
import type { Tally } from './scan-tally'
import { hashPlaces } from './scan-zones'

/** What clusters after the first may not have in common with those before: a place, a place at the same time, or no such restriction. */
export const SECONDARY = ['no-shared-location', 'no-overlap', 'none'] as const

/** One of SECONDARY. */
export type Secondary = (typeof SECONDARY)[number]

/** A zone (its row, here called centre, and how many places of it) in a window, with its log-likelihood ratio. */
export type Candidate = { readonly centre: number; readonly size: number; readonly window: number; readonly ratio: number; readonly count: number }

/** A cluster with the others that are exactly as likely. */
export type Found = { readonly best: Candidate; readonly tied: readonly Candidate[] }

/**
 * The clusters of the counts, the most likely first: each the best of all zones and windows that may stand beside those before it; without a
 * restriction (`none`) the best of each centre, a set of places in a window once. Of equal ones
 * the first centre, then the fewest places, then the shortest window; the others of them are `tied`, each set of places in a window once.
 */
export function findClusters(problem: Problem, tally: Tally, { secondary, maxClusters }: { secondary: Secondary; maxClusters: number }): Found[] {
  const { zones, windows } = problem
  const { places, rows, start, order } = zones
  // by row and window, the size that a zone may have at most
  const bounds = new Int32Array(rows * windows.lo.length)
  for (let i = 0; i < rows; i++) bounds.fill(size(i), i * windows.lo.length, (i + 1) * windows.lo.length)
  const bests = Array.from({ length: rows }, (_, i) => bestOf(problem, tally, i, bounds))
  const hash = hashPlaces(places)
  const found: Found[] = []
  while (found.length < maxClusters) {
    let best: Candidate | undefined
    for (const candidate of bests) if (candidate && candidate.ratio > (best?.ratio ?? 0) + LLR_SLACK) best = candidate
    if (!best) break
    const tied = tiesOf(problem, tally, nameOf, bounds, bests, best)
    found.push({ best, tied })
    if (secondary === 'none') forget([best, ...tied])
    else exclude(best)
  }
  return found

  function size(centre: number): number {
    return (start[centre + 1] ?? 0) - (start[centre] ?? 0)
  }

  /** Leaves out the centres whose best is named already. */
  function forget(named: readonly Candidate[]): void {
    const names = new Set(named.map(nameOf))
    for (const [i, own] of bests.entries()) if (own && names.has(nameOf(own))) bests[i] = undefined
  }

  /** The same for the same set of places in the same window. */
  function nameOf({ centre, size, window }: Candidate): string {
    const from = start[centre] ?? 0
    let [a, b] = [0, 0]
    for (let p = from; p < from + size; p++) {
      a ^= hash.high[order[p] ?? 0] ?? 0
      b ^= hash.low[order[p] ?? 0] ?? 0
    }
    return `${a} ${b} ${window}`
  }

  /** Lowers the bounds of all zones that may not stand beside this one. */
  function exclude({ centre, size: taken, window }: Candidate): void {
    const inside = new Uint8Array(places)
    for (let s = 0; s < taken; s++) inside[order[(start[centre] ?? 0) + s] ?? 0] = 1
    for (let i = 0; i < rows; i++) {
      let free = 0
      while (free < size(i) && !inside[order[(start[i] ?? 0) + free] ?? 0]) free++
      if (free === size(i)) continue
      for (let w = 0; w < windows.lo.length; w++)
        if (secondary !== 'no-overlap' || overlap(w, window))
          bounds[i * windows.lo.length + w] = Math.min(bounds[i * windows.lo.length + w] ?? 0, free)
      const old = bests[i]
      if (old && old.size > (bounds[i * windows.lo.length + old.window] ?? 0)) bests[i] = bestOf(problem, tally, i, bounds)
    }
  }

  function overlap(a: number, b: number): boolean {
    return (windows.lo[a] ?? 0) < (windows.hi[b] ?? 0) && (windows.lo[b] ?? 0) < (windows.hi[a] ?? 0)
  }
}

/** The best zone and window around a centre, or undefined where nothing is other than expected. */
function bestOf(problem: Problem, tally: Tally, centre: number, bounds: Int32Array): Candidate | undefined {
  let best: Candidate | undefined
  const skip = problem.direction === 'high' // a place without cases makes nothing more likely
  forEachCount(problem, tally, { centre, bounds, skip }, (size, window, count) => {
    const ratio = ratioOf(problem, centre, size, window, count)
    if (ratio > (best?.ratio ?? 0) + LLR_SLACK) best = { centre, size, window, ratio, count }
  })
  return best
}

function ratioOf(problem: Problem, centre: number, size: number, window: number, count: number): number {
  const { statistic, direction, minCases, zones } = problem
  if (direction === 'high' && count < minCases) return 0
  const measure = measureOf(problem, (zones.start[centre] ?? 0) + size - 1, window)
  const high = direction !== 'low' && count >= minCases ? statistic.high(count, measure) : 0
  return direction === 'high' ? high : Math.max(high, statistic.low(count, measure))
}

/** Calls for each zone of a centre in each window that the bounds allow, the smallest first, then the shortest; `skip` leaves out zones that end with a place without cases. */
function forEachCount(
  { zones, windows }: Problem,
  { width, rows, first }: Tally,
  { centre, bounds, skip }: { centre: number; bounds: Int32Array; skip: boolean },
  call: (size: number, window: number, count: number) => void,
): void {
  const { lo, hi } = windows
  const sums = new Int32Array(width)
  const from = zones.start[centre] ?? 0
  const end = zones.start[centre + 1] ?? 0
  for (let p = from; p < end; p++) {
    const place = zones.order[p] ?? 0
    if (skip && first[place] === width) continue
    const row = place * width
    for (let k = 1; k < width; k++) sums[k] = (sums[k] ?? 0) + (rows[row + k] ?? 0)
    for (let w = 0; w < lo.length; w++)
      if (p - from < (bounds[centre * lo.length + w] ?? 0)) call(p - from + 1, w, (sums[hi[w] ?? 0] ?? 0) - (sums[lo[w] ?? 0] ?? 0))
  }
}

function tiesOf(
  problem: Problem,
  tally: Tally,
  nameOf: (candidate: Candidate) => string,
  bounds: Int32Array,
  bests: readonly (Candidate | undefined)[],
  best: Candidate,
): Candidate[] {
  const seen = new Set([nameOf(best)])
  const ties: Candidate[] = []
  for (const [centre, own] of bests.entries()) {
    if (!own || own.ratio < best.ratio - LLR_SLACK) continue
    forEachCount(problem, tally, { centre, bounds, skip: false }, (size, window, count) => {
      const ratio = ratioOf(problem, centre, size, window, count)
      if (Math.abs(ratio - best.ratio) > LLR_SLACK) return
      const candidate = { centre, size, window, ratio, count }
      const name = nameOf(candidate)
      if (seen.has(name)) return
      seen.add(name)
      ties.push(candidate)
    })
  }
  return ties
}
