import * as z from 'zod/mini'
import { HOUR_MS } from './clock'
import { CompleteFrom } from './trends'

/** The name and version of the rule by which `GET /api/hotspots` finds them. */
export const HOTSPOTS_RULE = 'hotspots/2'
/** The last 24 hours, the running one included, are held against the same hours of the same weekday of the weeks before. */
export const HOTSPOT_HOURS = 24
export const MAX_HOTSPOTS = 5
/** Hours of the day that count as one time, and the share of the events that must lie in them to be told. */
const PEAK_HOURS = 3
const PEAK_EVENTS = 3
const PEAK_SHARE = 0.6
const MAX_TYPES = 3

/**
 * A place to look at first: a leaf grid, what it counts beside its usual, and why. It is a hotspot (热点) where even the lower end of the ratio is
 * above 1; the others are the busiest beside them. Counts of one grid compare as densities do.
 */
export const Hotspot = z.object({
  grid: z.string(),
  count: z.int(),
  /** the mean of the same hours in the weeks before; null when too little is known (样本少) */
  usual: z.nullable(z.number()),
  /** how many times its usual that is, and the interval that holds it with 80 % (lib/warning/posterior-ratio.ts); null with the usual */
  ratio: z.nullable(z.object({ mean: z.number(), low: z.number(), high: z.number() })),
  hot: z.boolean(),
  /** what it is made of: the commonest types first */
  types: z.array(z.object({ type: z.string(), count: z.int() })),
  /** civil hours that hold most of it: from ≤ hour < to; null when it is spread over the day */
  peak: z.nullable(z.object({ fromHour: z.int(), toHour: z.int(), count: z.int() })),
})
export type Hotspot = z.infer<typeof Hotspot>

export const Hotspots = z.object({
  rule: z.literal(HOTSPOTS_RULE),
  logId: z.string(),
  revision: z.int(),
  asOf: z.nullable(z.string()),
  at: z.string(),
  within: z.nullable(z.string()),
  /** from ≤ time of occurrence < to */
  from: z.string(),
  to: z.string(),
  /** weeks that `usual` was read from; none that lies before `completeFrom` */
  weeks: z.int(),
  completeFrom: CompleteFrom,
  hotspots: z.array(Hotspot),
})
export type Hotspots = z.infer<typeof Hotspots>

/** A part of a grid's count: events of a type in a civil hour. */
export type TypeHour = { type: string; hour: number; count: number }

/** The window that ends with the running hour. */
export function hotspotWindow(now: number): { from: number; to: number } {
  const to = Math.floor(now / HOUR_MS + 1) * HOUR_MS
  return { from: to - HOTSPOT_HOURS * HOUR_MS, to }
}

/** Why: the commonest types, and the hours of the day that most of it falls into. */
export function reasonsOf(parts: readonly TypeHour[]): Pick<Hotspot, 'types' | 'peak'> {
  const byType = new Map<string, number>()
  const byHour = new Array<number>(HOTSPOT_HOURS).fill(0)
  for (const { type, hour, count } of parts) {
    byType.set(type, (byType.get(type) ?? 0) + count)
    byHour[hour] = (byHour[hour] ?? 0) + count
  }
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  const types = [...byType].map(([type, count]) => ({ type, count })).sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
  // a peak does not reach over midnight: the day's hours are told as people say them
  const peaks = Array.from({ length: HOTSPOT_HOURS - PEAK_HOURS + 1 }, (_, fromHour) => ({
    fromHour,
    toHour: fromHour + PEAK_HOURS,
    count: byHour.slice(fromHour, fromHour + PEAK_HOURS).reduce((sum, n) => sum + n, 0),
  }))
  const peak = peaks.reduce((best, next) => (next.count > best.count ? next : best))
  return { types: types.slice(0, MAX_TYPES), peak: peak.count >= PEAK_EVENTS && peak.count >= PEAK_SHARE * total ? peak : null }
}
