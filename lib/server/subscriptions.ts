import { Problem } from '@/lib/domain/problem'

/** Subscriptions that a socket may make in a while, and how many it has to send to be hung up on. */
export const MAX_SUBSCRIPTIONS = { each: 20, flood: 100 }
const WHILE_MS = 10_000

/**
 * The subscriptions of one socket: of those under way only the newest is wanted, and there is a limit to how many there may be in a while.
 * Counted without waiting for anything, since what a flood costs is its messages.
 */
export class Subscriptions {
  #running: AbortController | null = null
  #count = 0
  #since = Number.NEGATIVE_INFINITY

  /** Counts a message. `flood`: there were so many that the socket should be closed. */
  count(now = performance.now()): 'fine' | 'too many' | 'flood' {
    if (now - this.#since > WHILE_MS) {
      this.#since = now
      this.#count = 0
    }
    this.#count++
    return this.#count <= MAX_SUBSCRIPTIONS.each ? 'fine' : this.#count <= MAX_SUBSCRIPTIONS.flood ? 'too many' : 'flood'
  }

  /** Begins a subscription and gives up the one that is under way; its signal is aborted by the next one, or by `end`. */
  begin(): AbortSignal {
    this.#running?.abort(new Problem('superseded', 'A newer subscription of this socket took the place of this one.'))
    this.#running = new AbortController()
    return this.#running.signal
  }

  /** Gives up what is under way. */
  end(): void {
    this.#running?.abort(new Problem('timed_out', 'The socket was closed.'))
    this.#running = null
  }
}
