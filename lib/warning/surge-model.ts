import type { SurgeSettings } from '@/lib/domain/rule-settings'
import type { ClusterStream, DayCounts } from './cluster-night'
import { fitUsual, type SeriesDay, type UsualCount } from './usual-series'

/** A place that is watched, by the indices of its leaves: the whole county, or a community. */
export type WatchedPlace = { readonly leaves: readonly number[]; readonly isWhole: boolean }

/** Counts whose first day is the civil day `first` (a number), what any day is, and the places. */
export type SurgeDays = {
  readonly counts: DayCounts
  readonly first: number
  readonly kindOf: (day: number) => SeriesDay
  readonly places: readonly WatchedPlace[]
}

/** A share of a type's events, and how many events it was counted from. */
type Share = { readonly share: number; readonly events: number }

/**
 * What is usual by a study: of each type everywhere on any civil day (null: it never happens), the share of each place by type, and how much more
 * counts of a stream vary than Poisson ones ((variance − mean)/mean²) in the county or a community, on a day or over the window.
 */
export type SurgeModel = {
  readonly usual: readonly (((day: number) => UsualCount) | null)[]
  readonly shares: readonly (readonly Share[])[]
  readonly spread: (stream: string, isWhole: boolean, days: number) => number
}

/** A share is counted from so many days: a place that changes slowly is to be known as it is. */
const SHARE_DAYS = 365
/** Jeffreys' prior of a share, in events. */
export const PRIOR = 0.5
/** A count so many standard deviations (of its mean and one event more) above its mean was an outbreak and counts as that many. */
const MAX_DEVIATION = 3
/** Events by which the ratio of a day or a place to its usual is drawn to 1: a ratio of few events is mostly chance. */
const STEADY = 20

/** Events of a type in a place on each day [from, to) of the counts. */
export function countsOf({ days, counts }: DayCounts, type: number, { leaves }: WatchedPlace, from: number, to: number): Float64Array {
  const rows = counts[type]
  const sums = new Float64Array(Math.max(0, to - from))
  if (rows)
    for (const leaf of leaves) for (let day = from; day < to; day++) sums[day - from] = (sums[day - from] ?? 0) + (rows[leaf * days + day] ?? 0)
  return sums
}

/** A ratio of what happened to what is usual, drawn to 1 where there is little of either. */
export const steadyRatio = (observed: number, usual: number): number => (observed + STEADY) / (usual + STEADY)

/** What happened everywhere on each day [from, to) of the counts, and what was usual, by type. */
type DayTotals = { readonly length: number; readonly observed: readonly Float64Array[]; readonly usual: readonly Float64Array[] }

export function dayTotals(days: SurgeDays, { usual }: Pick<SurgeModel, 'usual'>, from: number, to: number): DayTotals {
  const whole = days.places.find(({ isWhole }) => isWhole) ?? { leaves: [], isWhole: true }
  return {
    length: to - from,
    observed: usual.map((_, type) => countsOf(days.counts, type, whole, from, to)),
    usual: usual.map((of) => Float64Array.from({ length: to - from }, (_, i) => of?.(days.first + from + i).mean ?? 0)),
  }
}

/**
 * The ratio of each day to its usual by all types that are not of a stream: a day on which everything is more frequent (a campaign, fine weather)
 * has no surge.
 */
export function dayRatios({ length, observed, usual }: DayTotals, own: readonly number[]): Float64Array {
  const sumAt = (rows: readonly Float64Array[], i: number) => rows.reduce((sum, row, type) => (own.includes(type) ? sum : sum + (row[i] ?? 0)), 0)
  return Float64Array.from({ length }, (_, i) => steadyRatio(sumAt(observed, i), sumAt(usual, i)))
}

/**
 * Learns what is usual from all days of the counts but the last `guardDays`, which may hold what is to be found. About 0.4 s for 257 leaves, two
 * years, 34 types and 56 places.
 */
