import { DAY_MS, MINUTE_MS } from '@/lib/domain/clock'
import type { Known, Moment } from '@/lib/domain/replay-answer'
import type { Speed } from '@/lib/domain/screen-replay'
import type { Answered } from './http'
import { makeStore, type Store } from './store'

/** The steps of the keyboard. */
export const STEP_MS = 15 * 60_000
/** Moments that are shown while it plays lie so far apart: at the highest speed as far as a hand steps. */
export const paceOf = (speed: Speed): number => (speed === 1_000 ? STEP_MS : MINUTE_MS)
/** Moments that are read before they are due. */
const AHEAD = 2
const MAX_KEPT = 48
const WEEK_MS = 7 * DAY_MS
/** What did not come is read again after so long. */
const RETRY_MS = 3_000

export type Looked = {
  /** the playhead, epoch milliseconds */
  at: number
  playing: boolean
  /** 1 forwards, −1 backwards */
  way: 1 | -1
  speed: Speed
  /** the same weekday a week before stands beside it */
  compared: boolean
  /** heat and figures as they were known then, or with what came to be known later */
  known: Known
  /** what is shown: of the last moment that has come */
  moment: Moment | null
  weekBefore: Moment | null
  /** the last reading did not succeed */
  failed: boolean
}

/** Where a playhead stands, and how it moves. */
export type Playhead = Pick<Looked, 'at' | 'playing' | 'way' | 'speed' | 'compared' | 'known'>

/** What a time machine is steered by, of a page or of a whole wall. */
export type TimeMachine = {
  readonly store: Store<Looked>
  /** puts the playhead somewhere; no further than now */
  seek(at: number): void
  /** moves it from where it stands, or was sent last */
  step(by: number): void
  set(change: Partial<Omit<Playhead, 'at'>>): void
  /** reads once more what did not come */
  again(): void
}

export type ReplayPort = {
  read(at: number, known: Known): Promise<Answered<Moment>>
  now(): number
  /** calls back when another moment is shown */
  shown(at: number): void
}

/** The moment that is shown for a playhead. */
export const momentOf = (at: number, { playing, speed }: Pick<Looked, 'playing' | 'speed'>): number => {
  const pace = playing ? paceOf(speed) : MINUTE_MS
  return Math.floor(at / pace) * pace
}

/**
 * The time machine of a page: a playhead over what is kept, by hand or by itself, and the moments it stands on, read ahead of it and kept.
 * While a moment is late the playhead waits for it, so what is shown is never of another time than the clock says by more than one pace.
 */
export class Replay implements TimeMachine {
  readonly store: Store<Looked>
  /** by instant, all of one knowledge */
  readonly #kept = new Map<number, Promise<Moment | null>>()
  #shown = Number.NaN
  #wanted = Number.NaN
  /** counts what was wanted; of two answers the one that was wanted later is shown, whichever comes first */
  #turn = 0
  #shownTurn = 0
  #failedMs = 0

  constructor(
    private readonly port: ReplayPort,
    at: number,
    known: Known,
  ) {
    this.store = makeStore<Looked>({
      ...{ at, playing: false, way: 1, speed: 60, compared: true, known },
      ...{ moment: null, weekBefore: null, failed: false },
    })
  }

  /** Puts the playhead somewhere; no further than now. */
  seek(at: number): void {
    this.store.set({ at: Math.min(at, this.port.now()) })
    this.#show()
  }

  step(by: number): void {
    this.seek(this.store.get().at + by)
  }

  set(change: Partial<Omit<Playhead, 'at'>>): void {
    const { known } = this.store.get()
    this.store.set(change)
    if (change.known !== undefined && change.known !== known) {
      if (!Number.isNaN(this.#shown)) this.port.shown(this.#shown)
      this.again()
    } else this.#show()
  }

  /** Stands where a wall says that it does, in place of moving by itself; so much time has passed at the screen. */
  follow({ at, ...how }: Playhead, elapsedMs: number): void {
    this.#retry(elapsedMs)
    this.store.set({ at })
    this.set(how)
  }

  /** So much time has passed at the screen. */
  tick(elapsedMs: number): void {
    this.#retry(elapsedMs)
    const { at, playing, way, speed } = this.store.get()
    if (!playing) return
    const next = Math.min(this.port.now(), at + way * speed * elapsedMs)
    // it does not run away from what is shown
    if (Math.abs(momentOf(next, { playing, speed }) - this.#shown) > paceOf(speed)) return
    this.store.set({ at: next, ...(next >= this.port.now() && { playing: false }) })
    this.#show()
  }

  /** Reads once more what did not come. */
  again(): void {
    this.#kept.clear()
    this.#wanted = Number.NaN
    this.#show()
  }

  #retry(elapsedMs: number): void {
    this.#failedMs = this.store.get().failed ? this.#failedMs + elapsedMs : 0
    if (this.#failedMs <= RETRY_MS) return
    this.#failedMs = 0
    this.again()
  }

  #show(): void {
    const state = this.store.get()
    const { at, playing, way, speed, compared } = state
    const wanted = momentOf(at, state)
    if (playing) for (let i = 1; i <= AHEAD; i++) void this.#read(wanted + way * i * paceOf(speed))
    if (wanted === this.#wanted && (state.weekBefore !== null) === compared) return
    this.#wanted = wanted
    void this.#take(wanted, compared)
  }

  async #take(wanted: number, compared: boolean): Promise<void> {
    const turn = ++this.#turn
    const [moment, weekBefore] = await Promise.all([this.#read(wanted), compared ? this.#read(wanted - WEEK_MS) : null])
    // somebody has gone on meanwhile; while it plays each comes in its turn
    if (this.#wanted !== wanted && !this.store.get().playing) return
    if (turn < this.#shownTurn || (moment && moment.known !== this.store.get().known)) return
    if (!moment) {
      this.#kept.delete(wanted)
      this.store.set({ failed: true })
      return
    }
    const isOther = this.#shown !== wanted
    this.#shownTurn = turn
    this.#shown = wanted
    this.store.set({ moment, weekBefore, failed: false })
    if (isOther) this.port.shown(wanted)
  }

  #read(at: number): Promise<Moment | null> {
    const known = this.#kept.get(at)
    if (known) return known
    const reading = this.port.read(at, this.store.get().known).then((answer) => (answer.ok ? answer.body : null))
    this.#kept.set(at, reading)
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT) break
      this.#kept.delete(oldest)
    }
    void reading.then((moment) => {
      if (moment === null) this.#kept.delete(at)
    })
    return reading
  }
}
