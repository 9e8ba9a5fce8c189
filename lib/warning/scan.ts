import { makeRandom } from '@/lib/domain/random'
import { type Candidate, type Found, findClusters, type Secondary } from './scan-clusters'
import { makeMaximum } from './scan-maximum'
import { prepare, type ScanCases } from './scan-prepare'
import { LLR_SLACK, measureOf, type Problem } from './scan-problem'
import { significance } from './scan-significance'
import type { Direction, ScanModel } from './scan-statistic'
import { cumulate, makeTally, put, type Tally } from './scan-tally'
import { makeWindows, type Windows, wholeWindow } from './scan-windows'
import { countZones, limitByShare, wholeZone, type Zones } from './scan-zones'

/** What clusters are made of: places over the whole study, times everywhere, or both. */
export const SCOPES = ['spatial', 'temporal', 'space-time'] as const

/** One of SCOPES. */
export type Scope = (typeof SCOPES)[number]

export type ScanOptions = {
  readonly model: ScanModel
  readonly scope: Scope
  /** only windows that end with the last unit */
  readonly prospective: boolean
  /** a zone may hold at most this share of the sum of the weights, one a place */
  readonly share?: { readonly weights: ArrayLike<number>; readonly most: number } | undefined
  /** units, inclusive */
  readonly minWindow: number
  readonly maxWindow: number
  readonly minCases: number
  readonly direction: Direction
  readonly secondary: Secondary
  readonly maxClusters: number
  readonly replicates: number
  /** replicates stop as soon as so many of their maxima reach the most likely cluster; 0 for never */
  readonly stopAt: number
  /** scans (k) that are looked at together: the recurrence interval is 1/(1 − (1 − p)^k) */
  readonly streams: number
  readonly seed: number
}

/** A zone in a window: places in the order of its row, the centre first, units inclusive; without a centre it is everywhere. */
export type Cylinder = {
  readonly centre: number | null
  readonly places: readonly number[]
  readonly radius: number | null
  readonly from: number
  readonly to: number
}

/** A cluster (聚集). `recurrenceInterval` is in units, null for what is not prospective; `extrapolated` (外推) as in `significance`. */
export type Cluster = Cylinder & {
  readonly observed: number
  readonly expected: number
  readonly relativeRisk: number | null
  readonly llr: number
  readonly p: number
  readonly extrapolated: boolean
  readonly recurrenceInterval: number | null
  readonly tiedWith: readonly Cylinder[]
}

/** `zones` are the different sets of places that were looked at; `replicates` how many were drawn; `maxima` theirs, in the order of drawing. */
export type ScanResult = {
  readonly clusters: readonly Cluster[]
  readonly zones: number
  readonly cases: number
  readonly replicates: number
  readonly maxima: Float64Array
}

/**
 * The scan statistic (扫描统计; Kulldorff 1997, 2001; permutation: Kulldorff et al. 2005; expectation-based: Neill et al. 2005): the zones and
 * windows that are least like what the model expects, with Monte Carlo p-values, secondary clusters against the same maxima. Deterministic by
 * its arguments. `zones` may serve any number of scans. Costs about (zones × windows) × (replicates + 1) additions of whole numbers. Throws
 * RangeError for a model that lacks what it needs, and for a permutation that is not of space and time.
 */
