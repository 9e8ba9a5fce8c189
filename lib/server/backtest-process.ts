import os from 'node:os'
import type { DayKind } from '@/lib/domain/calendar'
import type { ClusterSettings } from '@/lib/domain/rule-settings'
import type { ScannedNight } from '@/lib/warning/cluster-backtest'
import { clusterZones } from '@/lib/warning/cluster-night'
import { makeReplay } from '@/lib/warning/cluster-replay'
import { type KnownDays, knownNights } from '@/lib/warning/known-nights'
import type { KnownEpisode } from '@/lib/warning/matching'
import { ownHistories, type ToldDays } from '@/lib/warning/own-histories'
import type { Places } from '@/lib/warning/scan-zones'

/**
 * What the process is asked, once: what was known of which days, and which nights (numbers of civil days, inclusive) to replay. `episodes` are those that
 * are known to have happened; where none is, `own` says how the county's own days are made into histories (`ownHistories`).
 */
export type BacktestQuestion = {
  places: Places
  /** codes of the leaves, by index */
  codes: readonly string[]
  known: KnownDays
  from: number
  to: number
  settings: ClusterSettings
  episodes: readonly KnownEpisode[]
  own: { kinds: readonly DayKind[]; seed: string } | null
}
export type ReplayedDays = Omit<ToldDays, 'known'> & { readonly nights: readonly ScannedNight[] }
/** How many nights of all histories are done, and at the end what each showed. */
export type BacktestAnswer = { done: number; total: number } | { histories: ReplayedDays[] }

/** Screens come first: it takes what is left of the processor. */
const NICE = 15
const NIGHTS_A_WORD = 5

/** Replays each history in turn; the replicates that are drawn for the first serve the others, which have nearly the same events. */
function replay(question: BacktestQuestion): ReplayedDays[] {
  const { places, codes, known, from, to, settings, episodes, own } = question
  const { count, histories } = own ? ownHistories({ ...question, ...own }) : { count: 1, histories: [{ basis: 'labels' as const, known, episodes }] }
  const total = count * (to - from + 1)
  const replayed: ReplayedDays[] = []
  let done = 0
  const scanNight = makeReplay(clusterZones(places, settings), settings)
  for (const { known: days, ...history } of histories) {
    const scanned: ScannedNight[] = []
    for (const past of knownNights(days, { from, to, study: settings.studyDays })) {
      const { night, streams, clusters } = scanNight(past)
      const named = clusters.map(({ stream, types, leaves, observed, recurrenceInterval }) => ({
        ...{ stream, types, observed, recurrenceInterval },
        grids: leaves.map((leaf) => codes[leaf] ?? ''),
      }))
      scanned.push({ night, p: streams.map(({ p }) => p), clusters: named })
      if (++done % NIGHTS_A_WORD === 0) process.send?.({ done, total } satisfies BacktestAnswer)
    }
    replayed.push({ ...history, nights: scanned })
  }
  return replayed
}

os.setPriority(NICE)
process.once('disconnect', () => process.exit())
process.once('message', (question: BacktestQuestion) => {
  process.send?.({ histories: replay(question) } satisfies BacktestAnswer, () => process.disconnect())
})
