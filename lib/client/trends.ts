import type { Figures } from '@/lib/domain/wire'
import type { LiveState } from './board'
import type { Runtime } from './ports'
import type { Store } from './store'

/** What moved is asked for again at most this often … */
const SOONEST_MS = 5_000
/** … and when nothing moved, this often: hours pass and events grow old. */
const LATEST_MS = 60_000
const POLL_MS = 1_000

/** What of the figures makes the trends others. */
const markOf = (figures: Figures | null) => (figures ? `${figures.total.reported} ${figures.total.handled} ${figures.today.reported}` : '')

/**
 * Keeps what is usual and how the last days ran: read when the figures have moved, and now and then. A read that fails is tried again;
 * what was read before stays. In a hidden tab nothing is read. Returns what ends it.
 */
export function followTrends<T>(
  live: Store<LiveState>,
  read: () => Promise<T>,
  take: (trends: T) => void,
  runtime: Runtime,
  isHidden = () => false,
): () => void {
  let stopped = false
  let cancel = () => {}
  let readAt = Number.NEGATIVE_INFINITY
  let mark: string | null = null
  let reading = false

  const look = () => {
    cancel = runtime.after(POLL_MS, look)
    const { figures, board } = live.get()
    const age = runtime.now() - readAt
    const wanted = markOf(figures)
    if (reading || !board || isHidden() || age < SOONEST_MS || (age < LATEST_MS && mark === wanted)) return
    reading = true
    readAt = runtime.now()
    read()
      .then(
        (trends) => {
          mark = wanted
          if (!stopped) take(trends)
        },
        (error: unknown) => {
          mark = null
          console.error('trends could not be read', error)
        },
      )
      .finally(() => {
        reading = false
      })
  }
  look()
  return () => {
    stopped = true
    cancel()
  }
}
