import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { apportion, makeRandom, type Random } from '@/lib/domain/random'
import { strengthOf } from '@/lib/warning/matching'
import type { Model } from './history-model'
import { dailyRate, daysBetween, HISTORY_MS, weightWithin } from './rhythm'

/** One episode begins in each stretch of this length and ends in it: 40 in the history, then one a month in the live feed. */
export const STRETCH_MS = HISTORY_MS / 40
/** All but that of the last stretch of the history, the opening: it began so long before the end and goes on so long after it … */
const OPENING_MS = [3 * DAY_MS, 4 * DAY_MS] as const
/** … and in what the scan of the last night sees of it (whole days) it has this S (`strengthOf`), by which any method finds it. */
const OPENING_S = 60
const OPENING_LEAVES = 8
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
  for (let i = Math.max(QUIET_STRETCHES, Math.ceil((from - begin) / STRETCH_MS)); begin + i * STRETCH_MS < to; i++) {
    const random = makeRandom(model.seed, 'episode', end, i)
    const at = begin + i * STRETCH_MS
    // one at a time: the first of the feed begins when the opening is over
    const first = at === end ? end + OPENING_MS[1] : at
    const episode =
      at + STRETCH_MS === end
        ? openingOf(model, end, random)
        : drawEpisode(model, end, random, (days) => [first, at + STRETCH_MS - first - days * DAY_MS - HOUR_MS])
    if (episode) episodes.push(episode)
  }
  return episodes
}

/**
 * The rise that the history ends in: all types of a class, in neighbouring leaves of one street, of a factor that nobody overlooks. Null
 * where too little happens for it.
 */
function openingOf(model: Model, end: number, random: Random): Episode | null {
  const [before, after] = OPENING_MS
  const from = Math.floor((end - before) / HOUR_MS) * HOUR_MS
  const to = Math.ceil((end + after) / HOUR_MS) * HOUR_MS
  const [street] = model.leaves.map(({ code }) => code.slice(0, STREET)).sort()
  const classes = [...new Set(model.types.map((t) => t.classCode))].sort()
  for (let tries = 0; tries < 400; tries++) {
    const leaves = cluster(model, random, OPENING_LEAVES)
    const typeCode = classes[Math.floor(random.next() * classes.length)] ?? ''
    if (leaves.length < OPENING_LEAVES || !leaves.every((leaf) => model.leaves[leaf]?.code.startsWith(street ?? ''))) continue
    const types = model.types.flatMap((t, i) => (t.classCode === typeCode ? [i] : []))
    const usual = usualByDay(model, { types, leaves, from, to: startOfDay(end) }, end).reduce((a, b) => a + b, 0)
    for (const factor of [3, 3.5, 4, 4.5, 5])
      if (usual >= MIN_USUAL && strengthOf(usual, factor) >= OPENING_S) return { typeCode, types, leaves, factor, from, to }
  }
  return null
}

/** Digits of the code of a street (grid of level 1). */
const STREET = 9

/** The part of an episode within [from, to); null: none. */
export function partOf(episode: Episode, from: number, to: number): Episode | null {
  const part = { ...episode, from: Math.max(from, episode.from), to: Math.min(to, episode.to) }
  return part.from < part.to ? part : null
}

/**
 * An episode that can be measured: 2 to 10 days of 2 to 5 times the usual, in 3 to 8 neighbouring leaves, of one type or one class. `begins`
 * answers, for its length, the first instant and the milliseconds after it within which it begins. Null where too little happens for one.
 */
export function drawEpisode(
  model: Model,
  end: number,
  random: Random,
  begins: (days: number) => readonly [first: number, within: number],
): Episode | null {
  if (model.leaves.length === 0 || model.types.length === 0) return null
  const classes = [...new Set(model.types.map((t) => t.classCode))].sort()
  for (let tries = 0; tries < 200; tries++) {
    const days = 2 + Math.floor(random.next() * 9)
    const [first, within] = begins(days)
    const from = Math.ceil((first + random.next() * within) / HOUR_MS) * HOUR_MS
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
