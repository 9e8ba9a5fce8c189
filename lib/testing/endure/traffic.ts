import type { Random } from '@/lib/domain/random'
import type { Network } from '../e2e/network'
import { Gate } from './gate'
import { runHand } from './hands'
import type { Model, ModelEvent } from './model'
import { type People, WRITERS } from './people'
import { until } from './wait'
import { runWriter, sendAgain, type WriterContext } from './writers'

const HANDS = 2

/** Those who send and those who act, all over one network. */
export class Traffic {
  readonly counted = { posts: 0, retried: 0 }
  /** how far their clocks are behind ours, so that nothing they send lies in the server's future */
  offsetMs = 0
  /** the server's clock is another one than ours, or was during what is on its way */
  isClockSet = false
  readonly #gate = new Gate()
  readonly #context: WriterContext
  readonly #done: Promise<unknown>
  #fault: unknown = null

  constructor(
    readonly network: Network,
    people: People,
    private readonly model: Model,
    random: Random,
  ) {
    const now = () => Date.now() + this.offsetMs
    this.#context = { network, people, model, gate: this.#gate, random, now, isClockSet: () => this.isClockSet, counted: this.counted }
    const busy = new Set<string>()
    const work = [...WRITERS.map((part) => runWriter(part, this.#context)), ...Array.from({ length: HANDS }, () => runHand(busy, this.#context))]
    this.#done = Promise.all(work).catch((fault: unknown) => {
      this.#fault = fault
    })
  }

  go(): void {
    this.#gate.open()
  }

  /** Everything begun is answered, and nothing new begins. Throws what went wrong in the work. */
  async quiet(): Promise<void> {
    await this.#gate.shut()
    this.#check()
  }

  /** Waits for so many more acknowledged contents and steps. */
  async progress(contents: number, steps: number): Promise<void> {
    const { counted } = this.model
    const wanted = { contents: counted.contents + contents, steps: counted.steps + steps }
    await until(() => {
      this.#check()
      return counted.contents >= wanted.contents && counted.steps >= wanted.steps
    }, 'the work did not go on')
  }

  /** Posts what a restored backup lacks; to be called while it is quiet. */
  sendAgain(gone: readonly { sender: string; lane: ModelEvent['lane']; content: ModelEvent['contents'][number] }[]): Promise<void> {
    return sendAgain(gone, this.#context)
  }

  async end(): Promise<void> {
    this.#gate.end()
    await Promise.race([this.#done, new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
  }

  #check(): void {
    if (this.#fault) throw this.#fault
  }
}
