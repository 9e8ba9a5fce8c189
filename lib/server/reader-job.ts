import { advanceReader, type LogReader, type ReaderWork } from '@/lib/db/log/log-readers'
import type { LeasedJob } from './job'

/** Changes that came are evaluated within about this long. */
const POLL_MS = 500

export type ReaderJobOptions = {
  /** its name is also that of the lease */
  reader: LogReader
  /** while this says so nothing is evaluated */
  waits?: () => boolean
  work: ReaderWork
  /** what the log says when a turn failed */
  fault: string
  everyMs?: number
}

/** A job that evaluates the log: each turn goes on until the reader has caught up. */
export function readerJob({ reader, waits, work, fault, everyMs = POLL_MS }: ReaderJobOptions): LeasedJob {
  return {
    lease: reader.name,
    everyMs,
    async work(fence, signal) {
      if (waits?.()) return
      while ((await advanceReader(fence, reader, work)).more && !signal.aborted);
    },
    fault,
  }
}
