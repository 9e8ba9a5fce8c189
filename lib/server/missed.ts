import type { Viewer } from '@/lib/domain/access'
import type { EventChange } from '@/lib/domain/change'
import type { EventsChanged } from '@/lib/domain/wire'
import { nextSlice } from '@/lib/live/slices'
import { makeVisibility, projectChanges } from '@/lib/live/visibility'
import { frameOf } from './frame'
import type { RoomSource } from './rooms'

/** The changes after a revision, up to what the board shows; from memory at once where it can be; null: no longer known. */
export type ChangesAfter = (since: number) => readonly EventChange[] | Promise<readonly EventChange[] | null>

/** Changes in one frame: some 10 ms of work. */
const FRAME_CHANGES = 2_000
/** After so many looks for what has come meanwhile, the rest is left to the client, who asks for it by its cursor. */
const MAX_LOOKS = 50

export type Frame = Pick<EventsChanged, 'since' | 'revision' | 'frame'>
export type Missed = {
  viewer: Viewer
  source: Pick<RoomSource, 'logId' | 'revision' | 'atlas'>
  changesAfter: ChangesAfter
  /** throws when the work is to be given up */
  goOn(): void
  /** takes the frames, or null where the changes are no longer known, in the very turn in which nothing is missing from them */
  enter(frames: readonly Frame[] | null): void
}

/**
 * Makes the frames that bring a viewer from a revision to the board's, in slices of the event loop. Between the last look at the changes
 * and `enter` nothing waits, so whoever enters a room there loses no change.
 */
export async function enterSince(since: number, { viewer, source, changesAfter, goOn, enter }: Missed): Promise<void> {
  const { logId } = source
  const frames: Frame[] = []
  let at = since
  const add = (part: readonly EventChange[]) => {
    const to = part.at(-1)?.revision ?? at
    frames.push({ since: at, revision: to, frame: frameOf(projectChanges(makeVisibility(viewer, source.atlas), part)) })
    at = to
  }
  for (let look = 0; ; look++) {
    const found = changesAfter(at)
    const missing = found instanceof Promise ? await found : found
    if (missing === null || source.logId !== logId) return enter(null)
    const isLast = missing === found && missing.length <= FRAME_CHANGES
    for (let i = 0; i < missing.length; i += FRAME_CHANGES) {
      if (!isLast) await nextSlice(viewer.id)
      goOn()
      add(missing.slice(i, i + FRAME_CHANGES))
    }
    if (isLast || look === MAX_LOOKS) break
    // what has come meanwhile is looked for in a turn of its own, so that it and the entering are short
    await nextSlice(viewer.id)
    goOn()
  }
  enter(frames.length > 0 ? frames : [{ since, revision: since, frame: frameOf([]) }])
}
