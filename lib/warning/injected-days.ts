import { startOfDayNumber } from '@/lib/domain/clock'
import { makeRandom, poisson, type Random } from '@/lib/domain/random'
import type { KnownDays } from './known-nights'
import { type KnownEpisode, strengthOf } from './matching'
import { makeZones, type Places } from './scan-zones'
import { type UsualDays, usualDays, usualIn } from './usual-days'

/**
 * A rise that is added to a history: in some leaves, events of some types happen `factor` times as often as usual, on `days` days from day `from`
 * of the table on. Leaves and types by index; `usual` is how many events there would have been.
 */
export type InjectedRise = {
  readonly types: readonly number[]
  readonly leaves: readonly number[]
  readonly from: number
  readonly days: number
  readonly factor: number
  readonly usual: number
}

/** So many rises at most, in the days [from, to) of the table. */
export type RisesWanted = { readonly seed: string; readonly count: number; readonly from: number; readonly to: number }

const MIN_DAYS = 2
const MAX_DAYS = 10
const MIN_LEAVES = 3
const MAX_LEAVES = 8
/** A rise with fewer usual events, or with fewer beyond them, would not show above chance: another one is tried. */
const MIN_USUAL = 7
const MIN_EXTRA = 16
/** For so long after a rise no other begins in its class and in one of its leaves: what is found then is to be of one. */
const APART_DAYS = 28
/** Leaves around a leaf that a rise can reach from it. */
const NEIGHBOURS = 6
const TRIES = 200
/** What is added is at most this share of what happened in these days, so that the history stays the county's own; or it is one rise. */
const MAX_ADDED = 0.1

/**
 * Draws rises for a test of a detector, as the demonstration's own are: 2 to 10 whole days of 2 to 5 times the usual, in 3 to 8 neighbouring leaves, of
 * one type or one class. They lie evenly over the days, several at a time, and none near another. A leaf's neighbours are the six whose centres
 * are nearest; a rise goes on from any of its leaves, so it is rarely a circle. Deterministic by its arguments, in order of their beginning; fewer than
 * asked where there is no room, or too little happens. About a tenth of a second for forty.
 */
export function drawRises(known: KnownDays, places: Places, { seed, count, from, to }: RisesWanted): InjectedRise[] {
  const rises: InjectedRise[] = []
  const neighbours = neighboursOf(places)
  const usual = usualDays(known)
  let left = MAX_ADDED * usual.events(from, to)
  if (to - from < MIN_DAYS || neighbours.length < MIN_LEAVES || known.types.length === 0) return rises
  for (let i = 0; i < count && (left >= MIN_EXTRA || rises.length === 0); i++) {
    const random = makeRandom('injected days', seed, i)
    for (let tries = 0; tries < TRIES; tries++) {
      const rise = drawRise(known, { usual, neighbours, random, from, to, at: (i + random.next()) / count })
      const extra = (rise.factor - 1) * rise.usual
      if (rise.usual < MIN_USUAL || extra < MIN_EXTRA || (extra > left && rises.length > 0) || rises.some((other) => areNear(known, other, rise)))
        continue
      rises.push(rise)
      left -= extra
      break
    }
  }
  return rises.sort((a, b) => a.from - b.from)
}

type Drawn = {
  usual: UsualDays
  neighbours: readonly (readonly number[])[]
  random: Random
  from: number
  to: number
  /** where in the days it begins, from 0 to 1 */
  at: number
}

function drawRise({ types }: KnownDays, { usual, neighbours, random, from, to, at }: Drawn): InjectedRise {
  const below = (n: number) => Math.floor(random.next() * n)
  const days = MIN_DAYS + below(Math.min(MAX_DAYS, to - from) - MIN_DAYS + 1)
  const leaves = [below(neighbours.length)]
  for (const size = MIN_LEAVES + below(MAX_LEAVES - MIN_LEAVES + 1); leaves.length < size; ) {
    const next = [...new Set(leaves.flatMap((leaf) => neighbours[leaf] ?? []))].filter((leaf) => !leaves.includes(leaf))
    const chosen = next[below(next.length)]
    if (chosen === undefined) break
    leaves.push(chosen)
  }
  const classes = [...new Set(types.map(({ classCode }) => classCode))].sort()
  const ofClass = random.next() < 0.5 ? classes[below(classes.length)] : undefined
  const one = below(types.length)
  const part = {
    types: ofClass === undefined ? [one] : types.flatMap(({ classCode }, type) => (classCode === ofClass ? [type] : [])),
    leaves: leaves.sort((a, b) => a - b),
    from: from + Math.floor(at * (to - from - days + 1)),
    days,
  }
  const factor = Math.round((2 + 3 * random.next()) * 10) / 10
  return { ...part, factor, usual: usualIn(usual, part) }
}

function neighboursOf(places: Places): number[][] {
  const { start, order } = makeZones(places, 'degrees', { maxNeighbours: NEIGHBOURS + 1 })
  return Array.from(places.x, (_, leaf) => [...order.subarray((start[leaf] ?? 0) + 1, start[leaf + 1] ?? 0)])
}

function areNear({ types }: KnownDays, a: InjectedRise, b: InjectedRise): boolean {
  const classOf = (type: number) => types[type]?.classCode
  return (
    a.from < b.from + b.days + APART_DAYS &&
    b.from < a.from + a.days + APART_DAYS &&
    a.leaves.some((leaf) => b.leaves.includes(leaf)) &&
    a.types.some((type) => b.types.some((other) => classOf(other) === classOf(type)))
  )
}

/**
 * The days with rises in them: in each type, leaf and day of one, as many events more as a Poisson number with the mean (factor − 1) × usual, known on
 * the night after the day. The days given stay as they are.
 */
export function injectRises(known: KnownDays, rises: readonly InjectedRise[], seed: string): KnownDays {
  const counts = known.counts.map((rows) => rows.slice())
  const usual = usualDays(known)
  for (const [i, { types, leaves, from, days, factor }] of rises.entries()) {
    const random = makeRandom('injected events', seed, i)
    for (const type of types)
      for (const leaf of leaves)
        for (let day = from; day < from + days; day++) {
          const rows = counts[type]
          const at = leaf * known.days + day
          if (rows) rows[at] = (rows[at] ?? 0) + poisson(random, (factor - 1) * usual.of(type, leaf, day))
        }
  }
  return { ...known, counts }
}

/** A rise as an episode that is known, leaves by their codes; S is of the events that there would have been. */
export function episodeOf({ first, types }: KnownDays, codes: readonly string[], rise: InjectedRise): KnownEpisode {
  return {
    types: rise.types.map((type) => types[type]?.code ?? ''),
    grids: rise.leaves.map((leaf) => codes[leaf] ?? ''),
    from: startOfDayNumber(first + rise.from),
    to: startOfDayNumber(first + rise.from + rise.days),
    strength: strengthOf(rise.usual, rise.factor),
  }
}
