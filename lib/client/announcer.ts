import type { Runtime } from './ports'

/** What comes by itself is said no more often than this. */
export const NEWS_PAUSE_MS = 30_000
/** So long is waited for what comes with it. */
const SETTLE_MS = 500

export type Announcer = {
  /** how things stand now */
  tell(text: string): void
  /** somebody asked for something else: what comes of it is said at once */
  asked(): void
  stop(): void
}

/**
 * Says how things stand to whoever listens instead of looking: the latest, and what came by itself at most twice a minute. What stood there
 * first is not said, since a page that is opened is read.
 */
export function makeAnnouncer(say: (text: string) => void, { now, after }: Pick<Runtime, 'now' | 'after'>): Announcer {
  let known: string | null = null
  let latest = ''
  let quietUntil = 0
  let cancel: (() => void) | null = null
  const speak = () => {
    cancel = null
    if (latest === known) return
    known = latest
    quietUntil = now() + NEWS_PAUSE_MS
    say(latest)
  }
  const plan = () => {
    if (latest !== known) cancel ??= after(Math.max(SETTLE_MS, quietUntil - now()), speak)
  }
  return {
    tell(text) {
      latest = text
      if (known === null) {
        known = text
        quietUntil = now() + NEWS_PAUSE_MS
      }
      plan()
    },
    asked() {
      quietUntil = 0
      cancel?.()
      cancel = null
      plan()
    },
    stop: () => cancel?.(),
  }
}
