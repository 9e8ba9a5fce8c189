import { createServer, type Server, type Socket } from 'node:net'
import { Connection, type Unit } from './connection'
import { NO_SPACE } from './disk'
import { type Answer, BrokenEngine, type Engine } from './engine'
import { queryMessage, syncMessage } from './protocol'
import { Turns } from './turns'

export type BridgeOptions = {
  /** a client that holds the session with an open transaction and sends nothing for this long is thrown out */
  idleInTransactionMs: number
  /** the disk is full: then that is why the engine broke */
  lacksSpace?(): boolean
  /** the engine broke in the middle of a statement: end the process without closing the database */
  onBroken(error: BrokenEngine): void
}

type Work = Unit & { settle?: (answer: Answer) => void }

/** Work of the bridge itself takes turns with the connections under this key. */
const OWN = Symbol('own')
type Key = Connection | typeof OWN

/**
 * Shares the one session of the engine among many PostgreSQL connections. A turn is one query or one extended query up to its Sync; a
 * transaction keeps the session until it ends, and begins after the statements that wait. Notifications go to those who listen, prepared statements are kept apart.
 */
export class Bridge {
  readonly #connections = new Set<Connection>()
  readonly #turns = new Turns<Key, Work>((work) => work.begins)
  #server: Server | undefined
  #nextId = 1
  #scheduled = false
  #closed = false
  #lastTurn = Date.now()
  #watch: NodeJS.Timeout | undefined
  #linger: NodeJS.Timeout | undefined

  constructor(
    private readonly engine: Engine,
    private readonly options: BridgeOptions,
  ) {}

  /** Starts to listen on a socket path. */
  async listen(path: string): Promise<void> {
    const server = createServer((socket) => this.#accept(socket))
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, () => resolve())
    })
    this.#watch = setInterval(() => this.#endIdleTransaction(), Math.min(1000, this.options.idleInTransactionMs / 2))
  }

  /** Milliseconds since anybody used the session; 0 while somebody holds or waits for it. */
  get quietFor(): number {
    return this.#turns.idle ? Date.now() - this.#lastTurn : 0
  }

  get connections(): number {
    return this.#connections.size
  }

  /** Runs SQL of the engine's own between two transactions. */
  run(sql: string): Promise<Answer> {
    return new Promise((settle) => this.#add(OWN, { bytes: queryMessage(sql), more: false, begins: false, listening: [], settle }))
  }

  /** Hangs up on everybody; open transactions are rolled back. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#watch)
    clearTimeout(this.#linger)
    for (const connection of [...this.#connections]) connection.fail('57P01', 'The embedded database is stopping.')
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)))
  }

  #accept(socket: Socket): void {
    const connection = new Connection(this.#nextId++, socket, this.engine.hello, {
      unit: (from, unit) => this.#add(from, unit),
      closed: (gone) => this.#forget(gone),
    })
    this.#connections.add(connection)
  }

  #add(key: Key, work: Work): void {
    this.#turns.add(key, work)
    this.#schedule()
  }

  /** One turn for each round of the event loop, so that sockets are read (and the parent is answered) between any two statements. */
  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      const wait = this.#turns.wait(performance.now())
      if (wait >= 1) return this.#lingerFor(wait)
      const next = this.#turns.next()
      if (!next || this.#closed) return
      this.#turn(next.key, next.work)
      this.#schedule()
    })
  }

  #lingerFor(ms: number): void {
    this.#linger ??= setTimeout(() => {
      this.#linger = undefined
      this.#schedule()
    }, ms)
  }

  #turn(key: Key, work: Work): void {
    const from = performance.now()
    const answer = this.#send(work.bytes, key)
    if (!answer) return
    if (answer.state === null && !work.more) {
      this.#broken(new BrokenEngine('a statement was not answered'), key)
      return
    }
    // A Flush asks for what is ready: PGlite adds a ReadyForQuery that the client does not expect before its Sync.
    const end = work.more && answer.state !== null ? answer.bytes.length - 6 : answer.bytes.length
    this.#deliver(answer, key, end)
    this.#turns.done(work, work.more || answer.state !== 'I' ? key : null, { from, now: performance.now() })
    if (key !== OWN) this.#lastTurn = Date.now()
    if (key === OWN) work.settle?.(answer)
    else if (work.listening.length && answer.error === null) this.#listen(key, work)
  }

  #send(bytes: Buffer, key: Key): Answer | null {
    try {
      return this.engine.send(bytes)
    } catch (error) {
      this.#broken(error instanceof BrokenEngine ? error : new BrokenEngine('the bridge threw', { cause: error }), key)
      return null
    }
  }

  #broken(error: BrokenEngine, key: Key): void {
    this.#closed = true
    const full = this.options.lacksSpace?.() === true
    for (const connection of this.#connections) {
      const own = connection === key
      if (own && full) {
        connection.fail('53100', `The statement was not done: ${NO_SPACE}.`)
        continue
      }
      connection.fail(
        own ? 'XX000' : '57P02',
        own ? `The embedded database could not finish a statement (${error.message}) and restarts.` : 'The embedded database restarts.',
      )
    }
    this.options.onBroken(error)
  }

  /** Sends the answer to whoever asked and the notifications in it to whoever listens. */
  #deliver({ bytes, notifications }: Answer, key: Key, end: number): void {
    let from = 0
    for (const [start, stop] of [...notifications, [end, end] as const]) {
      if (key !== OWN) key.send(bytes.subarray(from, start))
      from = stop
    }
    for (const [start, stop] of notifications) {
      const channel = bytes.toString('utf8', start + 9, bytes.indexOf(0, start + 9))
      for (const connection of this.#connections) if (connection.channels.has(channel)) connection.send(bytes.subarray(start, stop))
    }
  }

  #listen(connection: Connection, work: Work): void {
    for (const { kind, channel } of work.listening) {
      if (kind === 'listen') connection.channels.add(channel)
      else if (channel === '*') connection.channels.clear()
      else connection.channels.delete(channel)
    }
    // UNLISTEN ended it for the whole session: take it up again for those who still listen.
    if (!work.listening.some(({ kind }) => kind === 'unlisten')) return
    const wanted = new Set([...this.#connections].flatMap((c) => [...c.channels]))
    for (const channel of wanted) this.#send(queryMessage(`LISTEN "${channel.replaceAll('"', '""')}"`), connection)
  }

  /** A client is gone: its transaction is rolled back and its prepared statements are dropped. */
  #forget(connection: Connection): void {
    this.#connections.delete(connection)
    this.#turns.drop(connection)
    if (this.#closed) return
    if (this.#turns.owner === connection) {
      // A Sync alone would commit what came before a Flush; it only ends the skipping after an error, in which ROLLBACK is not heard.
      this.#send(Buffer.concat([queryMessage('ROLLBACK'), syncMessage()]), connection)
      this.#turns.hold(null)
      this.#schedule()
    }
    for (const name of connection.statements) void this.run(`DEALLOCATE "${name.replaceAll('"', '""')}"`)
  }

  #endIdleTransaction(): void {
    const owner = this.#turns.owner
    if (owner === null || owner === OWN || this.#turns.waits(owner)) return
    if (Date.now() - this.#lastTurn >= this.options.idleInTransactionMs)
      owner.fail('25P03', 'The transaction was idle for too long and was rolled back.')
  }
}
