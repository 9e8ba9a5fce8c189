/** So seldom deck looks for something new to draw while nothing moves. */
export const POLL_MS = 100
/** So long after something moved deck has every frame of the screen. */
export const AWAKE_MS = 500

/**
 * What deck's loop has its frames from. By itself it asks for each frame of the screen as long as it lives, though between a map's layers
 * all it does there is to look whether the map is to be drawn anew, and that alone takes a tenth of a processor. Here it sleeps unless it
 * was woken: by new layers, and by each drawing of the map, which whatever deck moves by itself asks for from one frame to the next.
 */
export class DeckFrames {
  /** For an overlay. Deck gives all its props to its loop; their types say nothing of this one. */
  readonly props = { animationFrameProvider: this }
  readonly #asked = new Map<number, FrameRequestCallback>()
  #last = 0
  #awakeUntil = 0
  #frame: number | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  requestAnimationFrame(callback: FrameRequestCallback): number {
    this.#last += 1
    this.#asked.set(this.#last, callback)
    if (performance.now() < this.#awakeUntil) this.#hasten()
    else if (this.#frame === null) this.#timer ??= setTimeout(() => this.#give(performance.now()), POLL_MS)
    return this.#last
  }

  cancelAnimationFrame(id: number): void {
    this.#asked.delete(id)
    if (this.#asked.size === 0) this.#forget()
  }

  wake(): void {
    this.#awakeUntil = performance.now() + AWAKE_MS
    if (this.#timer !== null) this.#hasten()
  }

  /** With the next frame of the screen, and not by a timer. */
  #hasten(): void {
    if (this.#frame !== null) return
    this.#forget()
    this.#frame = requestAnimationFrame((time) => this.#give(time))
  }

  #give(time: number): void {
    this.#forget()
    const asked = [...this.#asked.values()]
    this.#asked.clear()
    for (const callback of asked) callback(time)
  }

  #forget(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#frame = this.#timer = null
  }
}
