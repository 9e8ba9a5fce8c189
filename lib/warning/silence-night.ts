import type { SilenceSettings } from '@/lib/domain/rule-settings'
import type { DayCounts } from './cluster-night'
import type { PastNight } from './cluster-replay'
import { intervalOf } from './recurrence'
import type { NightFound } from './surge-night'
import type { FoundNight, SurgeGround } from './surge-replay'

/** The stream of silences: they are of no type. */
export const SILENCE_STREAM = 'silence'
/** Silences are kept from this interval (RI, nights) on. */
const KEPT = 5
const MAX_CLUSTERS = 50
/** Jeffreys' prior of a rate, in days. */
const PRIOR = 0.5

/**
 * A place that has been silent for `days` days before a night: as many active days would have been usual in that time, from so many active days that
 * its rate was learned from; p is the chance of none.
 */
export type Silence = { readonly days: number; readonly expected: number; readonly p: number }

/**
 * How rare the silence is that a place is in. `active[i]`: did anything happen there on a day; `elsewhere[i]`: how much happened in all other places, which is the
 * clock: a day on which little happens anywhere, or of which little is known, is a short one. Null where it is in none, where it was active on fewer
 * than `leastActiveDays` days before, or where it has been silent for as long before.
 *
 * The rate λ per event elsewhere solves Σ (1 − exp(−λ·N)) = active days, over the days before the silence. Days instead of events, since
 * events that are entered together are one sign of life. With μ = λ·ΣN of the silent days, and λ as uncertain as the number A of active days makes it (gamma, Jeffreys' prior),
 * p = (1 + μ/(A + ½))^−(A + ½).
 */
export function silenceOf(active: ArrayLike<boolean | number>, elsewhere: ArrayLike<number>, leastActiveDays: number): Silence | null {
  const { length } = active
  let start = length
  while (start > 0 && !active[start - 1]) start--
  if (start === length || start === 0) return null
  let [known, longest, run, clock] = [0, 0, 0, 0]
  for (let day = 0; day < start; day++) {
    run = active[day] ? 0 : run + (elsewhere[day] ?? 0)
    longest = Math.max(longest, run)
    if (active[day]) known++
  }
  for (let day = start; day < length; day++) clock += elsewhere[day] ?? 0
  if (known < leastActiveDays || clock <= longest) return null
  const expected = rateOf(known, elsewhere, start) * clock
  return { days: length - start, expected, p: (1 + expected / (known + PRIOR)) ** -(known + PRIOR) }
}

const STEPS = 60

/** λ with Σ (1 − exp(−λ·N)) = `known` over the days before `to`, by halving: the sum rises with λ. One day less where every day was active. */
function rateOf(known: number, elsewhere: ArrayLike<number>, to: number): number {
  let busy = 0
  for (let day = 0; day < to; day++) if ((elsewhere[day] ?? 0) > 0) busy++
  const wanted = Math.min(known, busy - PRIOR)
  const activeAt = (rate: number) => {
    let sum = 0
    for (let day = 0; day < to; day++) sum -= Math.expm1(-rate * (elsewhere[day] ?? 0))
    return sum
  }
  let [low, high] = [0, 1e-6]
  while (activeAt(high) < wanted && high < 1e6) [low, high] = [high, 2 * high]
  for (let step = 0; step < STEPS && high - low > 1e-9 * high; step++) {
    const middle = (low + high) / 2
    if (activeAt(middle) < wanted) low = middle
    else high = middle
  }
  return high
}

/**
 * The silences (静默) of a night: places whose own rate makes it that rare to hear nothing for so long, by all types that are not sensitive; intervals
 * (RI, nights) over all places that are watched. The rarest comes first, and others share no leaf with it, so that a silent community is
 * one. Where everything is silent nothing is found: that is a source that is late. About 20 ms for 257 leaves and a year.
 */
export function silencesOf({ night, counts }: Pick<PastNight, 'night' | 'counts'>, { places }: SurgeGround, settings: SilenceSettings): FoundNight {
  const days = Math.min(counts.days, settings.studyDays)
  const byLeaf = eventsByLeaf(counts, days)
  const all = new Float64Array(days)
  for (const row of byLeaf) for (let day = 0; day < days; day++) all[day] = (all[day] ?? 0) + (row[day] ?? 0)
  const each = byLeaf.map((_, leaf) => ({ leaves: [leaf] }))
  const groups = places.filter(({ leaves, isWhole }) => !isWhole && leaves.length > 1)
  const watched = [...each, ...groups].flatMap(({ leaves }) => {
    const own = Float64Array.from({ length: days }, (_, day) => leaves.reduce((sum, leaf) => sum + (byLeaf[leaf]?.[day] ?? 0), 0))
    const activeDays = own.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0)
    return activeDays < settings.leastActiveDays ? [] : [{ leaves, own }]
  })
  const silent = watched.flatMap(({ leaves, own }) => {
    const elsewhere = own.map((n, day) => (all[day] ?? 0) - n)
    const silence = silenceOf(own, elsewhere, settings.leastActiveDays)
    return silence ? [{ leaves, silence }] : []
  })
  const taken = new Set<number>()
  const clusters: NightFound[] = []
  for (const { leaves, silence } of silent.sort((a, b) => a.silence.p - b.silence.p)) {
    const recurrenceInterval = intervalOf(silence.p, watched.length)
    if (recurrenceInterval < KEPT || clusters.length === MAX_CLUSTERS) break
    if (leaves.some((leaf) => taken.has(leaf))) continue
    for (const leaf of leaves) taken.add(leaf)
    const weights = leaves.map((leaf) => (byLeaf[leaf]?.reduce((sum, n) => sum + n, 0) ?? 0) + PRIOR)
    const weight = weights.reduce((sum, n) => sum + n, 0)
    clusters.push({
      ...{ stream: SILENCE_STREAM, types: [], leaves, from: counts.days - silence.days, to: counts.days - 1 },
      ...{ observed: 0, expected: silence.expected, expectedByLeaf: weights.map((n) => (silence.expected * n) / weight) },
      ...{ p: silence.p, extrapolated: false, recurrenceInterval },
    })
  }
  const least = Math.min(1, ...silent.map(({ silence }) => silence.p))
  // one stream: as rare as the rarest of all places
  return { night, streams: [{ code: SILENCE_STREAM, p: watched.length > 0 ? 1 / intervalOf(least, watched.length) : 1 }], clusters }
}

/** Events of each leaf on the last `days` days, of all types that are not sensitive. */
function eventsByLeaf({ days: length, leaves, types, counts }: DayCounts, days: number): Float64Array[] {
  return Array.from({ length: leaves }, (_, leaf) => {
    const row = new Float64Array(days)
    for (const [type, { sensitive }] of types.entries()) {
      if (sensitive) continue
      const cells = counts[type]
      for (let day = 0, at = (leaf + 1) * length - days; day < days; day++, at++) row[day] = (row[day] ?? 0) + (cells?.[at] ?? 0)
    }
    return row
  })
}
