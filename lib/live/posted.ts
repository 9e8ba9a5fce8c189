const KEY = Symbol.for('gridsight.posted')
type Posted = { logId: string; revision: number }
const holder: typeof globalThis & { [KEY]?: Posted | undefined } = globalThis

/** Remembers the last revision that a POST of this process was answered with: whoever was told of it must be able to read it. */
export function notePosted(logId: string, revision: number): void {
  const last = holder[KEY]
  if (!last || last.logId !== logId || last.revision < revision) holder[KEY] = { logId, revision }
}

/** The revision that reads of this process must show, in the log `logId`; 0 when nothing was posted into it. */
export function postedRevision(logId: string): number {
  const last = holder[KEY]
  return last?.logId === logId ? last.revision : 0
}
