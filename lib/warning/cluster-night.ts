import { hashSeed } from '@/lib/domain/random'
import type { ClusterSettings } from '@/lib/domain/rule-settings'
import { CONNECTED, ZONE_KIND } from './cluster-settings'
import { withConnected } from './connected-zones'
import type { ScanOptions, ScanResult } from './scan'
import type { ScanCases } from './scan-prepare'
import { makeZones, type Places, type Zones } from './scan-zones'

/** A type of events as the scan of clusters needs it. */
export type CountedType = { readonly code: string; readonly classCode: string; readonly sensitive: boolean }

/**
 * Events by type, leaf grid and civil day: those of a type and leaf on a day are `counts[type][leaf · days + day]`. The last day is the last whole
 * one before the night that is asked about.
 */
export type DayCounts = {
  readonly days: number
  readonly leaves: number
  readonly types: readonly CountedType[]
  readonly counts: readonly Int32Array[]
}

/** What is scanned together: `code` is that of a type or of a class, `types` are indices; those of a class are its strata. */
export type ClusterStream = { readonly code: string; readonly types: readonly number[] }

/** A stream, and how many others it is looked at with (k, itself included), on a night: YYYY-MM-DD, the civil day that it begins. */
export type StreamNight = { readonly stream: ClusterStream; readonly streams: number; readonly night: string }

/**
 * A cluster that is rare enough to be told. Leaves by index, the centre of the zone first, and what each is
 * expected to have in the same order; `from` and `to` are days by index in the counts, inclusive. The interval (RI) is in days, over all
 * `streams` of the night; `extrapolated` (外推): p is of a fitted tail.
 */
export type NightCluster = {
  readonly stream: string
  readonly types: readonly string[]
  readonly leaves: readonly number[]
  readonly from: number
  readonly to: number
  readonly observed: number
  readonly expected: number
  readonly expectedByLeaf: readonly number[]
  readonly relativeRisk: number
  readonly llr: number
  readonly p: number
  readonly extrapolated: boolean
  readonly recurrenceInterval: number
  readonly streams: number
}

/** The days of the counts that are studied: the last ones. */
const studyOf = ({ days }: DayCounts, { studyDays }: Pick<ClusterSettings, 'studyDays'>): number => Math.min(days, studyDays)

/**
 * The streams of a night, by code: each class, of its types that are not sensitive, and each type with enough events a day in the study. A class of
 * which only one type happens, and that is a stream already, is none. None at all where the counts are shorter than the least study.
 */
export function clusterStreams(
  counts: DayCounts,
  settings: Pick<ClusterSettings, 'studyDays' | 'leastStudyDays' | 'dailyAtLeast' | 'sensitiveDailyAtLeast'>,
): ClusterStream[] {
  const units = studyOf(counts, settings)
  if (units < settings.leastStudyDays) return []
  const daily = counts.counts.map((rows) => sumOfLast(rows, counts.days, units) / units)
  const types = counts.types.flatMap(({ code, sensitive }, i): ClusterStream[] => {
    const a = daily[i] ?? 0
    return a > 0 && a >= (sensitive ? settings.sensitiveDailyAtLeast : settings.dailyAtLeast) ? [{ code, types: [i] }] : []
  })
  const classes = [...new Set(counts.types.map(({ classCode }) => classCode))].flatMap((code): ClusterStream[] => {
    const own = counts.types.flatMap((type, i) => (type.classCode === code && !type.sensitive && (daily[i] ?? 0) > 0 ? [i] : []))
    const [only] = own
    return only === undefined || (own.length === 1 && types.some((stream) => stream.types[0] === only)) ? [] : [{ code, types: own }]
  })
  return [...classes, ...types].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
}

function sumOfLast(rows: Int32Array, days: number, units: number): number {
  let sum = 0
  for (let end = days; end <= rows.length; end += days) for (let at = end - units; at < end; at++) sum += rows[at] ?? 0
  return sum
}

/** The zones that a scan of clusters can look at: circles alone, or connected zones beside them. */
export const ZONE_KINDS = ['connected', 'circles'] as const
export type ZoneKind = (typeof ZONE_KINDS)[number]

