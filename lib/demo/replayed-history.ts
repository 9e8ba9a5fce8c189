import { dayNumber, HOUR_MS, startOfDayNumber } from '@/lib/domain/clock'
import type { NewGrid } from '@/lib/domain/grid'
import { labelPoint } from '@/lib/domain/label-point'
import type { ScannedHistory, ScannedNight } from '@/lib/warning/cluster-backtest'
import { clusterZones, type ZoneKind } from '@/lib/warning/cluster-night'
import { makeReplay, type PastNight } from '@/lib/warning/cluster-replay'
import { CLUSTER_SETTINGS } from '@/lib/warning/cluster-settings'
import { hotSpotsOf, isHotSpotNight, leafWeights } from '@/lib/warning/hot-spot-night'
import { HOT_SPOT_SETTINGS } from '@/lib/warning/hot-spot-settings'
import { type KnownEpisode, strengthOf } from '@/lib/warning/matching'
import { SILENCE_STREAM, silencesOf } from '@/lib/warning/silence-night'
import { SILENCE_SETTINGS } from '@/lib/warning/silence-settings'
import { type FoundNight, makeSurgeReplay, seriesDay, watchedPlaces } from '@/lib/warning/surge-replay'
import { SURGE_SETTINGS } from '@/lib/warning/surge-settings'
import { countyGrids } from './county'
import { type Episode, usualByDay } from './episodes'
import { EVENT_TYPES } from './event-types'
import { communityOf, type Model, makeModel, SEED } from './history-model'
import { FULL_SIZE, fullScale, planHistory } from './history-plan'
import { calendar } from './holidays'
import { injectEpisodes } from './injected-episodes'
import { type InjectedSilence, injectSilences, silenced } from './injected-silences'
import { pastNights } from './past-nights'

/** The rules that can be tried on the demonstration's histories. */
export const REPLAYED_RULES = ['cluster', 'surge', 'silence', 'hotspot'] as const
export type ReplayedRule = (typeof REPLAYED_RULES)[number]

/**
 * Histories to be replayed: by which rule, the seed of the county, the last nights, how many episodes are injected in them, and the events of all three years. `end`:
 * exclusive, epoch milliseconds. `zones`: those that clusters are looked for in.
 */
export type ReplayOrder = {
  readonly rule: ReplayedRule
  readonly seed: number
  readonly nights: number
  readonly episodes: number
  readonly total: number
  readonly end: number
  readonly zones: ZoneKind
}

/** Which histories are replayed: without episodes, with those of the demonstration, with injected ones. */
const HISTORIES = ['quiet', 'labels', 'injected'] as const

/** No episode begins so late that its last alarm would come after the last night. */
const ROOM_MS = 36 * HOUR_MS

/**
 * Replays the nights of three histories of the demonstration county, without episodes, with its own and with injected ones, in memory. The first
 * seed is that of the demonstration; others make other counties on the same ground (other busy places, other days). The replicates that were drawn for
 * the quiet history serve the others as well, which differ from it by a few events in a hundred. Yields null after each night, so that who asks can
 * do something else between, and each history when its nights are done.
 */
