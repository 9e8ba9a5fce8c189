import type { EventChange } from '@/lib/domain/change'
import { MAX_GAP } from '@/lib/domain/wire'

/** Changes after `since` up to `revision`, in order. */
export type Batch = { since: number; revision: number; changes: readonly EventChange[] }

/** The last changes in memory, so that a thousand walls that come back at once do not each read the log. */
export type RecentChanges = {
  push(batch: Batch): void
  /** the log is another one: nothing of the old is kept */
  clear(): void
  /** all changes after `since`, or null when some of them are no longer (or never were) here */
  after(since: number): EventChange[] | null
}

/** Keeps at least the last `keep` changes that were pushed. */
export function makeRecent(keep: number = MAX_GAP): RecentChanges {
  let batches: Batch[] = []
  let count = 0
  return {
    push(batch) {
      const last = batches.at(-1)
      if (last && last.revision !== batch.since) {
        batches = []
        count = 0
      }
      batches.push(batch)
      count += batch.changes.length
      let drop = 0
      for (const b of batches) {
        if (count - b.changes.length < keep || drop === batches.length - 1) break
        count -= b.changes.length
        drop++
      }
      if (drop) batches = batches.slice(drop)
    },
    clear() {
      batches = []
      count = 0
    },
    after(since) {
      const first = batches[0]
      const last = batches.at(-1)
      if (!first || !last || since < first.since || since > last.revision) return null
      return batches.filter((b) => b.revision > since).flatMap((b) => (b.since >= since ? b.changes : b.changes.filter((c) => c.revision > since)))
    },
  }
}
