import { type Coordinates, distance } from '@/lib/warning/distance'
import type { ScanOptions } from '@/lib/warning/scan'
import type { ScanCases } from '@/lib/warning/scan-prepare'
import type { Places, ZoneLimits } from '@/lib/warning/scan-zones'

/** A zone in a window, looked at one by one. */
export type PlainCandidate = {
  centre: number
  /** places in their order around the centre */
  places: number[]
  from: number
  to: number
  count: number
  expected: number
  ratio: number
}

const SLACK = 1e-9
const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}
const xlog = (x: number, y: number) => (x === 0 ? 0 : x * Math.log(x / y))

/** The zones around each centre, nested lists of places, by sorting all places for every centre. */
export function plainZones({ x, y }: Places, coordinates: Coordinates, limits: ZoneLimits, share: ScanOptions['share']): number[][][] {
  const between = distance(coordinates)
  const ids = [...x.keys()]
  const all = share ? sum(ids.map((i) => share.weights[i] ?? 0)) : 0
  return ids.map((centre) => {
    const far = (i: number) => (i === centre ? -1 : between([x[centre] ?? 0, y[centre] ?? 0], [x[i] ?? 0, y[i] ?? 0]))
    const order = [...ids].sort((a, b) => far(a) - far(b) || a - b)
    const zones: number[][] = []
    for (const [k, place] of order.entries()) {
      const zone = order.slice(0, k + 1)
      if (far(place) > (limits.maxRadius ?? Infinity) || k + 1 > (limits.maxNeighbours ?? Infinity)) break
      if (share && sum(zone.map((i) => share.weights[i] ?? 0)) > share.most * all + SLACK) break
      zones.push(zone)
    }
    return zones
  })
}

/** The windows of a scan as first and last unit, by length and then by beginning. */
export function plainWindows(units: number, { scope, prospective, minWindow, maxWindow }: ScanOptions): [from: number, to: number][] {
  if (scope === 'spatial') return [[0, units - 1]]
  const windows: [number, number][] = []
  for (let length = minWindow; length <= maxWindow; length++)
    for (let from = 0; from + length <= units; from++) if (!prospective || from + length === units) windows.push([from, from + length - 1])
  return windows
}

/** What is expected in a zone and window, from the definitions. `observed` has the margins; a permutation keeps them. */
export function plainExpected(zone: readonly number[], from: number, to: number, observed: ScanCases, model: ScanOptions['model']): number {
  const { units, counts } = observed
  const over = (values: ArrayLike<number>, places: Iterable<number>, first: number, last: number) => {
    let total = 0
    for (const place of places) for (let t = first; t <= last; t++) total += values[place * units + t] ?? 0
    return total
  }
  const everywhere = [...Array(counts.length / units).keys()]
  const cases = over(counts, everywhere, 0, units - 1)
  if (model === 'permutation')
    return sum(
      (observed.strata ?? [counts]).map((layer) => {
        const all = over(layer, everywhere, 0, units - 1)
        return all === 0 ? 0 : (over(layer, zone, 0, units - 1) * over(layer, everywhere, from, to)) / all
      }),
    )
  const measure = model === 'bernoulli' ? (observed.trials ?? []) : (observed.expected ?? [])
  const inside = over(measure, zone, from, to)
  return model === 'ebp' ? inside : (inside * cases) / over(measure, everywhere, 0, units - 1)
}

/** The log-likelihood ratio, from the definitions; of the Bernoulli model by the likelihoods themselves. */
export function plainRatio(c: number, e: number, cases: number, trials: number, { model, direction, minCases }: ScanOptions): number {
  const many = c > e && direction !== 'low' && c >= minCases
  const few = c < e && direction !== 'high'
  if (!many && !few) return 0
  if (model === 'ebp') return xlog(c, e) + e - c
  if (model !== 'bernoulli') return xlog(c, e) + xlog(cases - c, cases - e)
  const n = Math.round((e * trials) / cases)
  const likelihood = (k: number, of: number) => xlog(k, of) + xlog(of - k, of)
  return likelihood(c, n) + likelihood(cases - c, trials - n) - likelihood(cases, trials)
}

/** Every zone in every window with cases counted one by one: centre by centre, the smallest first, then the shortest. */
export function plainCandidates(zones: readonly number[][][], counted: ScanCases, observed: ScanCases, options: ScanOptions): PlainCandidate[] {
  const { units } = observed
  const cases = sum(observed.counts)
  const trials = sum(observed.trials ?? [])
  const found: PlainCandidate[] = []
  for (const [centre, around] of zones.entries())
    for (const places of around)
      for (const [from, to] of plainWindows(units, options)) {
        let count = 0
        for (const place of places) for (let t = from; t <= to; t++) count += counted.counts[place * units + t] ?? 0
        const expected = plainExpected(places, from, to, observed, options.model)
        found.push({ centre, places, from, to, count, expected, ratio: plainRatio(count, expected, cases, trials, options) })
      }
  return found
}

const name = ({ places, from, to }: PlainCandidate) => `${[...places].sort((a, b) => a - b)} ${from} ${to}`

/** Of each centre those that are most likely. */
function bestOfCentres(candidates: readonly PlainCandidate[]): PlainCandidate[] {
  const most = new Map<number, number>()
  for (const { centre, ratio } of candidates) most.set(centre, Math.max(ratio, most.get(centre) ?? 0))
  return candidates.filter(({ centre, ratio }) => ratio >= (most.get(centre) ?? 0) - SLACK)
}

/** The clusters of a list of candidates, with those that are as likely. */
export function plainClusters(
  candidates: readonly PlainCandidate[],
  { secondary, maxClusters }: ScanOptions,
): { best: PlainCandidate; tied: PlainCandidate[] }[] {
  let left = candidates.filter(({ ratio }) => ratio > SLACK)
  const found: { best: PlainCandidate; tied: PlainCandidate[] }[] = []
  if (secondary === 'none') left = bestOfCentres(left)
  while (left.length > 0 && found.length < maxClusters) {
    const most = Math.max(...left.map(({ ratio }) => ratio))
    const [best, ...others] = left.filter(({ ratio }) => ratio >= most - SLACK)
    if (!best) break
    const tied = [...new Map(others.map((one) => [name(one), one])).values()].filter((one) => name(one) !== name(best))
    found.push({ best, tied })
    const named = new Set([best, ...tied].map(name))
    left = left.filter((one) => {
      const { places, from, to } = one
      if (secondary === 'none') return !named.has(name(one))
      const meets = places.some((place) => best.places.includes(place))
      return !(meets && (secondary !== 'no-overlap' || (from <= best.to && best.from <= to)))
    })
  }
  return found
}
