import type { SteerPast } from '@/lib/domain/screen'
import type { LookBack } from '@/lib/domain/screen-replay'
import type { Replay, TimeMachine } from './replay'

/**
 * A time machine that only says what a hand does, to whoever decides for a whole wall: one thing at a time, and of what is done meanwhile all
 * together, so that a drag along a strip sends no more than can be followed.
 */
export class PastHand implements TimeMachine {
  readonly store: TimeMachine['store']
  #waiting: LookBack | null = null
  #busy = false
  #leaving = false
  /** where the playhead was sent last, until that is known to have come about */
  #sentTo: number | null = null

  constructor(
    private readonly replay: Replay,
    private readonly steer: (action: SteerPast) => Promise<unknown>,
  ) {
    this.store = replay.store
  }

  seek(at: number): void {
    this.#sentTo = at
    this.#do({ at })
  }

  step(by: number): void {
    this.seek((this.#sentTo ?? this.store.get().at) + by)
  }

  set(change: LookBack): void {
    this.#do(change)
  }

  again(): void {
    this.replay.again()
  }

  /** Back to now, once what is under way is done. What the hand does meanwhile would begin the past anew, if only by being there. */
  leave(): void {
    if (this.#leaving) return
    this.#leaving = true
    this.#waiting = null
    if (!this.#busy) void this.#flush()
  }

  /** The wall stands otherwise: what was sent has come about, or another hand has come between. */
  heard(): void {
    if (this.#busy) return
    this.#sentTo = null
    this.#leaving = false
  }

  #do(change: LookBack): void {
    if (this.#leaving) return
    this.#waiting = { ...this.#waiting, ...change }
    if (!this.#busy) void this.#flush()
  }

  async #flush(): Promise<void> {
    this.#busy = true
    while (this.#waiting) {
      const change = this.#waiting
      this.#waiting = null
      await this.steer({ do: 'replay', ...change })
    }
    if (this.#leaving) await this.steer({ do: 'live' })
    this.#busy = false
  }
}
