import { MAX_GAP } from '@/lib/domain/wire'
import type { LiveState } from './board'
import { Picture } from './picture'
import { type Backend, type BoardMessage, type Connection, Denied, type Runtime, type SessionEvents, type Transport, type ViewHolder } from './ports'
import type { Store } from './store'
import { Timers } from './timers'
import { STALE_MS } from './truth'

const FIRST_WAIT_MS = 400
const MAX_WAIT_MS = 10_000
/** After so many failed attempts in a row the page asks over HTTP while it goes on trying. */
const ATTEMPTS_BEFORE_POLLING = 2
const POLL_MS = 2_000
const FIGURES_BY_POLL_MS = 10_000
/** Messages held back while a gap is fetched; past that the gap is fetched anew instead. */
const MAX_QUEUED = 2_000

/**
 * Keeps the store true: subscribes first, then reads the snapshot, holds back what arrives meanwhile, skips what it knows, fetches what
 * it misses, starts anew when the log is another one, and reconnects for ever. Losing the connection at any moment loses nothing and
 * doubles nothing, since the cursor (log, revision) decides about every change.
 */
export class Session {
  #connection: Connection | null = null
  #epoch = 0
  #failures = 0
  #queue: BoardMessage[] = []
  /** the connection whose messages are being worked off; 0: none */
  #worker = 0
  /** the snapshot that is being read, and for which connection; what arrives meanwhile waits for it */
  #snapshot: { epoch: number; read: Promise<boolean> } | null = null
  #stopped = false
  #alerts: ViewHolder | null = null
  #figuresPolledAt = Number.NEGATIVE_INFINITY
  readonly #timers: Timers<'retry' | 'watch' | 'poll' | 'work'>
  readonly #picture: Picture

  constructor(
    private readonly store: Store<LiveState>,
    private readonly transport: Transport,
    private readonly backend: Backend,
    private readonly runtime: Runtime,
    private readonly events: SessionEvents = {},
  ) {
    this.#timers = new Timers(runtime)
    this.#picture = new Picture(store, runtime, events, (view) => this.#connection?.view(view))
  }

  /** Hands the messages of alerts to whoever keeps them; `ask` asks for all of them. */
  follow(make: (ask: () => void) => ViewHolder): void {
    const ask = () => this.#connection?.view('alerts')
    this.#alerts = make(ask)
    ask()
  }

  start(): void {
    this.#connect()
    this.#watch()
  }

  stop(): void {
    this.#stopped = true
    this.#epoch++
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
        this.#picture.heard()
        if (message.kind === 'alerts') return this.#alerts?.take(message.body)
        if (message.kind === 'checked') this.#alerts?.checked(message.body)
        if (message.kind === 'changes') this.#picture.headAt(message.body)
        // the changes can be fetched again, figures are sent only once; of them there are few, and a gap is asked for
        if (this.#queue.length >= MAX_QUEUED) this.#queue = this.#queue.filter((m) => m.kind === 'kpis').slice(-MAX_QUEUED / 2)
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
      this.#timers.cancel('poll')
      this.#picture.heard()
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
    if (this.#worker === epoch || this.#snapshot?.epoch === epoch || !this.store.get().board || this.#timers.has('work')) return
    this.#worker = epoch
    try {
      for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
        const fits = this.#picture.take(message)
        if (fits) continue
        this.store.set({ syncing: true })
        const filled = await this.#fill(epoch)
        if (!filled || epoch !== this.#epoch || this.#stopped) return
        if (message.kind !== 'checked') this.#picture.take(message)
      }
      const { board: now, head } = this.store.get()
      if (now && now.revision >= head) this.store.set({ syncing: false })
    } finally {
      if (this.#worker === epoch) this.#worker = 0
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
        if (!gap || !this.#picture.apply(gap)) return await this.#restart(epoch)
        this.#picture.heard()
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
    if (this.#snapshot?.epoch === epoch) return this.#snapshot.read
    const reading = { epoch, read: this.#readSnapshot(epoch) }
    this.#snapshot = reading
    const read = await reading.read
    if (this.#snapshot === reading) this.#snapshot = null
    return read
  }

  async #readSnapshot(epoch: number): Promise<boolean> {
    this.store.set({ syncing: true })
    try {
      const snapshot = await this.backend.snapshot()
      if (epoch !== this.#epoch || this.#stopped) return false
      // what was compared before is not this board
      this.#queue = this.#queue.filter((m) => m.kind !== 'checked')
      this.#picture.begin(snapshot)
      return true
    } catch (error) {
      this.#retryWork(epoch, error)
      return false
    }
  }

  #retryWork(epoch: number, error: unknown): void {
    if (epoch !== this.#epoch || this.#stopped) return
    if (error instanceof Denied) {
      this.#lost('denied')
      return
    }
    this.#timers.later('work', POLL_MS * (0.5 + this.runtime.random()), () => {
      void (async () => {
        if (await this.#fill(epoch)) await this.#work()
      })()
    })
  }

  #lost(why: 'lost' | 'silent' | 'denied'): void {
    this.#epoch++
    this.#connection?.close()
    this.#connection = null
    this.#timers.cancel('work')
    this.#failures++
    // silence is not yet an end: the picture grows old until an attempt fails; while the page polls, the link is the pollers' word
    if (this.store.get().link !== 'polling') this.store.set({ link: why === 'silent' ? 'connecting' : 'down', syncing: true })
    if (why === 'denied') this.store.set({ denied: true })
    const wait = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(10, this.#failures - 1))
    this.#timers.later('retry', wait * (0.5 + this.runtime.random()), () => this.#connect())
    if (this.#failures >= ATTEMPTS_BEFORE_POLLING && !this.#timers.has('poll')) this.#poll()
  }

  /** Asks over HTTP while no socket can be had. */
  #poll(): void {
    const again = () => this.#timers.later('poll', POLL_MS * (0.8 + 0.4 * this.runtime.random()), () => this.#poll())
    const { board, key, link } = this.store.get()
    if (link === 'socket') {
      this.#timers.cancel('poll')
      return
    }
    this.#timers.later('poll', 60_000, () => this.#poll())
    const ask = async () => {
      const gap = board && key && board.logId !== '' ? await this.backend.changes(board.revision, board.logId, key) : null
      const due = this.runtime.now() - this.#figuresPolledAt > FIGURES_BY_POLL_MS
      if (this.#stopped || this.store.get().link === 'socket') return
      const behind = !gap || !this.#picture.apply(gap)
      if (behind || due) {
        const snapshot = await this.backend.snapshot()
        if (behind) this.#picture.begin(snapshot)
        else this.#picture.figures(snapshot)
        this.#alerts?.snapshot(snapshot)
      }
      if (this.#stopped || this.store.get().link === 'socket') return
      if (due) this.#figuresPolledAt = this.runtime.now()
      this.#picture.heard()
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

  /** A connection that is open and says nothing is not open. */
  #watch(): void {
    this.#timers.later('watch', 1_000, () => {
      const { link, heardAt } = this.store.get()
      if (link === 'socket' && heardAt !== null && this.runtime.now() - heardAt >= STALE_MS) this.#lost('silent')
      this.#watch()
    })
  }
}
