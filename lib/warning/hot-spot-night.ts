import type { HotSpotSettings } from '@/lib/domain/rule-settings'
import type { DayCounts } from './cluster-night'
import type { PastNight } from './cluster-replay'
import { emerging } from './emerging'
import { normalUpper } from './probability'
import { intervalOf } from './recurrence'
import { makeZones, type Places } from './scan-zones'
import type { SpatialWeights } from './spatial-weights'
import type { NightFound } from './surge-night'
import type { FoundNight } from './surge-replay'

const WEEK = 7
/** 1970-01-01 was a Thursday. */
const MONDAY = 4
/** The step before a week counts as near it. */
const TIME_NEIGHBOURS = 1
/** Classes of hot spots (hot-spot-rules.ts) that say that something has changed; others are old, or fade. */
const CHANGED = new Set(['new', 'consecutive', 'intensifying'])
/** Events that are added to what is usual before a difference is divided by its square root, so that one event in an empty leaf is not hot. */
const STEADY = 1

/** Is a night (a civil day's number) one on which hot spots are looked at: that of a Monday, which knows all of the last week? */
export const isHotSpotNight = (night: number): boolean => ((night % WEEK) + WEEK) % WEEK === MONDAY

/** The neighbours of each leaf (itself first) by their centres, degrees: of no more than so many, each with weight 1. */
export function leafWeights(centres: Places, neighbours: number): SpatialWeights {
  const { start, order, places } = makeZones(centres, 'degrees', { maxNeighbours: neighbours + 1 })
  return Array.from({ length: places }, (_, leaf) => [...order.subarray(start[leaf] ?? 0, start[leaf + 1] ?? 0)].map((to) => ({ to, weight: 1 })))
}

/**
 * Leaves that have become hot (热点变化) in a class of events, over the last weeks: of each leaf and week (O − E)/√(E + 1), E being the leaf's share of the class by the
 * whole study × what the class had that week everywhere, so that a busy leaf and a busy week are usual; of these the space-time G* and the classes of `emerging`. Leaves whose class is new, consecutive
 * or intensifying, and neighbours among them, are one finding, of the last week. Its interval (RI, nights) is that of its highest score among all leaves and
 * classes, once a week. Classes hold no sensitive types. About 30 ms for 257 leaves and six classes.
 */
export function hotSpotsOf({ night, counts }: Pick<PastNight, 'night' | 'counts'>, weights: SpatialWeights, settings: HotSpotSettings): FoundNight {
  const classes = [...new Set(counts.types.flatMap(({ classCode, sensitive }) => (sensitive ? [] : [classCode])))].sort()
  const looked = classes.flatMap((code) => {
    const types = counts.types.flatMap((type, i) => (type.classCode === code && !type.sensitive ? [i] : []))
    const weeks = weeksOf(counts, types, settings)
    return weeks ? [{ code, types, weeks }] : []
  })
  const amongLeaves = (p: number) => -Math.expm1(counts.leaves * Math.log1p(-p))
  const streams = looked.map(({ code, types, weeks }) => {
    const places = emerging(weeks.residuals, weights, { timeNeighbours: TIME_NEIGHBOURS, rate: settings.rate, variance: 'n-1' })
    const pOf = (leaf: number) => normalUpper(places[leaf]?.steps.at(-1)?.score ?? 0)
    const hot = places.flatMap(({ pattern, side }, leaf) => (side === 'hot' && CHANGED.has(pattern) ? [leaf] : []))
    const found = joined(hot, weights).flatMap((leaves): NightFound[] => {
      const [top = 0] = [...leaves].sort((a, b) => pOf(a) - pOf(b))
      const p = amongLeaves(pOf(top))
      const recurrenceInterval = WEEK * intervalOf(p, looked.length)
      const observed = leaves.reduce((sum, leaf) => sum + (weeks.last[leaf] ?? 0), 0)
      const pattern = places[top]?.pattern
      if (observed < settings.minCases || recurrenceInterval < settings.quietBelow) return []
      const expectedByLeaf = leaves.map((leaf) => weeks.usual[leaf] ?? 0)
      return [
        {
          ...{
            stream: code,
            types: types.map((type) => counts.types[type]?.code ?? ''),
            leaves,
            from: counts.days - WEEK,
            to: counts.days - 1,
            observed,
          },
          ...{ expected: expectedByLeaf.reduce((sum, e) => sum + e, 0), expectedByLeaf, p, extrapolated: false, recurrenceInterval },
          ...(pattern && { pattern }),
        },
      ]
    })
    const least = Math.min(1, ...weeks.last.map((_, leaf) => pOf(leaf)))
    return { code, p: amongLeaves(least), found }
  })
  return { night, streams: streams.map(({ code, p }) => ({ code, p })), clusters: streams.flatMap(({ found }) => found) }
}

/** By leaf, how far each of the last weeks was from its usual, and what there was and is usual in the last; null where there is too little. */
function weeksOf(
  { days, leaves, counts }: DayCounts,
  types: readonly number[],
  { weeks, studyDays }: HotSpotSettings,
): { residuals: number[][]; last: number[]; usual: number[] } | null {
  const length = Math.min(days, studyDays)
  if (length < weeks * WEEK) return null
  const sumOf = (leaf: number, from: number, to: number) => {
    let sum = 0
    for (const type of types) for (let at = leaf * days + from; at < leaf * days + to; at++) sum += counts[type]?.[at] ?? 0
    return sum
  }
  const all = Array.from({ length: leaves }, (_, leaf) => sumOf(leaf, days - length, days))
  const total = all.reduce((sum, n) => sum + n, 0)
  if (total === 0) return null
  const begins = Array.from({ length: weeks }, (_, week) => days - (weeks - week) * WEEK)
  const own = all.map((_, leaf) => begins.map((from) => sumOf(leaf, from, from + WEEK)))
  const everywhere = begins.map((_, week) => own.reduce((sum, row) => sum + (row[week] ?? 0), 0))
  const usualOf = (leaf: number, week: number) => ((all[leaf] ?? 0) / total) * (everywhere[week] ?? 0)
  return {
    residuals: own.map((row, leaf) => row.map((n, week) => (n - usualOf(leaf, week)) / Math.sqrt(usualOf(leaf, week) + STEADY))),
    last: own.map((row) => row.at(-1) ?? 0),
    usual: own.map((_, leaf) => usualOf(leaf, weeks - 1)),
  }
}

/** Leaves in groups of neighbours, each in order. */
function joined(leaves: readonly number[], weights: SpatialWeights): number[][] {
  const left = new Set(leaves)
  const groups: number[][] = []
  for (const first of leaves) {
    if (!left.delete(first)) continue
    const group = [first]
    for (const leaf of group)
      for (const other of left)
        if (weights[leaf]?.some(({ to }) => to === other) || weights[other]?.some(({ to }) => to === leaf)) {
          left.delete(other)
          group.push(other)
        }
    groups.push(group.sort((a, b) => a - b))
  }
  return groups
}
