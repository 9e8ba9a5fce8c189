import { until } from './wait'

/**
 * What stands between those who work and their next piece of work. While it is shut they finish what they have begun, which with a server
 * that does not answer means: they ask until it does.
 */
export class Gate {
  #open = false
  #over = false
  #inside = 0
  #waiting: (() => void)[] = []

  open(): void {
    this.#open = true
    for (const go of this.#waiting.splice(0)) go()
  }

  /** Shuts it, and waits until everybody is out. */
  async shut(): Promise<void> {
    this.#open = false
    await until(() => this.#inside === 0, 'a request was never answered')
  }

  /** Nobody goes in any more. */
  end(): void {
    this.#over = true
    this.open()
  }

  get over(): boolean {
    return this.#over
  }

  /** Runs work as soon as the gate is open. */
  async through(work: () => Promise<void>): Promise<void> {
    while (!this.#open) await new Promise<void>((go) => this.#waiting.push(go))
    if (this.#over) return
    this.#inside++
    try {
      await work()
    } finally {
      this.#inside--
    }
  }
}
