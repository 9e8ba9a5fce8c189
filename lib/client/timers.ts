import type { Runtime } from './ports'

/** What is to be done later, by name: a name holds one thing at a time, and doing it or setting it anew forgets the former. */
export class Timers<Name extends string> {
  readonly #waiting = new Map<Name, () => void>()

  constructor(private readonly runtime: Pick<Runtime, 'after'>) {}

  later(name: Name, ms: number, run: () => void): void {
    this.cancel(name)
    this.#waiting.set(
      name,
      this.runtime.after(ms, () => {
        this.#waiting.delete(name)
        run()
      }),
    )
  }

  has(name: Name): boolean {
    return this.#waiting.has(name)
  }

  cancel(name: Name): void {
    this.#waiting.get(name)?.()
    this.#waiting.delete(name)
  }

  clear(): void {
    for (const cancel of this.#waiting.values()) cancel()
    this.#waiting.clear()
  }
}
