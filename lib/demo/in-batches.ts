import { nextBatch } from './pace'

/** The embedded engine has one session: nobody should wait for it longer, so batches are as large as this machine does in half of it. */
const MAX_MS = 100
const BATCH = { first: 100, most: 500 }

/** Writes rows batch by batch, each as large as goes in half of 100 ms, until the signal says stop; of list after list with what was learnt. */
export function inBatches(signal?: AbortSignal): <T>(rows: readonly T[], write: (batch: readonly T[]) => Promise<unknown>) => Promise<void> {
  let batch = BATCH.first
  return async (rows, write) => {
    for (let from = 0; from < rows.length; ) {
      signal?.throwIfAborted()
      const part = rows.slice(from, from + batch)
      const began = performance.now()
      await write(part)
      const next = nextBatch(part.length, performance.now() - began, { longestMs: MAX_MS, most: BATCH.most })
      // the last rows of a list are few and tell only when they took too long
      if (part.length === batch || next < part.length) batch = next
      from += part.length
    }
  }
}
