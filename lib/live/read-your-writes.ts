import { once } from '@/lib/domain/once'

/** The last revision that a POST of this process was answered with, in its log. */
export type Posted = { logId: string; revision: number }
const held = once<{ posted: Posted | null }>('posted', () => ({ posted: null }))

/** Remembers the last revision that a POST of this process was answered with: whoever was told of it must be able to read it. */
export function notePosted(logId: string, revision: number): void {
  const last = held().posted
  if (!last || last.logId !== logId || last.revision < revision) held().posted = { logId, revision }
}

/** What reads of this process must show; null when nothing was posted. */
export function lastPosted(): Posted | null {
  return held().posted
}

/** Forgets what was posted into a log that is no more. */
export function forgetPosted(posted: Posted): void {
  if (held().posted === posted) held().posted = null
}