export function* replayHistories(order: ReplayOrder): Generator<ScannedHistory | null, void, undefined> {
  const { seed, nights, total, end } = order
  const leaves = leavesOf(countyGrids())
  const model = makeModel(leaves, EVENT_TYPES, seed === 1 ? SEED : `${SEED}/${seed}`)
  const { study, begin } = replayOf(order, leaves)
  const last = dayNumber(end - 1) + 1
  const [from, to] = [startOfDayNumber(last - nights), startOfDayNumber(last)]
  const scale = (fullScale(model, end) * total) / FULL_SIZE
  for (const basis of HISTORIES) {
    const rule = { seed: String(seed), count: order.episodes, from, to: to - ROOM_MS }
    const isSilence = order.rule === 'silence'
    const silences = basis === 'injected' && isSilence ? injectSilences(model, end, rule, scale) : []
    const injected = basis === 'injected' && !isSilence ? injectEpisodes(model, end, rule) : []
    const plan = planHistory(model, { end, total, episodes: basis === 'labels' ? 'rule' : injected.length > 0 ? injected : 'none' })
    const replayed: ScannedNight[] = []
    const replay = begin()
    for (const past of pastNights(plan, { nights, study, types: EVENT_TYPES })) {
      const found = replay(silences.length > 0 ? silenced(past, silences) : past)
      const named = found?.clusters.map(({ stream, types, leaves: at, observed, recurrenceInterval }) => {
        return { stream, types: isSilence ? [stream] : types, grids: at.map((leaf) => leaves[leaf]?.code ?? ''), observed, recurrenceInterval }
      })
      if (found && named) replayed.push({ night: found.night, p: found.streams.map(({ p }) => p), clusters: named })
      yield null
    }
    // a rise is no silence: of these the demonstration has none
    const rises = isSilence ? [] : plan.episodes.map((episode) => knownOf(model, episode, { end, scale }))
    // and nobody knows whether one that is found in it is one
    const of = isSilence && basis === 'labels' ? 'unjudged' : basis
    yield { basis: of, from, to, nights: replayed, episodes: [...rises, ...silences.map((silence) => knownSilence(model, silence))] }
  }
}

/** How nights are replayed by a rule: the days that each looks back on, and what begins a history. */
function replayOf(
  { rule, zones }: Pick<ReplayOrder, 'rule' | 'zones'>,
  leaves: readonly NewGrid[],
): { study: number; begin: () => (past: PastNight) => FoundNight | null } {
  const codes = leaves.map(({ code }) => code)
  if (rule === 'surge') {
    const ground = {
      places: watchedPlaces(codes, communityOf),
      kindOf: (day: number) => seriesDay(day, calendar.kindOf(startOfDayNumber(day))),
    }
    return { study: SURGE_SETTINGS.studyDays, begin: () => makeSurgeReplay(ground, SURGE_SETTINGS) }
  }
  if (rule === 'silence') {
    const ground = { places: watchedPlaces(codes, communityOf), kindOf: () => 'working' as const }
    return { study: SILENCE_SETTINGS.studyDays, begin: () => (past) => silencesOf(past, ground, SILENCE_SETTINGS) }
  }
  const points = leaves.map(({ geometry }) => labelPoint(geometry).position)
  const places = { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) }
  if (rule === 'hotspot') {
    const weights = leafWeights(places, HOT_SPOT_SETTINGS.neighbours)
    return {
      study: HOT_SPOT_SETTINGS.studyDays,
      begin: () => (past) => (isHotSpotNight(past.night) ? hotSpotsOf(past, weights, HOT_SPOT_SETTINGS) : null),
    }
  }
  const replay = makeReplay(clusterZones(places, CLUSTER_SETTINGS, zones), CLUSTER_SETTINGS)
  return { study: CLUSTER_SETTINGS.studyDays, begin: () => replay }
}

const leavesOf = (grids: readonly NewGrid[]): NewGrid[] =>
  grids.filter(({ code }) => !grids.some(({ parentCode }) => parentCode === code)).sort((a, b) => (a.code < b.code ? -1 : 1))

/** An episode by codes, with its S for the events that it would have had. */
function knownOf(model: Model, episode: Episode, { end, scale }: { end: number; scale: number }): KnownEpisode {
  const usual = usualByDay(model, episode, end).reduce((sum, n) => sum + n, 0) * scale
  return {
    types: episode.types.map((type) => model.types[type]?.code ?? ''),
    grids: episode.leaves.map((leaf) => model.leaves[leaf]?.code ?? ''),
    from: episode.from,
    to: episode.to,
    strength: strengthOf(usual, episode.factor),
  }
}

/** A silence by code. Its S is what would have come: the log-likelihood ratio of none where so much is expected. */
const knownSilence = (model: Model, { leaf, from, to, usual }: InjectedSilence): KnownEpisode => ({
  types: [SILENCE_STREAM],
  grids: [model.leaves[leaf]?.code ?? ''],
  from: startOfDayNumber(from),
  to: startOfDayNumber(to),
  strength: usual,
})
