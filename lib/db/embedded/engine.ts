import { type Extension, PGlite } from '@electric-sql/pglite'
import { eachMessage, errorText, queryMessage, Server, type SessionState, startupPacket } from './protocol'

/** What the session answered: the raw messages, its state, errors and notifications among them. */
export type Answer = { bytes: Buffer; state: SessionState | null; error: string | null; notifications: [start: number, end: number][] }

/**
 * PGlite threw out of the middle of a statement and has no idea what was done: nothing may be committed any more, the process must end
 * (the write-ahead log takes the statement back at the next start).
 */
export class BrokenEngine extends Error {
  override readonly name = 'BrokenEngine'
}

/** The one session of PGlite, spoken to in wire messages. `send` is synchronous: it blocks until the statements have run. */
export type Engine = {
  /** what a new connection is greeted with: authentication ok, parameters, ready */
  hello: Buffer
  send(bytes: Uint8Array): Answer
  /** runs SQL of our own; throws on an error */
  run(sql: string): Answer
  close(): Promise<void>
}

const LONG_JUMP = 100

/**
 * PGlite swallows every JavaScript or wasm exception in a statement (electric-sql/pglite#916: GEOS errors, stack overflows), then runs
 * the rest of the message, and a Sync in it commits the half of a statement. The exit status that it reads in its catch block tells an
 * ordinary SQL error (a long jump) from anything else, so there we throw, before it can go on. Returns a reader of what was thrown.
 */
function makeLoud(db: PGlite): () => BrokenEngine | undefined {
  const module = db.Module
  const readStatus = module._pgl_setPGliteExitStatus.bind(module)
  const loop = module._PostgresMainLoopOnce.bind(module)
  let thrown: unknown
  let broken: BrokenEngine | undefined
  module._PostgresMainLoopOnce = () => {
    try {
      loop()
    } catch (error) {
      thrown = error
      throw error
    }
  }
  module._pgl_setPGliteExitStatus = (value: number) => {
    const status = readStatus(value)
    if (thrown !== undefined) {
      const cause = thrown
      thrown = undefined
      if (status !== LONG_JUMP) {
        broken = new BrokenEngine('an exception escaped from a statement', { cause })
        throw broken
      }
    }
    return status
  }
  return () => broken
}

function read(bytes: Buffer): Answer {
  const answer: Answer = { bytes, state: null, error: null, notifications: [] }
  eachMessage(bytes, (type, start, end) => {
    if (type === Server.ready) answer.state = String.fromCharCode(bytes[start + 5] ?? 0) as SessionState
    else if (type === Server.error) answer.error ??= errorText(bytes.subarray(start, end))
    else if (type === Server.notification) answer.notifications.push([start, end])
    else if (type === Server.copyIn) throw new BrokenEngine('COPY FROM STDIN was started')
  })
  return answer
}

// A sample of 6,000 rows instead of 30,000 makes ANALYZE of a large table 45 ms instead of 230; zeros ahead of the log cost a third of
// the speed of bulk loads and guard only against a full disk.
const SETTINGS = ['default_statistics_target=20', 'wal_init_zero=off']

/** Opens (or makes) the engine's files. Takes a second (or ten). Nobody else may have the folder open. */
export async function openEngine(folder: string, postgis: Extension): Promise<Engine> {
  const startParams = [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])]
  const db = await PGlite.create({ dataDir: folder, extensions: { postgis }, startParams })
  let chunks: Buffer[] = []
  const take = () => {
    const bytes = Buffer.concat(chunks)
    chunks = []
    return bytes
  }
  // The receiver that a stream call sets stays for the synchronous calls that follow it.
  const startup = startupPacket({ user: 'postgres', database: 'postgres' })
  await db.execProtocolRawStream(startup, { syncToFs: false, onRawData: (data) => chunks.push(Buffer.from(data)) })
  const hello = take()
  const broken = makeLoud(db)
  const send = (bytes: Uint8Array): Answer => {
    try {
      db.execProtocolRawSync(bytes)
    } catch (error) {
      throw broken() ?? new BrokenEngine('the engine threw', { cause: error })
    }
    return read(take())
  }
  return { hello, send, run: (sql) => send(queryMessage(sql)), close: () => db.close() }
}
