import { once } from '@/lib/domain/once'
import { Problem } from '@/lib/domain/problem'
import { whyGone } from '@/lib/live/gone'
import { runtimeOrNull } from '@/lib/live/runtime'

/** How much of a kind of work one identity may have under way in a process, and how much more may wait for it. */
export type Allowance = { atOnce: number; waiting: number }

/** What somebody has of a kind of work. */
type Line = { running: number; queue: (() => void)[] }

/**
 * Work that costs much, a few pieces at a time for each identity: the others wait in the order in which they came, and those for which
 * there is no room are refused. What waits is given up when its signal is aborted. Nobody waits for another identity's work.
 */
export class Budget {
  readonly #lines = new Map<string, Line>()

  constructor(private readonly allowance: Allowance) {}

  /** How many pieces of work of an identity are under way, and how many wait. */
  of(key: string): { running: number; waiting: number } {
    const line = this.#lines.get(key)
    return { running: line?.running ?? 0, waiting: line?.queue.length ?? 0 }
  }

  /** How many pieces of work of all identities wait. */
  get waiting(): number {
    let waiting = 0
    for (const { queue } of this.#lines.values()) waiting += queue.length
    return waiting
  }

  /** Does the work when it is its turn. Throws what `enter` does. */
  async run<T>(key: string, signal: AbortSignal | undefined, work: () => Promise<T> | T): Promise<T> {
    const leave = await this.enter(key, signal)
    try {
      return await work()
    } finally {
      leave()
    }
  }

  /**
   * Waits for a place, and answers what gives it up. Throws Problem('rate_limited') when too much waits already, or what `signal` was aborted with
   * before its turn came.
   */
  async enter(key: string, signal: AbortSignal | undefined): Promise<() => void> {
    if (signal?.aborted) throw whyGone(signal)
    return this.enterNow(key) ?? this.#wait(key, signal)
  }

  /** A place that is free now, as what gives it up; null: there is none. */
  enterNow(key: string): (() => void) | null {
    const line = this.#lines.get(key) ?? { running: 0, queue: [] }
    if (line.running >= this.allowance.atOnce) return null
    this.#lines.set(key, line)
    line.running++
    return this.#place(key)
  }

  /** What gives a place up, once. */
  #place(key: string): () => void {
    let isHeld = true
    return () => {
      if (isHeld) this.#leave(key)
      isHeld = false
    }
  }

  async #wait(key: string, signal: AbortSignal | undefined): Promise<() => void> {
    const line = this.#lines.get(key) ?? { running: 0, queue: [] }
    if (line.queue.length >= this.allowance.waiting)
      throw new Problem('rate_limited', `${line.running + line.queue.length} such requests are under way already; wait for their answers.`, {
        retryAfter: 1,
      })
    await new Promise<void>((go, refuse) => {
      const begin = () => {
        signal?.removeEventListener('abort', giveUp)
        go()
      }
      const giveUp = () => {
        line.queue.splice(line.queue.indexOf(begin), 1)
        if (signal) refuse(whyGone(signal))
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      line.queue.push(begin)
    })
    return this.#place(key)
  }

  /** The next of the line takes the place over. */
  #leave(key: string): void {
    const line = this.#lines.get(key)
    if (!line) return
    const next = line.queue.shift()
    if (next) next()
    else if (--line.running === 0) this.#lines.delete(key)
  }
}

/**
 * Kinds of work that have a budget. `any`: reads that have no other. `read`: answers that cost seconds or megabytes. `screen`: heat as screens that
 * share a token ask for it, all at once. `list`: reads of events one by one. `write`: bodies
 * of thousands of rows, which wait outside before they are read. `photo`: pictures, 200 MB each while they are decoded. `sign-in`: a hash
 * of a password each, by address. `gap`: what a socket missed.
 */
const ALLOWANCES = {
  any: { atOnce: 4, waiting: 5_000 },
  read: { atOnce: 2, waiting: 16 },
  screen: { atOnce: 4, waiting: 5_000 },
  list: { atOnce: 4, waiting: 200 },
  write: { atOnce: 4, waiting: 32 },
  photo: { atOnce: 2, waiting: 16 },
  'sign-in': { atOnce: 2, waiting: 60 },
  gap: { atOnce: 2, waiting: 10_000 },
} satisfies Record<string, Allowance>
export type Kind = keyof typeof ALLOWANCES

/** What an engine allows of a kind: the embedded one has one session, where two long reads only keep others waiting for twice as long. */
export function allowanceOf(kind: Kind, engine: 'embedded' | 'postgresql' | undefined): Allowance {
  const allowance = ALLOWANCES[kind]
  return kind === 'read' && engine === 'embedded' ? { ...allowance, atOnce: 1 } : allowance
}

const budgets = once<Record<Kind, Budget>>('budgets', () => {
  const make = (of: Kind) => new Budget(allowanceOf(of, runtimeOrNull()?.engine))
  return {
    any: make('any'),
    read: make('read'),
    screen: make('screen'),
    list: make('list'),
    write: make('write'),
    photo: make('photo'),
    'sign-in': make('sign-in'),
    gap: make('gap'),
  }
})

/** The budget of a kind of work in this process. */
export const budget = (kind: Kind): Budget => budgets()[kind]

/** How many pieces of work wait in this process, by kind. */
export const waitingByKind = () => Object.entries(budgets()).map(([kind, { waiting }]) => ({ kind, waiting }))
