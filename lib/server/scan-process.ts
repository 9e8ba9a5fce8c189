import os from 'node:os'
import type { ClusterSettings } from '@/lib/domain/rule'
import { clusterScan, clusterStreams, clusterZones, type DayCounts, type NightCluster, nightClusters } from '@/lib/warning/cluster-night'
import { scan } from '@/lib/warning/scan'
import type { Places } from '@/lib/warning/scan-zones'

/** What the process is asked, once: the centres of the leaves, what was counted up to the night, and how to scan it. */
export type NightQuestion = { places: Places; counts: DayCounts; night: string; settings: ClusterSettings }

/** How many streams a night had, and what is rare in them; leaves and days by index in what was counted. */
export type NightScan = { streams: number; clusters: NightCluster[] }

/** Screens come first: the scan takes what is left of the processor. */
const NICE = 10

/** Scans all streams of a night, one after the other. */
function scanAll({ places, counts, night, settings }: NightQuestion): NightScan {
  const zones = clusterZones(places, settings)
  const streams = clusterStreams(counts, settings)
  const clusters = streams.flatMap((stream) => {
    const { cases, options } = clusterScan(counts, { stream, streams: streams.length, night }, settings)
    return nightClusters(counts, { stream, streams: streams.length }, cases, scan(zones, cases, options), settings)
  })
  return { streams: streams.length, clusters }
}

os.setPriority(NICE)
process.once('disconnect', () => process.exit())
process.once('message', (question: NightQuestion) => {
  process.send?.(scanAll(question), () => process.disconnect())
})