export function learnSurge(
  days: SurgeDays,
  streams: readonly ClusterStream[],
  { guardDays, windowDays }: Pick<SurgeSettings, 'guardDays' | 'windowDays'>,
): SurgeModel {
  const { counts, first, kindOf, places } = days
  const until = Math.max(0, counts.days - guardDays)
  const from = Math.max(0, until - SHARE_DAYS)
  const kinds = Array.from({ length: until }, (_, i) => kindOf(first + i))
  const whole = places.find(({ isWhole }) => isWhole)
  const usual = counts.types.map((_, type) => {
    const series = whole ? fitUsual([...countsOf(counts, type, whole, 0, until)], kinds) : null
    return series ? (day: number) => series(day - first, kindOf(day)) : null
  })
  const rows = counts.types.map((_, type) => places.map((place) => countsOf(counts, type, place, from, until)))
  const shares = rows.map((byPlace) => {
    const events = byPlace.map((row) => row.reduce((sum, n) => sum + n, 0))
    const all = Math.max(0, ...places.map(({ isWhole }, i) => (isWhole ? (events[i] ?? 0) : 0)))
    const parts = places.filter(({ isWhole }) => !isWhole).length
    return places.map(({ isWhole }, i): Share => {
      const own = events[i] ?? 0
      return { share: isWhole ? 1 : (own + PRIOR) / (all + PRIOR * parts), events: own }
    })
  })
  const totals = dayTotals(days, { usual }, from, until)
  const spreads = new Map<string, number>()
  const nameOf = (stream: string, isWhole: boolean, window: number) => `${stream} ${isWhole} ${window === 1 ? 1 : windowDays}`
  for (const stream of streams) {
    const ratios = dayRatios(totals, stream.types)
    const means = stream.types.map((type) => ratios.map((ratio, i) => ratio * (totals.usual[type]?.[i] ?? 0)))
    const sums = places.map((_, p) => runningSums(stream.types, { rows, means, shares }, p, until - from))
    for (const isWhole of [true, false])
      for (const window of [1, windowDays])
        spreads.set(
          nameOf(stream.code, isWhole, window),
          spreadOf(
            sums.filter((_, p) => places[p]?.isWhole === isWhole),
            window,
          ),
        )
  }
  return { usual, shares, spread: (stream, isWhole, window) => spreads.get(nameOf(stream, isWhole, window)) ?? 0 }
}

/** Events and usual events of a place up to each day (a value more than there are days). */
type RunningSums = { readonly observed: Float64Array; readonly mean: Float64Array }

function runningSums(
  types: readonly number[],
  { rows, means, shares }: { rows: readonly (readonly Float64Array[])[]; means: readonly Float64Array[]; shares: readonly (readonly Share[])[] },
  place: number,
  days: number,
): RunningSums {
  const [observed, mean] = [new Float64Array(days + 1), new Float64Array(days + 1)]
  for (let j = 0; j < types.length; j++) {
    const type = types[j] ?? 0
    const [row, usual, share] = [rows[type]?.[place], means[j], shares[type]?.[place]?.share ?? 0]
    let [happened, expected] = [0, 0]
    for (let day = 0; day < days; day++) {
      happened += row?.[day] ?? 0
      expected += share * (usual?.[day] ?? 0)
      observed[day + 1] = (observed[day + 1] ?? 0) + happened
      mean[day + 1] = (mean[day + 1] ?? 0) + expected
    }
  }
  return { observed, mean }
}

/** (variance − mean)/mean² of the sums over a window, by moments over all of its places and days. */
function spreadOf(sums: readonly RunningSums[], window: number): number {
  let [beyond, squares] = [0, 0]
  for (const { observed, mean } of sums)
    for (let end = window; end < mean.length; end++) {
      const usual = (mean[end] ?? 0) - (mean[end - window] ?? 0)
      const happened = (observed[end] ?? 0) - (observed[end - window] ?? 0)
      beyond += Math.min((happened - usual) ** 2, MAX_DEVIATION ** 2 * (usual + 1)) - usual
      squares += usual ** 2
    }
  return squares > 0 ? Math.max(0, beyond / squares) : 0
}
