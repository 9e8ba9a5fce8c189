import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { loadAtlas } from '@/lib/db/ground/grids'
import { saveCheckpoint } from '@/lib/db/log/checkpoints'
import type { Fence } from '@/lib/db/log/leases'
import { readHead } from '@/lib/db/log/log'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import { EVENTS } from '@/lib/domain/log-kinds'
import { once } from '@/lib/domain/once'
import { isProblem, Problem } from '@/lib/domain/problem'
import { type Board, UnknownFacts } from './board'
import { copyBoard, packBoard } from './board-state'
import type { Book, BookKind } from './book'
import { BOOKS } from './books'
import { BrokenCount } from './counts'
import { oneMore } from './one-more'
import { forgetPosted, lastPosted } from './read-your-writes'
import { type Built, buildBoard, type LogBatch, LogGap, readBatch, type Warn } from './rebuild'
import { makeRecent, type RecentChanges } from './recent'
import { runtimeOrNull } from './runtime'
import { Slices } from './slices'

/** Changes the board has just applied; `at` is the clock of this process, epoch milliseconds. */
export type AppliedBatch = { logId: string; since: number; revision: number; at: number; changes: readonly EventChange[] }
/** `kinds`: what is folded beside the events; `copySliceMs`: how long a slice of a copy of the board may be. */
export type LiveOptions = { now?: () => number; warn?: Warn; kinds?: readonly BookKind[]; copySliceMs?: number }

/** How long a read waits for a revision before it gives up. */
const WAIT_MS = 10_000
const POLL_MS = 50
/** The board is copied in slices of this length, so that others are answered meanwhile, and not in shorter ones, since changes wait for the last. */
const COPY_SLICE_MS = 15
/** How long a book that cannot be opened stays closed before it is tried again. */
const REOPEN_MS = 10_000

/**
 * The board of this process and the books of the other kinds of change, kept at the head of the log by `catchUp`. It is one more subscriber of the log: another process on the same
 * database keeps an equal one without knowing of this.
 */
export class Live {
  #built: Built
  #checkpoint: number
  #saving: Promise<void> | null = null
  /** while the board is copied, nothing is applied to it */
  #copying: Promise<void> | null = null
  #spoilt = false
  #books: readonly Book[] = []
  /** the kinds whose books must be folded anew */
  #closed: readonly BookKind[]
  #reopenAt = Number.NEGATIVE_INFINITY
  /** the last changes that the board has applied */
  readonly recent: RecentChanges = makeRecent()
  readonly #changeListeners = new Set<(batch: AppliedBatch) => void>()
  readonly #resetListeners = new Set<() => void>()

  constructor(
    built: Built,
    private readonly now: () => number,
    private readonly warn: Warn,
    private readonly kinds: readonly BookKind[] = [],
    private readonly copySliceMs = COPY_SLICE_MS,
  ) {
    this.#built = built
    this.#checkpoint = built.checkpoint ?? 0
    this.#closed = kinds
  }

