import type { Runtime } from './ports'

/** What is shown is read again no more often than this, however much changes. */
export const MIN_INTERVAL_MS = 5_000
/** Pages that are told of the same change do not all ask at once. */
export const SPREAD_MS = 1_000

export type Refresher = {
  /** what is shown has changed */
  changed(): void
  /** the tab is seen, or no longer */
  looked(): void
  stop(): void
}

/** Reads again after changes: soon where the last reading is long ago, else when its time has come; a hidden tab waits until it is seen. */
export function makeRefresher(again: () => void, isHidden: () => boolean, { now, random, after }: Runtime): Refresher {
  let readAt = now()
  let wanted = false
  let cancel: (() => void) | null = null
  const read = () => {
    cancel = null
    if (isHidden()) return
    wanted = false
    readAt = now()
    again()
  }
  const want = () => {
    wanted = true
    cancel ??= after(Math.max(0, readAt + MIN_INTERVAL_MS - now()) + SPREAD_MS * random(), read)
  }
  return {
    changed: want,
    looked: () => {
      if (wanted && !isHidden()) want()
    },
    stop: () => cancel?.(),
  }
}
