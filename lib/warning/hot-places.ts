import { type Hotspot, MAX_HOTSPOTS } from '@/lib/domain/hotspots'
import { MIN_WEEKS } from '@/lib/domain/trends'
import { gammaByMoments, posteriors, ratioOf } from './posterior-ratio'

/** What a grid of a level counts now, and in the same hours of the weeks before. */
export type GridHours = { grid: string; level: number; count: number; before: readonly number[] }

type Place = Omit<Hotspot, 'types' | 'peak'>

/** A single event makes no hotspot. */
const MIN_EVENTS = 2

const sum = (of: readonly number[]): number => of.reduce((total, n) => total + n, 0)

/**
 * The places to look at first, at most five: the hot ones, by how far even the lower end of their ratio is above 1, then the others with
 * a ratio above 1 in the same order, then by number those of which too little is known to compare. What is not above its usual is none of them. Ratios are those of `posteriors` among all grids of
 * a level, their usual drawn in the same way towards what these usually have, so that a place that had nothing so far can be compared too.
 */
export function standOut(grids: readonly GridHours[]): Place[] {
  const levels = new Map<number, GridHours[]>()
  for (const grid of grids) levels.set(grid.level, [...(levels.get(grid.level) ?? []), grid])
  return [...levels.values()]
    .flatMap(placesOf)
    .sort((a, b) => (b.ratio?.low ?? -1) - (a.ratio?.low ?? -1) || b.count - a.count || (a.grid < b.grid ? -1 : 1))
    .slice(0, MAX_HOTSPOTS)
}

/** Those of a level that may stand out. */
function placesOf(grids: readonly GridHours[]): Place[] {
  const weeks = Math.min(...grids.map(({ before }) => before.length))
  const usual = weeks < MIN_WEEKS ? null : gammaByMoments(grids.map(({ before }) => ({ count: sum(before), exposure: before.length })))
  const all =
    usual && posteriors(grids.map(({ count, before }) => ({ observed: count, expected: (usual.shape + sum(before)) / (usual.rate + before.length) })))
  return grids.flatMap(({ grid, count, before }, i) => {
    const own = all?.[i] ?? null
    // what is not above its usual is told to nobody, so its interval is not worked out
    if (count < MIN_EVENTS || (own && own.shape <= own.rate)) return []
    const ratio = own && ratioOf(own)
    return [{ grid, count, usual: weeks < MIN_WEEKS ? null : sum(before) / before.length, ratio, hot: ratio !== null && ratio.low > 1 }]
  })
}
