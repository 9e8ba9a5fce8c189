/** Time, chance and what outlives the page, given from outside so that a test can hold them. */
export type RenewalRuntime = {
  now(): number
  random(): number
  after(ms: number, run: () => void): () => void
  /** what an earlier page of this tab noted, or null */
  recall(): string | null
  note(text: string): void
}

/** A moment is quiet when nothing has happened for so long … */
export const QUIET_MS = 20_000
/** … and a page waits for one no longer than this. */
export const MAX_WAIT_MS = 10 * 60_000
/** Walls of one county do not all ask for the new pages at once. */
export const SPREAD_MS = 60_000
/** A page that was renewed for a build and comes in another all the same tries again after this: of two processes one may be older. */
export const AGAIN_MS = 60 * 60_000
const POLL_MS = 2_000

/**
 * Renews the page (版本更新) after the server has come back with another build: once, at a moment when nothing happens, since nobody stands
 * before a wall to reload it and nobody should see it blink while something does.
 */
export class Renewal {
  #wanted: { build: string; since: number } | null = null
  #stirredAt: number
  #cancel: (() => void) | null = null
  #stopped = false

  constructor(
    private readonly own: string | null,
    private readonly runtime: RenewalRuntime,
    private readonly renew: () => void,
  ) {
    this.#stirredAt = runtime.now()
  }

  /** The build that the server says it is; told at every connection. */
  heard(build: string | undefined): void {
    if (this.#stopped || !this.own || !build) return
    if (build === this.own) {
      // the newer one was taken back
      this.#cancel?.()
      this.#wanted = null
      return
    }
    if (this.#wanted?.build === build || this.#triedFor(build)) return
    this.#cancel?.()
    this.#wanted = { build, since: this.runtime.now() + this.runtime.random() * SPREAD_MS }
    this.#look()
  }

  /** Something happened: an event came, or somebody touched the page. */
  stir(): void {
    this.#stirredAt = this.runtime.now()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  #triedFor(build: string): boolean {
    const [at = '', ...of] = (this.runtime.recall() ?? '').split(' ')
    return of.join(' ') === build && this.runtime.now() - Number(at) < AGAIN_MS
  }

  #look(): void {
    const wanted = this.#wanted
    if (!wanted || this.#stopped) return
    const now = this.runtime.now()
    const quiet = now - this.#stirredAt >= QUIET_MS
    if (now >= wanted.since && (quiet || now - wanted.since >= MAX_WAIT_MS)) {
      this.#stopped = true
      this.runtime.note(`${now} ${wanted.build}`)
      this.renew()
      return
    }
    this.#cancel = this.runtime.after(POLL_MS, () => this.#look())
  }
}
