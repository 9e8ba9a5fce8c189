import { HOUR_MS, startOfDay } from './clock'

/** A source is late (滞后) when its newest event occurred longer ago than this … */
export const LATE_MS = HOUR_MS
/** … and so many more of its events would usually have come since: of 8 that are expected none comes once in 3,000 times. */
export const MIN_MISSED = 8
/** What a source of a smaller share holds back changes no comparison that is worth a percentage. */
export const MIN_SHARE = 0.1

/** A source as it is looked at: when its newest event occurred (epoch milliseconds), and how many of the newest events are its own. */
export type SourceReach = { lastOccurredAt: number; looked: number }

/**
 * Which sources are late at `now`, and until when the events of all that matter are there (epoch milliseconds; null when none of them is
 * late). A source that is merely quiet is not late: what should have come since is told by `usual`, the usual count of each civil hour
 * of the day, of which a source has its share. Where nothing is usual yet (null) no source is said to be late.
 */
export function lagOf(sources: readonly SourceReach[], usual: readonly number[] | null, now: number): { late: boolean[]; until: number | null } {
  const all = sources.reduce((sum, s) => sum + s.looked, 0)
  const share = ({ looked }: SourceReach) => (all === 0 ? 0 : looked / all)
  const late = sources.map(
    (s) => usual !== null && now - s.lastOccurredAt > LATE_MS && share(s) * usualBetween(s.lastOccurredAt, now, usual) >= MIN_MISSED,
  )
  const held = sources.filter((s, i) => late[i] && share(s) >= MIN_SHARE).map((s) => s.lastOccurredAt)
  return { late, until: held.length ? Math.min(...held) : null }
}

/** What usually occurs between two instants, hour by hour of the day; of the hours that are cut, their part. */
function usualBetween(from: number, to: number, usual: readonly number[]): number {
  const day = usual.reduce((sum, n) => sum + n, 0)
  const ofDay = (ms: number) => {
    const hours = (ms - startOfDay(ms)) / HOUR_MS
    const whole = Math.floor(hours)
    return usual.slice(0, whole).reduce((sum, n) => sum + n, 0) + (usual[whole] ?? 0) * (hours - whole)
  }
  const days = Math.round((startOfDay(to) - startOfDay(from)) / (24 * HOUR_MS))
  return days * day + ofDay(to) - ofDay(from)
}
