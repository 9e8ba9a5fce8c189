import type { ClusterSettings } from '@/lib/domain/rule-settings'
import { greatestRatio, nightMargins } from './cluster-margins'
import { type ClusterStream, clusterScan, clusterStreams, type DayCounts, type NightCluster, nightClusters } from './cluster-night'
import { intervalOf } from './recurrence'
import { scan } from './scan'
import type { ScanCases } from './scan-prepare'
import { significance } from './scan-significance'
import type { Zones } from './scan-zones'

/** A night of the past, by its number (civil day), its date (YYYY-MM-DD), and what was known then: exactly the days that are studied. */
export type PastNight = { readonly night: number; readonly date: string; readonly counts: DayCounts }

/** What a past night shows: p of the most likely cluster of each stream, and the clusters that are rare enough to be kept, with leaves by index. */
export type ReplayedNight = {
  readonly night: number
  readonly streams: readonly { readonly code: string; readonly p: number }[]
  readonly clusters: readonly NightCluster[]
}

/** Clusters are kept from this interval (RI, days) on, so that thresholds below the shipped ones can be tried. */
const KEPT = 5
/** Letters of a date that name its month. */
const MONTH = 7

/**
 * Scans one past night after the other as the nightly scan does, except that the replicates of a stream are drawn once a month, on the first
 * of its nights that is replayed, and serve its other nights (also of another history, which is replayed later): their maxima hardly change from night
 * to night. Rarities are ranks among these, with the
 * fitted tail beyond. About 30 ms a night of 25 streams, and 3 s a month.
 */
export function makeReplay(zones: Zones, settings: ClusterSettings): (past: PastNight) => ReplayedNight {
  const maxima = new Map<string, Float64Array>()
  return ({ night, date, counts }) => {
    const streams = clusterStreams(counts, settings)
    const margins = nightMargins(counts, settings)
    const clusters: NightCluster[] = []
    const told = streams.map((stream) => {
      const ratio = greatestRatio(zones, margins, stream, settings)
      if (ratio === 0) return { code: stream.code, p: 1 }
      const key = `${date.slice(0, MONTH)} ${stream.code}`
      const known = maxima.get(key) ?? drawMaxima(zones, counts, stream, date, settings)
      maxima.set(key, known)
      const { p } = significance(ratio, known, false)
      if (intervalOf(p, streams.length) >= KEPT)
        clusters.push(...clustersOf(zones, counts, { stream, streams: streams.length, night: date }, known, settings))
      return { code: stream.code, p }
    })
    return { night, streams: told, clusters }
  }
}

function drawMaxima(zones: Zones, counts: DayCounts, stream: ClusterStream, night: string, settings: ClusterSettings): Float64Array {
  const { cases, options } = clusterScan(counts, { stream, streams: 1, night }, settings)
  return scan(zones, cases, { ...options, stopAt: 0, maxClusters: 1 }).maxima
}

/** The rare clusters of a stream, held against maxima that were drawn before. */
function clustersOf(
  zones: Zones,
  counts: DayCounts,
  night: { stream: ClusterStream; streams: number; night: string },
  maxima: Float64Array,
  settings: ClusterSettings,
): NightCluster[] {
  const { cases, options }: { cases: ScanCases; options: Parameters<typeof scan>[2] } = clusterScan(counts, night, settings)
  const { clusters } = scan(zones, cases, { ...options, replicates: 0 })
  const judged = clusters.map((cluster) => {
    const { p, extrapolated } = significance(cluster.llr, maxima, false)
    return { ...cluster, p, extrapolated, recurrenceInterval: intervalOf(p, night.streams) }
  })
  return nightClusters(counts, night, cases, { clusters: judged }, { fireTwiceAt: KEPT })
}
