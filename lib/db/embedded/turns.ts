/** So many statements may go before a transaction that waits. */
const MAX_BEFORE = 32

/**
 * Who may use the one session next. Each connection has its own queue and they take turns, so that one that sends a thousand statements
 * at once does not starve the others; while a transaction is open only its owner gets a turn. A statement by itself goes before what begins
 * a transaction (`begins`): a read of one event does not stand in line behind every writer, each of which may take a second.
 */
export class Turns<Key, Work> {
  readonly #queues = new Map<Key, Work[]>()
  #owner: Key | null = null
  /** statements that went before a transaction since the last one began */
  #before = 0

  constructor(private readonly begins: (work: Work) => boolean = () => false) {}

  /** The holder of the open transaction. */
  get owner(): Key | null {
    return this.#owner
  }

  /** Gives the session to one key alone, or back to all. */
  hold(owner: Key | null): void {
    this.#owner = owner
  }

  /** Nothing waits and no transaction is open. */
  get idle(): boolean {
    return this.#owner === null && this.#queues.size === 0
  }

  /** Has this key work waiting? */
  waits(key: Key): boolean {
    return this.#queues.has(key)
  }

  add(key: Key, work: Work): void {
    const queue = this.#queues.get(key)
    if (queue) queue.push(work)
    else this.#queues.set(key, [work])
  }

  /** The next piece of work; undefined when there is none for whoever may run now. */
  next(): { key: Key; work: Work } | undefined {
    const key = this.#owner ?? this.#chosen()
    if (key === undefined) return undefined
    const queue = this.#queues.get(key)
    const work = queue?.shift()
    if (!queue || work === undefined) return undefined
    this.#queues.delete(key)
    if (queue.length) this.#queues.set(key, queue) // to the end of the line
    return { key, work }
  }

  #chosen(): Key | undefined {
    let waiting: Key | undefined
    for (const [key, [first]] of this.#queues) {
      if (first === undefined) continue
      if (!this.begins(first)) {
        if (waiting !== undefined && ++this.#before > MAX_BEFORE) break
        return key
      }
      waiting ??= key
    }
    this.#before = 0
    return waiting
  }

  /** Forgets what a key still wanted. */
  drop(key: Key): void {
    this.#queues.delete(key)
  }
}
