import type { Socket } from 'node:net'
import { Client, errorMessage, queryMessage, Startup, startupParameters } from './protocol'
import { type Listening, readListening, refusal, sqlOf, statementName, withPrefix } from './statements'

/** The only database of the engine: any other name (a shadow database, a typing error) is refused instead of landing in our data. */
export const DATABASE = 'postgres'

/** Messages of one connection that run together; `more` when a Flush ended them, so that the rest is still to come; `begins`: a transaction, with the first of them. */
export type Unit = { bytes: Buffer; more: boolean; begins: boolean; listening: Listening[] }

const BEGIN = /^\s*(?:BEGIN|START\s+TRANSACTION)\b/i

export type ConnectionEvents = { unit(connection: Connection, unit: Unit): void; closed(connection: Connection): void }

const MAX_MESSAGE = 256 * 1024 * 1024
const MAX_STARTUP = 65_536
const REFUSE = Buffer.from('N')

/** One client of the bridge: cuts what it sends into units of work, keeps its statement names and channels apart from the others'. */
export class Connection {
  readonly channels = new Set<string>()
  /** names, with prefix, of the statements it prepared and did not close */
  readonly statements = new Set<string>()
  closed = false
  readonly #prefix: string
  #started = false
  #chunks: Buffer[] = []
  #size = 0
  /** bytes that the next message needs before it is worth looking */
  #need = 0
  #batch: Buffer[] = []
  #listening: Listening[] = []
  #begins = false
  #refused: string | null = null

  constructor(
    readonly id: number,
    private readonly socket: Socket,
    private readonly hello: Buffer,
    private readonly events: ConnectionEvents,
  ) {
    this.#prefix = `c${id}_`
    socket.on('data', (data) => this.#read(data))
    socket.on('drain', () => socket.resume())
    socket.on('error', () => {}) // 'close' follows
    socket.on('close', () => this.#end())
  }

  /** Writes to the client; one that does not read what it asked for is not read from either. */
  send(bytes: Buffer): void {
    if (!this.closed && bytes.length && !this.socket.write(bytes)) this.socket.pause()
  }

  /** Tells the client why, and hangs up. */
  fail(code: string, text: string): void {
    this.send(errorMessage(code, text, 'FATAL'))
    this.close()
  }

  close(): void {
    this.socket.end()
    setTimeout(() => this.socket.destroy(), 1000).unref() // one that does not hang up too must not hold up a stop
    this.#end()
  }

  #end(): void {
    if (this.closed) return
    this.closed = true
    this.#chunks = []
    this.events.closed(this)
  }

  #read(data: Buffer): void {
    this.#chunks.push(data)
    this.#size += data.length
    if (this.#size < this.#need) return // a large message is put together once, not at every chunk
    let buffer = this.#chunks.length === 1 ? data : Buffer.concat(this.#chunks)
    this.#need = 0
    while (!this.closed) {
      const length = this.#started ? this.#messageLength(buffer) : this.#startupLength(buffer)
      if (length === null) {
        this.socket.destroy()
        return
      }
      if (buffer.length < length) {
        this.#need = length
        break
      }
      const frame = buffer.subarray(0, length)
      buffer = buffer.subarray(length)
      if (this.#started) this.#take(frame)
      else this.#greet(frame)
    }
    this.#chunks = buffer.length ? [buffer] : []
    this.#size = buffer.length
  }

  #startupLength(buffer: Buffer): number | null {
    if (buffer.length < 8) return 8
    const length = buffer.readInt32BE(0)
    return length < 8 || length > MAX_STARTUP ? null : length
  }

  #messageLength(buffer: Buffer): number | null {
    if (buffer.length < 5) return 5
    const length = buffer.readInt32BE(1) + 1
    return length < 5 || length > MAX_MESSAGE ? null : length
  }

  #greet(packet: Buffer): void {
    const code = packet.readInt32BE(4)
    if (code === Startup.ssl || code === Startup.gss) this.send(REFUSE)
    else if (code === Startup.cancel)
      this.close() // the session cannot be interrupted
    else if (code !== Startup.version3) this.fail('0A000', 'unsupported protocol')
    else this.#start(packet)
  }

  #start(packet: Buffer): void {
    const { user = '', database = user } = startupParameters(packet.subarray(8))
    if (database === DATABASE) {
      this.#started = true
      this.send(this.hello)
    } else this.fail('3D000', `The embedded engine has one database, "${DATABASE}"; there is no "${database}".`)
  }

  #take(frame: Buffer): void {
    const type = frame[0]
    if (type === Client.terminate) {
      this.close()
      return
    }
    const sql = sqlOf(frame)
    if (sql !== null) {
      this.#refused ??= refusal(sql)
      this.#begins ||= BEGIN.test(sql)
      const listening = readListening(sql)
      if (listening) this.#listening.push(listening)
    }
    this.#noteName(frame)
    this.#batch.push(withPrefix(this.#prefix, frame))
    if (type !== Client.query && type !== Client.sync && type !== Client.flush) return
    // A refused statement is replaced by one that fails, so that an open transaction fails with it and answers stay in order.
    const batch = this.#refused === null ? this.#batch : [failing(this.#refused)]
    const bytes = batch.length === 1 && batch[0] ? batch[0] : Buffer.concat(batch)
    const unit = { bytes, more: type === Client.flush && this.#refused === null, begins: this.#begins, listening: this.#listening }
    this.#batch = []
    this.#listening = []
    this.#begins = false
    this.#refused = null
    this.events.unit(this, unit)
  }

  #noteName(frame: Buffer): void {
    if (frame[0] === Client.parse && frame[5] !== 0) this.statements.add(this.#prefix + statementName(frame))
    if (frame[0] === Client.close && frame[5] === 0x53) this.statements.delete(this.#prefix + frame.toString('utf8', 6, frame.length - 1))
  }
}

/** A query that fails with `feature not supported`. */
function failing(reason: string): Buffer {
  const text = reason.replaceAll("'", "''")
  return queryMessage(`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = '${text}'; END $$`)
}
