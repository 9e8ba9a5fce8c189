import { setImmediate } from 'node:timers'
import { once } from '@/lib/domain/once'
import { whyGone } from './gone'

/** How long one slice of work may keep the event loop, ms. What cannot be cut ends it a little later. */
const SLICE_MS = 10

/**
 * After a slice that kept the loop longer than LONG_MS, so many turns are left to others, or as many as fit into REST_MS: libuv accepts one connection a
 * turn, so that who comes behind a hundred would else wait for a hundred slices. A turn without work takes some hundredths of a millisecond.
 */
const [LONG_MS, TURNS_BETWEEN, REST_MS] = [5, 16, 10]

/** How many of those that have gone make room in one turn. */
const MAX_GONE = 20

/** Who waits for a turn. */
type Waiter = { go: () => void; signal: AbortSignal | undefined }
/** Slices that wait for a turn of the event loop, by who they are done for; whether a turn is scheduled, and the turns that are left to others before the next slice. */
type Waiting = { keys: Map<string, Waiter[]>; scheduled: boolean; rest: { turns: number; until: number } }

const waiting = once<Waiting>('slices', () => ({ keys: new Map(), scheduled: false, rest: { turns: 0, until: 0 } }))

/**
 * Waits for a turn of the event loop. One slice of the whole process is done in a turn, however much work is under way, so that requests
 * which cost little are answered in between, and new ones let in; those for whom work is done take turns. What was aborted meanwhile takes no turn, and
 * throws what `signal` was aborted with.
 */
export async function nextSlice(key: string, signal?: AbortSignal): Promise<void> {
  const queue = waiting()
  await new Promise<void>((go) => {
    const own = queue.keys.get(key)
    if (own) own.push({ go, signal })
    else queue.keys.set(key, [{ go, signal }])
    if (queue.scheduled) return
    queue.scheduled = true
    setImmediate(takeTurn, queue)
  })
  if (signal?.aborted) throw whyGone(signal)
}

function takeTurn(queue: Waiting): void {
  const { rest } = queue
  if (rest.turns > 0 && performance.now() < rest.until) {
    rest.turns--
    setImmediate(takeTurn, queue)
    return
  }
  const [next] = queue.keys
  if (!next) {
    queue.scheduled = false
    return
  }
  const [key, own] = next
  for (let gone = 0; gone < MAX_GONE && own[0]?.signal?.aborted; gone++) own.shift()?.go()
  const one = own.shift()
  queue.keys.delete(key)
  if (own.length > 0) queue.keys.set(key, own) // behind the others
  const began = performance.now()
  setImmediate(() => {
    const now = performance.now()
    if (now - began > LONG_MS) queue.rest = { turns: TURNS_BETWEEN, until: now + REST_MS }
    takeTurn(queue)
  })
  one?.go()
}

/** A long piece of work that is done for somebody in slices. Throws what `signal` was aborted with between two of them. */
export class Slices {
  #began = Number.NEGATIVE_INFINITY

  constructor(
    private readonly key: string,
    private readonly signal?: AbortSignal,
    private readonly sliceMs = SLICE_MS,
  ) {}

  /** To be called often: returns at once while the slice lasts, and else when the next one may begin. */
  async pause(): Promise<void> {
    if (performance.now() - this.#began < this.sliceMs) return
    await nextSlice(this.key, this.signal)
    this.#began = performance.now()
  }

  /** Runs work that comes in steps. */
  async run<T>(steps: Generator<void, T, void>): Promise<T> {
    for (;;) {
      await this.pause()
      const { done, value } = steps.next()
      if (done) return value
    }
  }

  /** Maps a list in slices of `each` items. */
  async map<T, R>(items: readonly T[], each: number, of: (part: readonly T[]) => R): Promise<R[]> {
    const made: R[] = []
    for (let i = 0; i < items.length; i += each) {
      await this.pause()
      made.push(of(items.slice(i, i + each)))
    }
    return made
  }
}
