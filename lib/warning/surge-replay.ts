import type { SurgeSettings } from '@/lib/domain/rule-settings'
import { clusterStreams } from './cluster-night'
import type { PastNight } from './cluster-replay'
import { learnSurge, type SurgeDays, type SurgeModel, type WatchedPlace } from './surge-model'
import { type NightFound, nightSurges } from './surge-night'
import type { SeriesDay } from './usual-series'

/** What is the same on all nights: the places that are watched, and what a civil day (number) is. */
export type SurgeGround = Pick<SurgeDays, 'kindOf'> & { readonly places: readonly WatchedPlace[] }

/** What a past night shows: p of each stream, and what is rare enough to be kept, with leaves by index. */
export type FoundNight = {
  readonly night: number
  readonly streams: readonly { readonly code: string; readonly p: number }[]
  readonly clusters: readonly NightFound[]
}

/** Surges are kept from this interval (RI, nights) on, so that thresholds below the shipped ones can be tried. */
const KEPT = 5
/** Letters of a date that name its month. */
const MONTH = 7

/** The surges of a night, which learns from all days before it. About half a second for 257 leaves, two years and 34 types. */
export function surgesOf({ night, counts }: Pick<PastNight, 'night' | 'counts'>, ground: SurgeGround, settings: SurgeSettings): FoundNight {
  const days = { ...ground, counts, first: night - counts.days }
  const streams = clusterStreams(counts, settings)
  return found(night, nightSurges(days, learnSurge(days, streams, settings), streams, settings, settings.fireTwiceAt))
}

const found = (night: number, streams: ReturnType<typeof nightSurges>): FoundNight => ({
  night,
  streams: streams.map(({ code, p }) => ({ code, p })),
  clusters: streams.flatMap(({ surges }) => surges),
})

/**
 * Looks at one past night of a history after the other as the nightly look does, except that it learns once a month, on the first of its nights that
 * is replayed. One history only: each has its own usual. About 50 ms a night, and 0.4 s a month.
 */
export function makeSurgeReplay(ground: SurgeGround, settings: SurgeSettings): (past: PastNight) => FoundNight {
  let known: { month: string; model: SurgeModel; streams: ReturnType<typeof clusterStreams> } | null = null
  return ({ night, date, counts }) => {
    const days: SurgeDays = { ...ground, counts, first: night - counts.days }
    const month = date.slice(0, MONTH)
    if (known?.month !== month) {
      const streams = clusterStreams(counts, settings)
      known = { month, streams, model: learnSurge(days, streams, settings) }
    }
    return found(night, nightSurges(days, known.model, known.streams, settings, KEPT))
  }
}

/** The places that are watched: the whole county, and each community; `communityOf` names that of a leaf, by its code. */
export function watchedPlaces(codes: readonly string[], communityOf: (code: string) => string): WatchedPlace[] {
  const groups = new Map<string, number[]>()
  for (const [leaf, code] of codes.entries()) {
    const name = communityOf(code)
    groups.set(name, [...(groups.get(name) ?? []), leaf])
  }
  const whole = { leaves: [...codes.keys()], isWhole: true }
  // a county of one community is that community
  return groups.size < 2 ? [whole] : [whole, ...[...groups.values()].map((leaves) => ({ leaves, isWhole: false }))]
}

/** What a civil day is, by the calendar's word and its weekday: 1970-01-01 was a Thursday. */
export function seriesDay(day: number, kind: 'working' | 'weekend' | 'holiday'): SeriesDay {
  const weekday = (((day + 4) % 7) + 7) % 7
  return kind === 'working' && (weekday === 0 || weekday === 6) ? 'exchanged' : kind
}
