import os from 'node:os'
import type { ClusterSettings } from '@/lib/domain/rule'
import type { ScannedNight } from '@/lib/warning/cluster-backtest'
import { clusterZones } from '@/lib/warning/cluster-night'
import { makeReplay } from '@/lib/warning/cluster-replay'
import { type KnownDays, knownNights } from '@/lib/warning/known-nights'
import type { Places } from '@/lib/warning/scan-zones'

/** What the process is asked, once: what was known of which days, and which nights (numbers of civil days, inclusive) to replay. */
export type BacktestQuestion = {
  places: Places
  /** codes of the leaves, by index */
  codes: readonly string[]
  known: KnownDays
  from: number
  to: number
  settings: ClusterSettings
}
/** How many nights are done, and at the end what each showed. */
export type BacktestAnswer = { done: number } | { nights: ScannedNight[] }

/** Screens come first: it takes what is left of the processor. */
const NICE = 15
const NIGHTS_A_WORD = 5

function replay({ places, codes, known, from, to, settings }: BacktestQuestion): ScannedNight[] {
  const scanned: ScannedNight[] = []
  const scanNight = makeReplay(clusterZones(places, settings), settings)
  for (const past of knownNights(known, { from, to, study: settings.studyDays })) {
    const { night, streams, clusters } = scanNight(past)
    const named = clusters.map(({ stream, types, leaves, observed, recurrenceInterval }) => ({
      ...{ stream, types, observed, recurrenceInterval },
      grids: leaves.map((leaf) => codes[leaf] ?? ''),
    }))
    scanned.push({ night, p: streams.map(({ p }) => p), clusters: named })
    if (scanned.length % NIGHTS_A_WORD === 0) process.send?.({ done: scanned.length } satisfies BacktestAnswer)
  }
  return scanned
}

os.setPriority(NICE)
process.once('disconnect', () => process.exit())
process.once('message', (question: BacktestQuestion) => {
  process.send?.({ nights: replay(question) } satisfies BacktestAnswer, () => process.disconnect())
})
