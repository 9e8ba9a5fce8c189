import { applyChanges, type BoardState, type ChangesMessage, checkBoard, startBoard } from '@/lib/domain/apply'
import type { EventChange } from '@/lib/domain/change'
import { assertNever } from '@/lib/domain/problem'
import { type BoardChecked, type KpisChanged, MAX_GAP, type Snapshot, type SubscribeAck } from '@/lib/domain/wire'
import { type Key, keyOf, type LiveState } from './board'
import type { Store } from './store'
import { STALE_MS } from './truth'

/** A message of the socket, parsed. */
export type Message = { kind: 'changes'; body: ChangesMessage } | { kind: 'kpis'; body: KpisChanged } | { kind: 'checked'; body: BoardChecked }

/** One connection; it is made open and ends once. */
export type Connection = { subscribe(body: { log?: string; since?: number }): Promise<SubscribeAck>; close(): void }
export type Transport = { open(on: { opened(): void; message(message: Message): void; closed(why: 'lost' | 'denied'): void }): Connection }

/** What the session asks over HTTP. `changes` answers null when the gap cannot be filled and a snapshot is needed. */
export type Backend = { snapshot(): Promise<Snapshot>; changes(since: number, log: string, key: Key): Promise<ChangesMessage | null> }

/** The server said that this screen may not look. */
export class Denied extends Error {
  override readonly name = 'Denied'
}

/** Time and chance, given from outside so that a test can hold them. */
export type Surroundings = { now(): number; random(): number; after(ms: number, run: () => void): () => void }

export type SessionEvents = {
  /** changes that were just applied, in order and without gap within one log */
  batch?(batch: { since: number; revision: number; changes: readonly EventChange[]; at: number }): void
  /** a subscription was taken by a server whose pages are of this build */
  subscribed?(build: string | undefined): void
  /** a snapshot has replaced the board */
  started?(board: BoardState, key: Key): void
}

const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 10_000
/** After so many failed attempts in a row the page asks over HTTP while it goes on trying. */
const ATTEMPTS_BEFORE_POLLING = 2
const POLL_MS = 2_000
const FIGURES_BY_POLL_MS = 10_000
/** Messages held back while a gap is fetched; past that the gap is fetched anew instead. */
const MOST_QUEUED = 2_000

/**
 * Keeps the store true: subscribes first, then reads the snapshot, holds back what arrives meanwhile, skips what it knows, fetches what
 * it misses, starts anew when the log is another one, and reconnects for ever. Losing the connection at any moment loses nothing and
 * doubles nothing, since the cursor (log, revision) decides about every change.
 */
export class Session {
  #connection: Connection | null = null
  #epoch = 0
  #failures = 0
  #queue: Message[] = []
  /** the connection whose messages are being worked off; 0: none */
  #worker = 0
  #stopped = false
  #figuresPolledAt = Number.NEGATIVE_INFINITY
  readonly #timers = new Map<'retry' | 'watch' | 'poll' | 'work', () => void>()

  constructor(
    private readonly store: Store<LiveState>,
    private readonly transport: Transport,
    private readonly backend: Backend,
    private readonly around: Surroundings,
    private readonly events: SessionEvents = {},
  ) {}

  start(): void {
    this.#connect()
    this.#watch()
  }

  stop(): void {
    this.#stopped = true
    this.#epoch++
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    this.#connection?.close()
  }

  #connect(): void {
    const epoch = ++this.#epoch
    this.#queue = []
    const current = () => epoch === this.#epoch && !this.#stopped
    this.#connection = this.transport.open({
      opened: () => {
        if (current()) void this.#subscribe(epoch)
      },
      message: (message) => {
        if (!current()) return
        this.#heard()
        if (message.kind === 'changes')
          this.store.set({ head: this.#sameLog(message.body.logId) ? Math.max(this.store.get().head, message.body.revision) : message.body.revision })
        if (this.#queue.length >= MOST_QUEUED) this.#queue = []
        this.#queue.push(message)
        void this.#work()
      },
      closed: (why) => {
        if (current()) this.#lost(why)
      },
    })
  }

