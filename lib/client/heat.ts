import type { HeatWindow } from '@/lib/domain/heat'
import type { Lattice } from '@/lib/domain/lattice'
import { type FromHeat, type HeatBatch, type HeatGrid, type HeatPicture, PACE_MS, type ToHeat } from './heat-messages'
import type { Rgb } from './ramp'

export type { HeatPicture } from './heat-messages'

/** The worker, as far as it is needed here. */
export type HeatPort = { post(message: ToHeat, transfer?: Transferable[]): void; close(): void }

const RETRY_MS = 3_000
const MAX_RETRY_MS = 30_000
/** A picture that was replaced is let go after so many more could have come. */
const RELEASE_PICTURES = 25
/** A server's clock that is behind by more than this was set back; by less, an answer was slow. */
const SET_BACK_MS = 60_000
/** Batches kept while counts are on their way. */
const MAX_KEPT = 5_000

/** A worker with a listener. */
export function openHeatPort(listen: (message: FromHeat) => void): HeatPort {
  const worker = new Worker(new URL('./field-worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', (event: MessageEvent<FromHeat>) => listen(event.data))
  return { post: (message, transfer = []) => worker.postMessage(message, transfer), close: () => worker.terminate() }
}

/**
 * Keeps one window's field current: loads the counts, then hands on every batch. Batches are kept from before the question is asked, so
 * that none falls between; the worker skips those that the counts already hold, and where something is missing it is asked again.
 */
export class Heat {
  readonly #port: HeatPort
  #request = 0
  #loaded = false
  /** the server's clock that the window ends at */
  #at = 0
  /** gaps since the last picture */
  #gaps = 0
  #kept: HeatBatch[] = []
  #wanted: { window: HeatWindow; lattice: Lattice } | null = null
  #image: ImageBitmap | null = null
  #pace = PACE_MS
  #retry: (() => void) | null = null

  constructor(
    open: (listen: (message: FromHeat) => void) => HeatPort,
    private readonly fetchCells: (window: HeatWindow) => Promise<ArrayBuffer>,
    private readonly show: (picture: HeatPicture) => void,
    private readonly runtime: { now(): number; after(ms: number, run: () => void): () => void },
  ) {
    this.#port = open((message) => this.#take(message))
  }

  setRamp(ramp: readonly Rgb[]): void {
    this.#port.post({ kind: 'ramp', ramp })
  }

  setGrids(grids: readonly HeatGrid[]): void {
    this.#port.post({ kind: 'grids', grids })
  }

  /** Only these types (ids), null for all. */
  setTypes(types: readonly number[] | null): void {
    this.#port.post({ kind: 'types', types })
  }

  /** Whether a choropleth is shown, for which each grid's share is worked out. */
  setShades(wanted: boolean): void {
    this.#port.post({ kind: 'shades', wanted })
  }

  /** Which of the two scales the field is painted by: from afar, or near by. */
  setNear(near: boolean): void {
    this.#port.post({ kind: 'near', near })
  }

  /** Between two pictures at least this long. */
  setPace(ms: number): void {
    this.#pace = ms
    this.#port.post({ kind: 'pace', ms })
  }

  /** Starts a window anew: another one, or after a snapshot replaced the board. */
  load(window: HeatWindow, lattice: Lattice): void {
    this.#wanted = { window, lattice }
    this.#ask()
  }

  batch(batch: HeatBatch): void {
    if (this.#loaded) this.#port.post({ kind: 'batch', batch })
    else {
      this.#kept.push(batch)
      if (this.#kept.length > MAX_KEPT) this.#ask()
    }
  }

  /** Time goes on: events leave the window without any message. */
  tick(now: number): void {
    if (!this.#loaded) return
    const setBack = now < this.#at - SET_BACK_MS
    this.#at = now
    // what has left the window is gone, so a clock that was set back is begun with anew
    if (setBack) this.#ask()
    else this.#port.post({ kind: 'time', at: now })
  }

  close(): void {
    this.#request = -1
    this.#retry?.()
    this.#port.close()
  }

  #ask(): void {
    const wanted = this.#wanted
    if (!wanted || this.#request < 0) return
    const request = ++this.#request
    this.#retry?.()
    this.#retry = null
    this.#loaded = false
    this.#kept = []
    this.fetchCells(wanted.window).then(
      (cells) => {
        if (request !== this.#request) return
        this.#at = this.runtime.now()
        this.#port.post({ kind: 'load', request, ...wanted, cells, at: this.#at }, [cells])
        this.#loaded = true
        for (const batch of this.#kept) this.#port.post({ kind: 'batch', batch })
        this.#kept = []
      },
      () => {
        if (request === this.#request) this.#retry = this.runtime.after(RETRY_MS, () => this.#ask())
      },
    )
  }

  #take(message: FromHeat): void {
    if (message.request !== this.#request) {
      if (message.kind === 'picture') message.image.close()
      return
    }
    if (message.kind === 'gap') {
      // a moment later: the answer may have come from a process that is a little behind
      this.#loaded = false
      this.#retry?.()
      this.#retry = this.runtime.after(Math.min(MAX_RETRY_MS, 500 * 2 ** this.#gaps++), () => this.#ask())
      return
    }
    this.#gaps = 0
    const { kind: _, request: __, ...picture } = message
    this.show(picture)
    // the map takes a picture over some frames after it was shown; the memory of one that was replaced is not left to chance
    const replaced = this.#image
    this.#image = picture.image
    if (replaced) this.runtime.after(RELEASE_PICTURES * this.#pace, () => replaced.close())
  }
}
