import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { shareGround } from './rule-alerts'

/** An alarm: an alert at its first moment with the colour that was asked for, when it came to stand (epoch milliseconds). Types and grids by code. */
export type Alarm = { readonly types: readonly string[]; readonly grids: readonly string[]; readonly raisedAt: number }

/** A rise that is known to have happened from `from` to `to` (epoch milliseconds), with the S of `strengthOf`; grids are leaves. */
export type KnownEpisode = {
  readonly types: readonly string[]
  readonly grids: readonly string[]
  readonly from: number
  readonly to: number
  readonly strength: number
}

/** S of an episode: the log-likelihood ratio that is expected of it if place and time were known. `usual`: the events it would have had. */
export const strengthOf = (usual: number, factor: number): number => usual * (factor * Math.log(factor) - factor + 1)

/** How long after an episode an alarm is still one of it, and how long what comes then is its echo. */
const LATE_MS = 36 * HOUR_MS
const ECHO_MS = 14 * DAY_MS
/** For so long before a quiet day there is no episode. */
const QUIET_MS = 28 * DAY_MS

/** An alarm is a hit (命中) of one or more episodes, an echo (余波) of one, which is in no figure, or false (误报). */
export type JudgedAlarm<T extends Alarm> = { readonly alarm: T; readonly verdict: 'hit' | 'echo' | 'false'; readonly episodes: readonly number[] }

/** When an episode was found first, epoch milliseconds; null: never. `overlap`: leaves in common with that alarm, of those of either (Jaccard). */
export type JudgedEpisode = { readonly episode: KnownEpisode; readonly foundAt: number | null; readonly overlap: number }

/**
 * Holds alarms against the episodes that are known. An alarm hits an episode when they have a type and a leaf in common (a coarser grid has all
 * below it) and it came after the beginning and at most 36 hours after the end. Several may hit one, which is found once. One that comes within 14
 * days after the end and hits nothing is an echo.
 */
export function matchAlarms<T extends Alarm>(
  alarms: readonly T[],
  episodes: readonly KnownEpisode[],
): { alarms: JudgedAlarm<T>[]; episodes: JudgedEpisode[] } {
  const judged = alarms.map((alarm): JudgedAlarm<T> => {
    const like = [...episodes.keys()].filter((i) => areAlike(alarm, episodes[i]))
    const between = (first: (one: KnownEpisode) => number, last: (one: KnownEpisode) => number) =>
      like.filter((i) => {
        const one = episodes[i]
        return one !== undefined && alarm.raisedAt > first(one) && alarm.raisedAt <= last(one)
      })
    const hits = between(
      ({ from }) => from,
      ({ to }) => to + LATE_MS,
    )
    if (hits.length > 0) return { alarm, verdict: 'hit', episodes: hits }
    const echoes = between(
      ({ to }) => to + LATE_MS,
      ({ to }) => to + ECHO_MS,
    )
    return { alarm, verdict: echoes.length > 0 ? 'echo' : 'false', episodes: echoes }
  })
  return {
    alarms: judged,
    episodes: episodes.map((episode, i): JudgedEpisode => {
      const own = judged.flatMap(({ alarm, verdict, episodes: hit }) => (verdict === 'hit' && hit.includes(i) ? [alarm] : []))
      const [first] = own.sort((a, b) => a.raisedAt - b.raisedAt)
      return { episode, foundAt: first?.raisedAt ?? null, overlap: first ? overlapOf(first.grids, episode.grids) : 0 }
    }),
  }
}

const areAlike = (alarm: Alarm, episode: KnownEpisode | undefined): boolean =>
  episode !== undefined && alarm.types.some((type) => episode.types.includes(type)) && shareGround(alarm.grids, episode.grids)

function overlapOf(a: readonly string[], b: readonly string[]): number {
  const common = a.filter((grid) => b.includes(grid)).length
  return common / (new Set([...a, ...b]).size || 1)
}

/** Is a day quiet, from its beginning to its end: with no episode in it or in the 28 days before? */
export const isQuiet = (from: number, to: number, episodes: readonly Pick<KnownEpisode, 'from' | 'to'>[]): boolean =>
  !episodes.some((one) => one.from < to && one.to > from - QUIET_MS)