export function scan(zones: Zones, cases: ScanCases, options: ScanOptions): ScanResult {
  const { model, scope } = options
  if (model === 'permutation' && scope !== 'space-time') throw new RangeError('A permutation needs both space and time.')
  const counted = scope === 'temporal' ? everywhere(cases) : cases
  const windows = scope === 'spatial' ? wholeWindow(cases.units) : windowsOf(cases.units, options)
  const limited = scope === 'temporal' ? wholeZone() : options.share ? limitByShare(zones, options.share.weights, options.share.most) : zones
  const total = counted.counts.reduce((sum, n) => sum + n, 0)
  // without cases only a baseline is there to be missed
  if (total === 0 && (model !== 'ebp' || options.direction === 'high'))
    return { clusters: [], zones: countZones(limited), cases: 0, replicates: 0, maxima: new Float64Array() }
  const { direction, minCases } = options
  const { sampler, statistic, key, measures } = prepare(model, limited, windows, counted)
  // named one by one, here and in makeWindows: a spread has another shape in each scan, for which all that was compiled is thrown away
  const problem: Problem = { zones: limited, windows, statistic, direction, minCases, key, measures }
  const tally = tallyOf(limited.places, windows, counted)
  const found = findClusters(problem, tally, options)
  const [first] = found
  const maximum = makeMaximum(problem, model === 'ebp' ? Infinity : model === 'permutation' ? casesOf(tally) : total)
  const random = makeRandom('scan', options.seed)
  const maxima = new Float64Array(first ? options.replicates : 0)
  let [drawn, exceedances] = [0, 0]
  while (first && drawn < maxima.length && !(options.stopAt > 0 && exceedances >= options.stopAt)) {
    sampler(tally, random)
    const ratio = maximum(tally)
    if (ratio >= first.best.ratio - LLR_SLACK) exceedances++
    maxima[drawn++] = ratio
  }
  const stopped = options.stopAt > 0 && exceedances >= options.stopAt
  const seen = maxima.subarray(0, drawn)
  const name = (candidate: Candidate) => cylinderOf(candidate, problem, scope === 'temporal' ? cases.counts.length / cases.units : null)
  return {
    clusters: found.map((one) => ({ ...figuresOf(one), ...rarityOf(one), tiedWith: one.tied.map(name) })),
    zones: countZones(limited),
    cases: total,
    replicates: drawn,
    maxima: seen,
  }

  function figuresOf({ best }: Found) {
    const observed = best.count
    const expected = problem.statistic.expected(measureOf(problem, (limited.start[best.centre] ?? 0) + best.size - 1, best.window))
    const outside = model === 'poisson' || model === 'bernoulli' ? (total - observed) / (total - expected) : 1
    const risk = observed / expected / outside
    return { ...name(best), observed, expected, relativeRisk: Number.isFinite(risk) ? risk : null, llr: best.ratio }
  }

  function rarityOf({ best }: Found) {
    const { p, extrapolated } = significance(best.ratio, seen, stopped)
    const timely = options.prospective && scope !== 'spatial'
    // 1 − (1 − p)^k, also where p is tiny
    const anywhere = -Math.expm1(options.streams * Math.log1p(-p))
    return { p, extrapolated, recurrenceInterval: timely ? 1 / anywhere : null }
  }
}

function windowsOf(units: number, { minWindow, maxWindow, prospective }: ScanOptions): Windows {
  return makeWindows(units, { min: minWindow, max: maxWindow, prospective })
}

function tallyOf(places: number, { columns, column }: Windows, { counts, units }: ScanCases): Tally {
  const tally = makeTally(places, columns)
  for (let i = 0; i < counts.length; i++) {
    const unit = i % units
    const k = column[unit] ?? 0
    if (k > 0 && (counts[i] ?? 0) > 0) put(tally, (i - unit) / units, k, counts[i] ?? 0)
  }
  cumulate(tally)
  return tally
}

/** Cases in windows; a permutation keeps their number. */
function casesOf({ width, rows }: Tally): number {
  let sum = 0
  for (let at = width - 1; at < rows.length; at += width) sum += rows[at] ?? 0
  return sum
}

/** The cases of all places as one. */
function everywhere({ units, counts, expected, trials }: ScanCases): ScanCases {
  const sum = <T extends Int32Array | Float64Array>(values: T, into: T): T => {
    for (let i = 0; i < values.length; i++) into[i % units] = (into[i % units] ?? 0) + (values[i] ?? 0)
    return into
  }
  return {
    units,
    counts: sum(counts, new Int32Array(units)),
    expected: expected && sum(expected, new Float64Array(units)),
    trials: trials && sum(trials, new Int32Array(units)),
  }
}

function cylinderOf({ centre, size, window }: Candidate, { zones, windows }: Problem, places: number | null): Cylinder {
  const from = windows.cut[windows.hi[window] ?? 0] ?? 0
  const to = (windows.cut[windows.lo[window] ?? 0] ?? 0) - 1
  if (places !== null) return { centre: null, places: Array.from({ length: places }, (_, i) => i), radius: null, from, to }
  const first = zones.start[centre] ?? 0
  return {
    centre: zones.order[first] ?? null,
    places: [...zones.order.subarray(first, first + size)],
    radius: zones.radius[first + size - 1] ?? 0,
    from,
    to,
  }
}
