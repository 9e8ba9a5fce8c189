import type { SurgeSettings } from '@/lib/domain/rule-settings'
import type { ClusterStream, NightCluster } from './cluster-night'
import { amongOf, rarestOf, tailOf, type WatchedCount } from './rare-among'
import { intervalOf } from './recurrence'
import { countsOf, dayRatios, dayTotals, PRIOR, type SurgeDays, type SurgeModel, steadyRatio, type WatchedPlace } from './surge-model'

/** A finding of a night as a cluster is one: leaves by index, days by place in the counts. */
export type NightFound = Omit<NightCluster, 'relativeRisk' | 'llr' | 'streams'> & {
  /** of a hot spot its class */
  readonly pattern?: string
}

/** What a night shows of a stream: p over all its places and windows, and its rare surges. */
export type StreamSurges = { readonly code: string; readonly p: number; readonly surges: readonly NightFound[] }

/** Surges of one stream at most. */
const MAX_SURGES = 5
/** p of the rarest × the counts of its stream: above this it is no news, and need not be known exactly. */
const NOT_RARE = 0.5

type Watched = WatchedCount & { readonly place: WatchedPlace; readonly window: number }
/** Events of a place in a window, and what is usual: by type for each day, and all of them together. */
type Recent = {
  readonly totals: ReturnType<typeof dayTotals>
  /** the largest variance of the logarithm of what is usual on these days, by type */
  readonly variances: readonly number[]
  /** by place and type, a row of days */
  readonly observed: readonly (readonly Float64Array[])[]
  /** by place, of all types */
  readonly all: readonly { readonly observed: Float64Array; readonly usual: Float64Array }[]
  /** the ratio of each day to its usual by all types */
  readonly ratios: Float64Array
}

/**
 * Looks for surges in the last day and in the last `windowDays` of the counts, in each place, by what is usual (`learnSurge`): a count far above
 * its mean μ = share × usual of the type × ratio of the day to its usual, in a community also × the ratio of the other types there where that is
 * above 1, as a negative binomial with the variance μ + α·μ²; α is the spread of such counts, and what is not known of the usual and of the share. The rarest
 * of a stream comes first; others share no leaf with it. Intervals (RI, nights) are over all places, windows and streams; surges
 * below `least` are left out. About 40 ms for 40 streams of 56 places.
 */
export function nightSurges(
  days: SurgeDays,
  model: SurgeModel,
  streams: readonly ClusterStream[],
  settings: Pick<SurgeSettings, 'windowDays' | 'minCases'>,
  least: number,
): StreamSurges[] {
  const recent = recentOf(days, model, settings)
  return streams.map((stream): StreamSurges => {
    const watched = watch(days, model, stream, recent)
    const rarest = rarestOf(watched)
    if (!rarest || rarest.p * watched.length > NOT_RARE)
      return { code: stream.code, p: rarest ? -Math.expm1(-rarest.p * watched.length) : 1, surges: [] }
    const surges: NightFound[] = []
    const taken = new Set<number>()
    const byTail = watched
      .flatMap((count) => (count.observed >= settings.minCases && count.observed > count.mean ? [{ count, tail: tailOf(count) }] : []))
      .sort((a, b) => a.tail - b.tail)
    for (const { count, tail } of byTail) {
      if (count.place.leaves.some((leaf) => taken.has(leaf))) continue
      const p = amongOf(tail, watched)
      const recurrenceInterval = intervalOf(p, streams.length)
      if (recurrenceInterval < least || surges.length === MAX_SURGES) break
      surges.push(surgeOf(days, stream, count, { p, recurrenceInterval }))
      for (const leaf of count.place.leaves) taken.add(leaf)
    }
    return { code: stream.code, p: rarest.among, surges }
  })
}

function recentOf(days: SurgeDays, model: SurgeModel, { windowDays }: Pick<SurgeSettings, 'windowDays'>): Recent {
  const { counts, places, first } = days
  const from = Math.max(0, counts.days - windowDays)
  const totals = dayTotals(days, model, from, counts.days)
  const ratios = dayRatios(totals, [])
  const observed = places.map((place) => counts.types.map((_, type) => countsOf(counts, type, place, from, counts.days)))
  const all = observed.map((rows, p) => ({
    observed: ratios.map((_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0)),
    usual: ratios.map((ratio, i) => totals.usual.reduce((sum, row, type) => sum + ratio * (row[i] ?? 0) * (model.shares[type]?.[p]?.share ?? 0), 0)),
  }))
  const variances = model.usual.map((of) => Math.max(0, ...ratios.map((_, i) => of?.(first + from + i).variance ?? 0)))
  return { totals, variances, observed, all, ratios }
}

/** The counts of a stream that are watched: of each place the last day, and all that are looked at. */
function watch({ places }: SurgeDays, model: SurgeModel, { code, types }: ClusterStream, recent: Recent): Watched[] {
  const { totals, variances, all } = recent
  const ratios = dayRatios(totals, types)
  const windows = ratios.length > 1 ? [1, ratios.length] : [1]
  return places.flatMap((place, p) => windows.map((window) => watchedIn(place, p, window)))

  function watchedIn(place: WatchedPlace, p: number, window: number): Watched {
    let [observed, mean, unknown, usual] = [0, 0, 0, 0]
    const since = ratios.length - window
    for (const type of types) {
      const { share = 0, events = 0 } = model.shares[type]?.[p] ?? {}
      const [row, own] = [recent.observed[p]?.[type], totals.usual[type]]
      let expected = 0
      for (let i = since; i < ratios.length; i++) {
        observed += row?.[i] ?? 0
        expected += share * (own?.[i] ?? 0) * (ratios[i] ?? 1)
        usual += share * (own?.[i] ?? 0) * (recent.ratios[i] ?? 1)
      }
      mean += expected
      unknown += expected ** 2 * ((variances[type] ?? 0) + (place.isWhole ? 0 : 1 / (events + PRIOR)))
    }
    const sum = (values: Float64Array | undefined) => values?.subarray(since).reduce((a, b) => a + b, 0) ?? 0
    const others = steadyRatio(sum(all[p]?.observed) - observed, Math.max(0, sum(all[p]?.usual) - usual))
    const busy = place.isWhole ? mean : mean * Math.max(1, others)
    const alpha = model.spread(code, place.isWhole, window) + (mean > 0 ? unknown / mean ** 2 : 0)
    return { place, window, observed, mean: busy, dispersion: 1 + alpha * busy }
  }
}

function surgeOf(
  { counts }: SurgeDays,
  { code, types }: ClusterStream,
  { place, window, observed, mean }: Watched,
  { p, recurrenceInterval }: { p: number; recurrenceInterval: number },
): NightFound {
  // what is usual in a place is told leaf by leaf, by what each has had
  const byLeaf = place.leaves.map((leaf) =>
    types.reduce((sum, type) => {
      const row = counts.counts[type]?.subarray(leaf * counts.days, (leaf + 1) * counts.days)
      return sum + (row?.reduce((all, n) => all + n, 0) ?? 0)
    }, PRIOR),
  )
  const all = byLeaf.reduce((sum, n) => sum + n, 0)
  return {
    stream: code,
    types: types.map((type) => counts.types[type]?.code ?? ''),
    leaves: place.leaves,
    from: counts.days - window,
    to: counts.days - 1,
    observed,
    expected: mean,
    expectedByLeaf: byLeaf.map((n) => (mean * n) / all),
    p,
    extrapolated: false,
    recurrenceInterval,
  }
}