/** The zones of the scan around each leaf (degrees, WGS 84), by default as shipped: made once for any number of nights. */
export function clusterZones(places: Places, { maxLeaves }: Pick<ClusterSettings, 'maxLeaves'>, kind: ZoneKind = ZONE_KIND): Zones {
  const circles = makeZones(places, 'degrees', { maxNeighbours: maxLeaves })
  return kind === 'circles' ? circles : withConnected(circles, places, { ...CONNECTED, most: Math.min(CONNECTED.most, maxLeaves) })
}

/**
 * What `scan` is asked for one stream of a night: a space-time permutation, stratified by type where there are several, of windows that end with
 * the last day. The same night and stream draw the same replicates. About a millisecond for 257 leaves, 365 days and one type.
 */
export function clusterScan(
  counts: DayCounts,
  { stream, streams, night }: StreamNight,
  settings: ClusterSettings,
): { cases: ScanCases; options: ScanOptions } {
  const units = studyOf(counts, settings)
  const strata = stream.types.map((type) => lastOf(counts.counts[type] ?? new Int32Array(counts.leaves * counts.days), counts.days, units))
  const [first] = strata
  const cases = first && strata.length === 1 ? { units, counts: first } : { units, counts: sumOf(strata, counts.leaves * units), strata }
  return {
    cases,
    options: {
      model: 'permutation',
      scope: 'space-time',
      prospective: true,
      minWindow: 1,
      maxWindow: Math.min(settings.maxWindowDays, units),
      minCases: settings.minCases,
      direction: 'high',
      secondary: 'no-shared-location',
      maxClusters: settings.maxClusters,
      replicates: settings.replicates,
      stopAt: settings.stopAt,
      streams,
      seed: hashSeed('cluster', night, stream.code),
    },
  }
}

/** The last `units` days of each row. */
function lastOf(rows: Int32Array, days: number, units: number): Int32Array {
  if (units === days) return rows
  const leaves = rows.length / days
  const last = new Int32Array(leaves * units)
  for (let leaf = 0; leaf < leaves; leaf++) last.set(rows.subarray((leaf + 1) * days - units, (leaf + 1) * days), leaf * units)
  return last
}

function sumOf(layers: readonly Int32Array[], length: number): Int32Array {
  const sums = new Int32Array(length)
  for (const layer of layers) for (let at = 0; at < length; at++) sums[at] = (sums[at] ?? 0) + (layer[at] ?? 0)
  return sums
}

/**
 * What a scan of `clusterScan` found, as far as it is rare: clusters of at least the interval that counts on two nights running, the most likely
 * first. None shares a leaf with another of the stream. `cases` are those that were scanned.
 */
export function nightClusters(
  counts: DayCounts,
  { stream, streams }: Pick<StreamNight, 'stream' | 'streams'>,
  cases: ScanCases,
  { clusters }: Pick<ScanResult, 'clusters'>,
  settings: Pick<ClusterSettings, 'fireTwiceAt'>,
): NightCluster[] {
  const { units } = cases
  const offset = counts.days - units
  return clusters.flatMap((cluster): NightCluster[] => {
    const { places, from, to, observed, expected, relativeRisk, llr, p, extrapolated, recurrenceInterval } = cluster
    if (recurrenceInterval === null || recurrenceInterval < settings.fireTwiceAt) return []
    return [
      {
        stream: stream.code,
        types: stream.types.map((type) => counts.types[type]?.code ?? ''),
        leaves: places,
        from: from + offset,
        to: to + offset,
        observed,
        expected,
        expectedByLeaf: expectedByLeaf(cases, places, from, to),
        relativeRisk: relativeRisk ?? observed / expected,
        llr,
        p,
        extrapolated,
        recurrenceInterval,
        streams,
      },
    ]
  })
}

/** By leaf, what a permutation expects in a window: in each stratum the leaf's share of all cases, of those in the window. */
function expectedByLeaf({ units, counts, strata = [counts] }: ScanCases, places: readonly number[], from: number, to: number): number[] {
  const expected = places.map(() => 0)
  for (const layer of strata) {
    let [all, within] = [0, 0]
    for (let at = 0; at < layer.length; at++) all += layer[at] ?? 0
    for (let row = 0; row < layer.length; row += units) for (let at = row + from; at <= row + to; at++) within += layer[at] ?? 0
    if (all === 0) continue
    for (const [i, place] of places.entries()) {
      const own = layer.subarray(place * units, (place + 1) * units).reduce((sum, n) => sum + n, 0)
      expected[i] = (expected[i] ?? 0) + (own * within) / all
    }
  }
  return expected
}