  get board(): Board {
    return this.#built.board
  }
  get atlas(): Atlas {
    return this.#built.atlas
  }
  get logId(): string {
    return this.board.logId
  }
  get revision(): number {
    return this.board.revision
  }
  /** What is folded beside the events, by kind; each is at the board's revision. */
  get books(): readonly Book[] {
    return this.#books
  }
  /** The latest time of receipt on the board, epoch milliseconds. */
  get asOf(): number | null {
    return this.board.asOf
  }
  /** Changes beyond the last checkpoint that this process knows of. */
  get sinceCheckpoint(): number {
    return Math.max(0, this.revision - this.#checkpoint)
  }

  /** Calls back with each batch right after it was applied; returns what ends it. */
  onChanges(listener: (batch: AppliedBatch) => void): () => void {
    this.#changeListeners.add(listener)
    return () => this.#changeListeners.delete(listener)
  }

  /** Calls back when the board is another one: a renewed or restored log, other grids. Every cursor into the old one is void. */
  onReset(listener: () => void): () => void {
    this.#resetListeners.add(listener)
    return () => this.#resetListeners.delete(listener)
  }

  /** Reads the log to its end. Resolves when all that was committed before the call is on the board; one runs at a time, one more waits. */
  readonly catchUp = oneMore(() => this.#catchUp())

  /** Waits until the board shows a revision. Throws Problem('unavailable') when it does not in time. */
  async waitFor(revision: number, timeoutMs: number = WAIT_MS): Promise<void> {
    const end = performance.now() + timeoutMs
    const { logId } = this
    while (this.revision < revision && this.logId === logId) {
      const left = end - performance.now()
      if (left <= 0) throw new Problem('unavailable', 'The board is behind the database; please try again.')
      const waiting = new AbortController()
      await Promise.race([this.catchUp(), sleep(left, undefined, { signal: waiting.signal }).catch(() => {})]).finally(() => waiting.abort())
      if (this.revision < revision) await sleep(Math.max(0, Math.min(POLL_MS, end - performance.now())))
    }
  }

  /** Waits for what this process was last answered to a POST, so that everybody reads their own writes. */
  async settled(): Promise<void> {
    const posted = lastPosted()
    if (!posted) return
    if (posted.logId !== this.logId) await this.catchUp()
    if (posted.logId === this.logId) await this.waitFor(posted.revision)
    else forgetPosted(posted)
  }

  /** Saves the board as it is at the call, so that a start reads only what came after. One at a time. */
  saveCheckpoint(fence?: Fence): Promise<void> {
    this.#saving ??= this.#save(fence).finally(() => {
      this.#saving = null
    })
    return this.#saving
  }

  async #save(fence?: Fence): Promise<void> {
    if (this.#spoilt) return
    const { board } = this
    const { logId, revision } = board
    const books = this.#books.map((book) => book.save(logId, fence))
    const copied = new Slices('checkpoint', undefined, this.copySliceMs).run(copyBoard(board))
    const moveOn = () => {
      this.#copying = null
    }
    this.#copying = copied.then(moveOn, moveOn)
    const saved = copied.then(packBoard).then((body) => saveCheckpoint({ logId, kind: EVENTS, revision }, body, fence))
    await Promise.all([saved, ...books])
    if (board === this.board) this.#checkpoint = Math.max(this.#checkpoint, revision)
  }

