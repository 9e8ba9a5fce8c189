import { Problem } from '@/lib/domain/problem'

/** One piece of work at a time, of which only the newest is wanted: what is under way is given up when the next begins. */
export class Latest {
  #running: AbortController | null = null

  /** Begins a piece of work; its signal is aborted by the next one, or by `end`. */
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
