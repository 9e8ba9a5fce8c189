/** So many statements may go before a transaction that waits. */
const MAX_BEFORE = 32
/** A transaction waits a twentieth of what the last one took for the next statement of a reader, and no longer than this. */
const MAX_LINGER_MS = 20
const LINGER_SHARE = 1 / 20

/**
 * Who may use the one session next. Each connection has its own queue and they take turns, so that one that sends a thousand statements
 * at once does not starve the others; while a transaction is open only its owner gets a turn. A statement by itself goes before what begins
 * a transaction (`begins`): a read of one event does not stand in line behind every writer, each of which may take a second. Nor behind one for each of
 * its statements: the next of them comes when the last was answered, so where transactions are long the next of those lets a moment pass first (`wait`).
 */
export class Turns<Key, Work> {
  readonly #queues = new Map<Key, Work[]>()
  #owner: Key | null = null
  /** statements that went before a transaction since the last one began */
  #before = 0
  /** when the last statement by itself was done, and the last transaction began and how long it took, ms */
  #statementAt = Number.NEGATIVE_INFINITY
  #beganAt = Number.NEGATIVE_INFINITY
  #took = 0

  constructor(private readonly begins: (work: Work) => boolean = () => false) {}

  /** The holder of the open transaction. */
  get owner(): Key | null {
    return this.#owner
  }

  /** Gives the session to one key alone, or back to all. */
  hold(owner: Key | null): void {
    this.#owner = owner
  }

  /** Tells that a piece of work was done, which began at `from` and ended at `now` (ms of one clock), and who holds the session then. */
  done(work: Work, owner: Key | null, { from, now }: { from: number; now: number }): void {
    const held = this.#owner !== null
    if (this.begins(work) && !held) this.#beganAt = from
    if (owner === null) {
      if (held || this.begins(work)) this.#took = now - this.#beganAt
      else this.#statementAt = now
    }
    this.hold(owner)
  }

  /** How long, ms, what begins a transaction should wait yet at `now`, while nothing else waits; 0 where something can go. */
  wait(now: number): number {
    if (this.#owner !== null || this.#before >= MAX_BEFORE) return 0
    for (const [first] of this.#queues.values()) if (first !== undefined && !this.begins(first)) return 0
    if (this.#queues.size === 0) return 0
    return Math.max(0, this.#statementAt + Math.min(MAX_LINGER_MS, this.#took * LINGER_SHARE) - now)
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
