import type { ClusterSettings, HotSpotSettings, SilenceSettings, SurgeSettings } from '@/lib/domain/rule-settings'
import { giveWay } from '@/lib/give-way'
import { clusterScan, clusterStreams, clusterZones, type DayCounts, nightClusters } from '@/lib/warning/cluster-night'
import { hotSpotsOf, leafWeights } from '@/lib/warning/hot-spot-night'
import { scan } from '@/lib/warning/scan'
import type { Places } from '@/lib/warning/scan-zones'
import { silencesOf } from '@/lib/warning/silence-night'
import type { WatchedPlace } from '@/lib/warning/surge-model'
import type { NightFound } from '@/lib/warning/surge-night'
import { surgesOf } from '@/lib/warning/surge-replay'
import type { SeriesDay } from '@/lib/warning/usual-series'

/** Clusters: the centres of the leaves, what was counted up to the night, and how to scan it. */
type ClusterQuestion = { kind: 'cluster'; places: Places; counts: DayCounts; night: string; settings: ClusterSettings }
/** Places, what each counted day is, and what was counted up to the night (a civil day's number). */
type PlacesQuestion = { places: readonly WatchedPlace[]; kinds: readonly SeriesDay[]; counts: DayCounts; night: number }
type SurgeQuestion = PlacesQuestion & { kind: 'surge'; settings: SurgeSettings }
type SilenceQuestion = PlacesQuestion & { kind: 'silence'; settings: SilenceSettings }
/** Hot spots: the centres of the leaves, and what was counted up to the night. */
type HotSpotQuestion = { kind: 'hotspot'; centres: Places; counts: DayCounts; night: number; settings: HotSpotSettings }
/** What the process is asked, once. */
export type NightQuestion = ClusterQuestion | SurgeQuestion | SilenceQuestion | HotSpotQuestion

/** How many streams a night had, and what is rare in them; leaves and days by index in what was counted. */
export type NightScan = { streams: number; clusters: readonly NightFound[] }

/** Screens come first: the scan takes what is left of the processor. */
const NICE = 10

/** Scans all streams of a night for clusters, one after the other. */
function scanAll({ places, counts, night, settings }: ClusterQuestion): NightScan {
  const streams = clusterStreams(counts, settings)
  // a scope of which no grid is there any more has no place to look at
  if (streams.length === 0) return { streams: 0, clusters: [] }
  const zones = clusterZones(places, settings)
  const clusters = streams.flatMap((stream) => {
    const { cases, options } = clusterScan(counts, { stream, streams: streams.length, night }, settings)
    return nightClusters(counts, { stream, streams: streams.length }, cases, scan(zones, cases, options), settings)
  })
  return { streams: streams.length, clusters }
}

function answer(question: NightQuestion): NightScan {
  if (question.kind === 'cluster') return scanAll(question)
  if (question.kind === 'hotspot') {
    const { centres, settings } = question
    const { streams, clusters } = hotSpotsOf(question, leafWeights(centres, settings.neighbours), settings)
    return { streams: streams.length, clusters }
  }
  const { places, kinds, counts, night } = question
  const ground = { places, kindOf: (day: number) => kinds[day - night + counts.days] ?? 'working' }
  const { streams, clusters } =
    question.kind === 'surge' ? surgesOf({ night, counts }, ground, question.settings) : silencesOf({ night, counts }, ground, question.settings)
  return { streams: streams.length, clusters: clusters.filter(({ recurrenceInterval }) => recurrenceInterval >= question.settings.quietBelow) }
}

giveWay(NICE)
process.once('disconnect', () => process.exit())
process.once('message', (question: NightQuestion) => {
  process.send?.(answer(question), () => process.disconnect())
})
