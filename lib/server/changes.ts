import { listen } from '@/lib/db/engine/listen'
import { LOG_CHANNEL } from '@/lib/db/log/log'
import { oneMore } from '@/lib/live/one-more'

/** When nobody is notified (a proxy between, a lost message) the log is still looked at this often. */
const POLL_MS = 1_000

export type Follower = {
  /** looks at the log now; resolves when what was there at the call has been applied */
  look(): Promise<void>
  stop(): Promise<void>
}

/**
 * Follows the log: on each notification, each time the LISTEN connection comes up, and on a slow timer. However many ask, one look runs
 * at a time and one more after it. `onTrouble` gets a sentence when looking fails, and null when it works again.
 */
export function followLog(url: string, catchUp: () => Promise<unknown>, onTrouble: (sentence: string | null, error?: unknown) => void): Follower {
  let stopped = false
  let troubled = false

  const look = oneMore(async () => {
    if (stopped) return
    try {
      await catchUp()
      if (troubled) onTrouble(null)
      troubled = false
    } catch (error) {
      if (stopped) return
      if (!troubled) onTrouble('The database cannot be read; the board stands still.', error)
      troubled = true
    }
  })

  const listener = listen(url, LOG_CHANNEL, { onUp: () => void look(), onNotification: () => void look(), onDown: () => void look() })
  const timer = setInterval(() => void look(), POLL_MS)
  return {
    look,
    async stop() {
      stopped = true
      clearInterval(timer)
      await listener.stop()
      await look() // and so the one that runs
    },
  }
}
