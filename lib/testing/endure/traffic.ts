import type { Random } from '@/lib/domain/random'
import type { Network } from '../e2e/network'
import { bookOrCancel } from './booking-hands'
import { beginOrVisit } from './duty-hands'
import { Gate } from './gate'
import { runHand } from './hands'
import type { Model, ModelEvent } from './model'
import { askOrLead } from './order-hands'
import { type People, WRITERS } from './people'
import { runServices } from './services-hands'
import type { Town } from './town'
import { until } from './wait'
import { runWriter, sendAgain, type WriterContext } from './writers'

const HANDS = 2
/** At work for residents: two with orders, one with bookings, one with duties. */
const SERVICES = [askOrLead, askOrLead, bookOrCancel, beginOrVisit]

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
    town: Town,
    random: Random,
  ) {
    const now = () => Date.now() + this.offsetMs
    this.#context = { network, people, model, gate: this.#gate, random, now, isClockSet: () => this.isClockSet, counted: this.counted }
    const busy = new Set<string>()
    const services = { ...this.#context, network, town, busy: new Set<string>() }
    const work = [
      ...WRITERS.map((part) => runWriter(part, this.#context)),
      ...Array.from({ length: HANDS }, () => runHand(busy, this.#context)),
      ...SERVICES.map((one) => runServices(one, services)),
    ]
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

  /** Waits for so many more acknowledged contents, steps of events, and things done for residents. */
  async progress(contents: number, steps: number, done = 0): Promise<void> {
    const { counted, services } = this.model
    const wanted = { contents: counted.contents + contents, steps: counted.steps + steps, done: services.counted.done + done }
    await until(() => {
      this.#check()
      return counted.contents >= wanted.contents && counted.steps >= wanted.steps && services.counted.done >= wanted.done
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
