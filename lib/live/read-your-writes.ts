const KEY = Symbol.for('gridsight.posted')

/** The last revision that a POST of this process was answered with, in its log. */
export type Posted = { logId: string; revision: number }
const holder: typeof globalThis & { [KEY]?: Posted | undefined } = globalThis

/** Remembers the last revision that a POST of this process was answered with: whoever was told of it must be able to read it. */
export function notePosted(logId: string, revision: number): void {
  const last = holder[KEY]
  if (!last || last.logId !== logId || last.revision < revision) holder[KEY] = { logId, revision }
}

/** What reads of this process must show; null when nothing was posted. */
export function lastPosted(): Posted | null {
  return holder[KEY] ?? null
}

/** Forgets what was posted into a log that is no more. */
export function forgetPosted(posted: Posted): void {
  if (holder[KEY] === posted) holder[KEY] = undefined
}
