import { DAY_MS } from '@/lib/domain/clock'
import { MIN_MISSED, MIN_SHARE, type SourceReach } from '@/lib/domain/lag'

/** A source that was heard of in the last half day is not missing from the day. */
const HEARD_MS = DAY_MS / 2

/**
 * Is a source missing (数据不全) from the days before `end` (epoch milliseconds, the beginning of a civil day)? One that has a tenth of the events
 * or more, whose newest event is of before noon, and of which at least eight would have come since, at `daily` events of all sources a day. Its
 * events come later, so what was counted of these days says little.
 */
export function missesSource(sources: readonly SourceReach[], daily: number, end: number): boolean {
  const all = sources.reduce((sum, { looked }) => sum + looked, 0)
  return sources.some(({ looked, lastOccurredAt }) => {
    const share = all > 0 ? looked / all : 0
    const since = end - lastOccurredAt
    return share >= MIN_SHARE && since > HEARD_MS && (share * daily * since) / DAY_MS >= MIN_MISSED
  })
}
