import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { apportion, makeRandom, type Random } from '@/lib/domain/random'
import type { Model } from './history-model'
import { dailyRate, daysBetween, HISTORY_MS, weightWithin } from './rhythm'

/** One episode begins in each stretch of this length and ends in it: 40 in the history, then one a month in the live feed. */
export const STRETCH_MS = HISTORY_MS / 40
/** The first stretches have none, so that each episode has a usual level before it. */
const QUIET_STRETCHES = 2
/** A window with fewer usual events, or with fewer beyond them, would not show above chance: another one is tried. */
const MIN_USUAL = 7
const MIN_EXTRA = 16

/**
 * A known rise (事件聚集): in a few neighbouring leaves, events of one type or of one class happen `factor` times as often as usual, from
 * `from` to `to`. `typeCode` is the code of the type, or of the class for all its types. Leaves and types by index.
 */
export type Episode = { typeCode: string; types: readonly number[]; leaves: readonly number[]; factor: number; from: number; to: number }

/**
 * The usual number of events at full size in a window of some leaves and types, for each civil day of it. `end` is the end of the
 * history, from which the rate is counted.
 */
export function usualByDay(model: Model, part: Pick<Episode, 'types' | 'leaves' | 'from' | 'to'>, end: number): number[] {
  const inLeaves = part.types.map((type) => {
    const shares = model.places.shares(type)
    return part.leaves.reduce((sum, leaf) => sum + (shares[leaf] ?? 0), 0)
  })
  return daysBetween(part.from, part.to).map(({ from, to }) => {
    const day = model.rhythm.day(from)
    const rate = dailyRate(1 - (end - from) / HISTORY_MS) * day.level
    return part.types.reduce((sum, type, i) => sum + rate * weightWithin(model.rhythm, day, from, to, new Set([type])) * (inLeaves[i] ?? 0), 0)
  })
}

/** Events beyond the usual for each civil day of the episode; `scale` is the size of the history against full size. */
export function extraByDay(model: Model, episode: Episode, end: number, scale: number): number[] {
  const usual = usualByDay(model, episode, end)
  const all = usual.reduce((a, b) => a + b, 0)
  return apportion(Math.round((episode.factor - 1) * all * scale), usual)
}

/** The episodes whose stretch begins in [from, to): of the history before `end`, of the live feed after it. Deterministic by model and `end`. */
export function episodesBetween(model: Model, end: number, from: number, to: number): Episode[] {
  const begin = end - HISTORY_MS
  const episodes: Episode[] = []
  for (let stretch = Math.max(QUIET_STRETCHES, Math.ceil((from - begin) / STRETCH_MS)); begin + stretch * STRETCH_MS < to; stretch++) {
    const episode = episodeOf(model, end, begin + stretch * STRETCH_MS, makeRandom(model.seed, 'episode', end, stretch))
    if (episode) episodes.push(episode)
  }
  return episodes
}

function episodeOf(model: Model, end: number, stretch: number, random: Random): Episode | null {
  if (model.leaves.length === 0 || model.types.length === 0) return null
  const classes = [...new Set(model.types.map((t) => t.classCode))].sort()
  for (let tries = 0; tries < 200; tries++) {
    const days = 2 + Math.floor(random.next() * 9)
    const free = STRETCH_MS - days * DAY_MS
    const from = Math.ceil((stretch + random.next() * (free - HOUR_MS)) / HOUR_MS) * HOUR_MS
    const leaves = cluster(model, random, 3 + Math.floor(random.next() * 6))
    const ofClass = random.next() < 0.5 ? classes[Math.floor(random.next() * classes.length)] : undefined
    const one = Math.floor(random.next() * model.types.length)
    const types = ofClass ? model.types.flatMap((t, i) => (t.classCode === ofClass ? [i] : [])) : [one]
    const factor = Math.round((2 + 3 * random.next()) * 10) / 10
    const episode = { typeCode: ofClass ?? model.types[one]?.code ?? '', types, leaves, factor, from, to: from + days * DAY_MS }
    if (leaves.length < 3) continue
    const usual = usualByDay(model, episode, end).reduce((a, b) => a + b, 0)
    if (usual >= MIN_USUAL && (factor - 1) * usual >= MIN_EXTRA) return episode
  }
  return null
}

/** A leaf and neighbours of neighbours, up to `size`. */
function cluster(model: Model, random: Random, size: number): number[] {
  const found = [Math.floor(random.next() * model.leaves.length)]
  while (found.length < size) {
    const next = [...new Set(found.flatMap((leaf) => model.neighbours[leaf] ?? []))].filter((leaf) => !found.includes(leaf))
    const chosen = next[Math.floor(random.next() * next.length)]
    if (chosen === undefined) break
    found.push(chosen)
  }
  return found.sort((a, b) => a - b)
}