  async #catchUp(): Promise<void> {
    for (let gap = 0; ; ) {
      if (this.#spoilt) await this.#rebuild('the board is made anew from the events', true)
      if (this.#closed.length > 0 && performance.now() >= this.#reopenAt) await this.#openBooks()
      const { board } = this
      try {
        // First the changes and then the head: when that is still of the same log, so are the changes.
        const batch = await readBatch(board.revision)
        const head = await readHead()
        if (head.logId !== board.logId) await this.#rebuild('the log is another one')
        else if (head.revision < board.revision) await this.#rebuild('the log ends before the board')
        else if (head.gridVersion !== this.atlas.version && !(await this.#takeAtlas())) await this.#rebuild('the grids or types are others')
        else if (batch) {
          while (this.#copying) await this.#copying
          this.#apply(batch)
          gap = 0
          // The head was read after the call, so nothing that was committed before it is missing.
          if (head.revision === board.revision) break
        } else if (head.revision > board.revision && gap++ > 0) throw new LogGap(`nothing follows revision ${board.revision}`)
        else if (head.revision === board.revision) break
      } catch (error) {
        if (error instanceof BrokenCount) this.#spoilt = true
        else if (error instanceof LogGap || error instanceof UnknownFacts) await this.#rebuild(error.message, error instanceof LogGap)
        else throw error
      }
      await nextTurn()
    }
    while (this.#copying) await this.#copying
    this.board.expire(this.now())
  }

  #apply({ since, revision, changes, rows }: LogBatch): void {
    this.board.apply(changes, revision)
    for (const book of this.#books) {
      try {
        book.take(rows, revision)
      } catch (error) {
        this.warn(`changes of ${book.name} could not be folded; they are folded anew`, error)
        this.#close(this.kinds.filter(({ name }) => name === book.name))
      }
    }
    const batch = { logId: this.logId, since, revision, at: this.now(), changes }
    this.recent.push(batch)
    for (const listener of this.#changeListeners) this.#tell(() => listener(batch))
  }

  /** Opens the books that are closed, at the board's revision: nothing is applied meanwhile. One that cannot be opened stops no other. */
  async #openBooks(): Promise<void> {
    const at = { logId: this.logId, revision: this.revision }
    const closed: BookKind[] = []
    for (const kind of this.#closed) {
      try {
        const book = await kind.open(at, this.warn)
        this.#books = [...this.#books, book]
      } catch (error) {
        this.warn(`changes of ${kind.name} cannot be folded`, error)
        closed.push(kind)
      }
    }
    this.#closed = closed
    this.#reopenAt = closed.length > 0 ? performance.now() + REOPEN_MS : Number.NEGATIVE_INFINITY
    const order = this.kinds.map(({ name }) => name)
    this.#books = [...this.#books].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  }

  #close(kinds: readonly BookKind[]): void {
    this.#closed = this.kinds.filter((kind) => kinds.includes(kind) || this.#closed.includes(kind))
    this.#books = this.#books.filter((book) => !this.#closed.some(({ name }) => name === book.name))
  }

  /** Takes the atlas of now; false when the counts are not true on it. While the grids are being changed, the old one holds. */
  async #takeAtlas(): Promise<boolean> {
    try {
      const atlas = await loadAtlas()
      if (!this.board.takeAtlas(atlas)) return false
      this.#built = { ...this.#built, atlas }
    } catch (error) {
      if (!isProblem(error) || error.code !== 'unavailable') throw error
    }
    return true
  }

  async #rebuild(why: string, ignoreCheckpoint = false): Promise<void> {
    this.warn(`${why}: the board is read again`)
    this.#built = await buildBoard(this.now(), this.warn, { ignoreCheckpoint })
    this.#checkpoint = this.#built.checkpoint ?? 0
    this.#spoilt = false
    this.#close(this.kinds)
    await this.#openBooks()
    this.recent.clear()
    for (const listener of this.#resetListeners) this.#tell(listener)
  }

  #tell(listener: () => void): void {
    try {
      listener()
    } catch (error) {
      this.warn('a listener of the board failed', error)
    }
  }
}

const held = once<{ live: Live | null }>('live', () => ({ live: null }))

/** Makes a board at the head of the log, for this process alone to hold: a test or a command. */
export async function openLive({ now = Date.now, warn = warnOperator, kinds = BOOKS, copySliceMs }: LiveOptions = {}): Promise<Live> {
  const opened = new Live(await buildBoard(now(), warn), now, warn, kinds, copySliceMs)
  if (kinds.length > 0) await opened.catchUp()
  return opened
}

/** Makes the board of this process and puts it where `live` finds it. Throws Problem('unavailable') while the grids are being changed. */
export async function startLive(options: LiveOptions = {}): Promise<Live> {
  const started = await openLive(options)
  setLive(started)
  return started
}

/** Makes this the board of the process; null takes it away. */
export function setLive(value: Live | null): void {
  held().live = value
}

/** The board of this process, or null while it is being loaded. */
export function liveOrNull(): Live | null {
  return held().live
}

/** The board of this process. Throws Problem('starting') before it is there. */
export function live(): Live {
  const value = liveOrNull()
  if (!value) throw new Problem('starting', 'The server is starting.')
  return value
}

function warnOperator(what: string, error?: unknown): void {
  const log = runtimeOrNull()?.log
  if (log) log.warn({ err: error }, what)
  else process.emitWarning(error instanceof Error ? `${what} (${error.message})` : what)
}