  async #subscribe(epoch: number): Promise<void> {
    const { board } = this.store.get()
    try {
      const ack = await this.#connection?.subscribe(board ? { log: board.logId, since: board.revision } : {})
      if (epoch !== this.#epoch || this.#stopped || !ack) return
      if ('code' in ack) throw ack.code === 'unauthenticated' || ack.code === 'forbidden' ? new Denied(ack.message) : new Error(ack.message)
      this.#failures = 0
      this.#cancel('poll')
      this.#heard()
      this.events.subscribed?.(ack.build)
      const known = board?.logId === ack.logId && ack.revision >= board.revision && ack.revision - board.revision <= MAX_GAP
      this.store.set({ link: 'socket', denied: false, head: ack.revision, syncing: !known || ack.revision > (board?.revision ?? 0) })
      if (!known) await this.#restart(epoch)
      void this.#work()
    } catch (error) {
      if (epoch === this.#epoch && !this.#stopped) this.#lost(error instanceof Denied ? 'denied' : 'lost')
    }
  }

  /** Works off what has arrived, one message after the other; a gap is fetched before the next is looked at. */
  async #work(): Promise<void> {
    const epoch = this.#epoch
    if (this.#worker === epoch || !this.store.get().board || this.#timers.has('work')) return
    this.#worker = epoch
    try {
      for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
        const fits = this.#take(message)
        if (fits) continue
        this.store.set({ syncing: true })
        const filled = await this.#fill(epoch)
        if (!filled || epoch !== this.#epoch || this.#stopped) return
        if (message.kind === 'changes') this.#take(message)
      }
      const { board: now, head } = this.store.get()
      if (now && now.revision >= head) this.store.set({ syncing: false })
    } finally {
      if (this.#worker === epoch) this.#worker = 0
    }
  }

  /** Applies one message; false when something lies between it and the board. */
  #take(message: Message): boolean {
    const state = this.store.get()
    switch (message.kind) {
      case 'changes':
        return this.#apply(message.body)
      case 'kpis': {
        const { logId, at, figures, historyProgress } = message.body
        if (logId === state.board?.logId && at >= state.figuresAt) this.store.set({ figures, figuresAt: at, historyProgress })
        return true
      }
      case 'checked': {
        if (!state.board || !state.key) return true
        const { gridIds } = state.key
        if (checkBoard(state.board, message.body, (code) => gridIds.get(code)) !== 'differs') return true
        console.error(`the board at revision ${state.board.revision} differs from the server's: reading the snapshot again`)
        this.store.set({ mismatches: state.mismatches + 1, board: { ...state.board, logId: '' } })
        return false
      }
      default:
        return assertNever(message)
    }
  }

  #apply(message: ChangesMessage): boolean {
    const { board } = this.store.get()
    if (!board) return false
    const applied = applyChanges(board, message)
    switch (applied.kind) {
      case 'applied':
        this.store.set({ board: applied.state, clockOffset: this.#offset(message.at) })
        if (message.revision > board.revision)
          this.events.batch?.({ since: board.revision, revision: message.revision, changes: applied.changes, at: message.at })
        return true
      case 'known':
        return true
      case 'gap':
      case 'reset':
        return false
      default:
        return assertNever(applied)
    }
  }

  /** Fetches what lies between the board and the server, or a snapshot where that cannot be; false when it must be tried again. */
  async #fill(epoch: number): Promise<boolean> {
    const { board, key } = this.store.get()
    try {
      if (!board || !key || board.logId === '') return await this.#restart(epoch)
      for (let from = board.revision; ; ) {
        const gap = await this.backend.changes(from, board.logId, key)
        if (epoch !== this.#epoch || this.#stopped) return false
        if (!gap || !this.#apply(gap)) return await this.#restart(epoch)
        this.#heard()
        if (gap.revision <= from || gap.revision >= this.store.get().head) return true
        from = gap.revision
      }
    } catch (error) {
      this.#retryWork(epoch, error)
      return false
    }
  }

  /** Reads the snapshot; throws nothing, answers false when it must be tried again. */
  async #restart(epoch: number): Promise<boolean> {
    this.store.set({ syncing: true })
    try {
      const snapshot = await this.backend.snapshot()
      if (epoch !== this.#epoch || this.#stopped) return false
      this.#begin(snapshot)
      return true
    } catch (error) {
      this.#retryWork(epoch, error)
      return false
    }
  }

  #begin(snapshot: Snapshot): void {
    const board = startBoard(snapshot)
    const key = keyOf(snapshot)
    const { head, board: old } = this.store.get()
    this.#heard()
    this.store.set({
      board,
      key,
      figures: snapshot.figures,
      figuresAt: board.at,
      historyProgress: snapshot.historyProgress,
      head: old?.logId === board.logId || this.store.get().link === 'socket' ? Math.max(head, board.revision) : board.revision,
      clockOffset: this.#offset(board.at),
      denied: false,
    })
    this.events.started?.(board, key)
  }

  #retryWork(epoch: number, error: unknown): void {
    if (epoch !== this.#epoch || this.#stopped) return
    if (error instanceof Denied) {
      this.#lost('denied')
      return
    }
    this.#later('work', POLL_MS * (0.5 + this.around.random()), () => {
      void (async () => {
        if (await this.#fill(epoch)) await this.#work()
      })()
    })
  }

  #lost(why: 'lost' | 'silent' | 'denied'): void {
    this.#epoch++
    this.#connection?.close()
    this.#connection = null
    this.#cancel('work')
    this.#failures++
    // silence is not yet an end: the picture grows old until an attempt fails; while the page polls, the link is the pollers' word
    if (this.store.get().link !== 'polling') this.store.set({ link: why === 'silent' ? 'connecting' : 'down', syncing: true })
    if (why === 'denied') this.store.set({ denied: true })
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(10, this.#failures - 1))
    this.#later('retry', wait * (0.5 + this.around.random()), () => this.#connect())
    if (this.#failures >= ATTEMPTS_BEFORE_POLLING && !this.#timers.has('poll')) this.#poll()
  }

  /** Asks over HTTP while no socket can be had. */
  #poll(): void {
    const again = () => this.#later('poll', POLL_MS * (0.8 + 0.4 * this.around.random()), () => this.#poll())
    const { board, key, link } = this.store.get()
    if (link === 'socket') {
      this.#cancel('poll')
      return
    }
    this.#later('poll', 60_000, () => this.#poll())
    const ask = async () => {
      const gap = board && key && board.logId !== '' ? await this.backend.changes(board.revision, board.logId, key) : null
      const due = this.around.now() - this.#figuresPolledAt > FIGURES_BY_POLL_MS
      if (this.#stopped || this.store.get().link === 'socket') return
      if (!gap || !this.#apply(gap)) this.#begin(await this.backend.snapshot())
      else if (due) await this.#figures()
      if (this.#stopped || this.store.get().link === 'socket') return
      if (due) this.#figuresPolledAt = this.around.now()
      this.#heard()
      const now = this.store.get().board?.revision ?? 0
      this.store.set({ link: 'polling', denied: false, head: now, syncing: false })
    }
    ask()
      .catch((error: unknown) => {
        if (this.#stopped || this.store.get().link === 'socket') return
        this.store.set({ link: 'down', syncing: true, ...(error instanceof Denied ? { denied: true } : {}) })
      })
      .finally(() => {
        if (!this.#stopped && this.#timers.has('poll')) again()
      })
  }

  async #figures(): Promise<void> {
    const { figures, at, historyProgress, logId } = await this.backend.snapshot()
    if (logId === this.store.get().board?.logId) this.store.set({ figures, figuresAt: Date.parse(at), historyProgress })
  }

  /** A connection that is open and says nothing is not open. */
  #watch(): void {
    this.#later('watch', 1_000, () => {
      const { link, heardAt } = this.store.get()
      if (link === 'socket' && heardAt !== null && this.around.now() - heardAt >= STALE_MS) this.#lost('silent')
      this.#watch()
    })
  }

  #heard(): void {
    this.store.set({ heardAt: this.around.now() })
  }

  #sameLog(logId: string): boolean {
    return this.store.get().board?.logId === logId
  }

  /** Keeps the difference of the clocks unless it has moved by more than a second, so that the clock does not tremble. */
  #offset(at: number): number {
    const offset = at - this.around.now()
    const { clockOffset } = this.store.get()
    return Math.abs(offset - clockOffset) > 1_000 ? offset : clockOffset
  }

  #later(name: 'retry' | 'watch' | 'poll' | 'work', ms: number, run: () => void): void {
    this.#cancel(name)
    this.#timers.set(
      name,
      this.around.after(ms, () => {
        this.#timers.delete(name)
        run()
      }),
    )
  }

  #cancel(name: 'retry' | 'watch' | 'poll' | 'work'): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }
}
