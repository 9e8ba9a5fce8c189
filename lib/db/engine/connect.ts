import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '@/lib/env'
import { answers, FolderInUse } from '../embedded/claim'
import { EngineFault } from '../embedded/disk'
import { readRecord, socketUrl } from '../embedded/record'
import { type Embedded, startEmbedded } from '../embedded/supervisor'
import { DatabaseError, explainFault } from './database-error'
import { migrate, migrationsFolder } from './migrate'
import { openPool, type Pool, setPool } from './pool'
import { checkServer } from './server-check'

export { DatabaseError } from './database-error'

/** The open database; its pool is the shared one until it stops. */
export type Database = { readonly url: string; readonly engine: Env['engine']; stop(): Promise<void> }

export type OpenOptions = {
  /** sentences for the operator: restarts of the embedded engine */
  log?: (text: string) => void
}

type Place = Pick<Env, 'engine' | 'dataDir' | 'DATABASE_URL'>

/**
 * Opens the database of the settings, migrates it and shares its pool: the server of DATABASE_URL, or else the embedded engine, which is
 * started. Throws DatabaseError, whose message says what is wrong and what to do.
 */
export async function openDatabase(env: Place, options: OpenOptions = {}): Promise<Database> {
  if (env.engine === 'postgresql') return share('postgresql', env.DATABASE_URL ?? '')
  let embedded: Embedded
  try {
    embedded = await startEmbedded({ dataDir: env.dataDir, ...options })
  } catch (error) {
    throw embeddedFault(env.dataDir, error)
  }
  return share('embedded', embedded.url, { embedded })
}

/** How long to wait for an engine that somebody else is just starting. */
const ATTACH_MS = 20_000

/**
 * For the command line: the running embedded engine of the data folder where there is one (it is left running), otherwise as
 * `openDatabase`. One that others may be running on is made where it is empty, and not migrated. Throws DatabaseError.
 */
export async function attachDatabase(env: Place, options: OpenOptions = {}): Promise<Database> {
  if (env.engine === 'postgresql') return share('postgresql', env.DATABASE_URL ?? '', { makes: true })
  for (const deadline = Date.now() + ATTACH_MS; ; await sleep(100)) {
    const record = readRecord(env.dataDir)
    if (record && (await answers(record.socket))) return share('embedded', socketUrl(record.socket), { makes: true })
    try {
      return await openDatabase(env, options)
    } catch (error) {
      const starting = error instanceof DatabaseError && error.cause instanceof FolderInUse
      if (!starting || Date.now() > deadline) throw error
    }
  }
}

type Sharing = { embedded?: Embedded; makes?: boolean }

async function share(engine: Env['engine'], url: string, { embedded, makes = false }: Sharing = {}): Promise<Database> {
  let pool: Pool | undefined
  try {
    pool = openPool(url)
    if (engine === 'postgresql') await checkServer(pool)
    await migrateBy(pool, makes)
  } catch (error) {
    await pool?.end()
    await embedded?.stop()
    throw explainFault(error, engine === 'postgresql' ? url : null)
  }
  const opened = pool
  setPool(opened)
  return {
    url,
    engine,
    stop: async () => {
      setPool(null)
      await opened.end()
      await embedded?.stop()
    },
  }
}

async function migrateBy(pool: Pool, makes: boolean): Promise<void> {
  const client = await pool.connect()
  try {
    await migrate(client, migrationsFolder, { makes })
  } finally {
    client.release()
  }
}

function embeddedFault(dataDir: string, cause: unknown): DatabaseError {
  if (cause instanceof FolderInUse) {
    const who = cause.holder ? ` by process ${cause.holder.pid}` : ''
    return new DatabaseError(`The data folder ${dataDir} is in use${who}: stop the other Gridsight, or set DATA_DIR to another folder.`, { cause })
  }
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof EngineFault && cause.why === 'no_space')
    return new DatabaseError(`The embedded database in ${dataDir} cannot start: ${reason}. Free some, and start again; nothing is lost.`, { cause })
  if (cause instanceof EngineFault && cause.why === 'damaged')
    return new DatabaseError(
      `The data in ${dataDir} are damaged (${reason}): keep the folder as it is, and restore a backup ("Backup and restore" in docs/operations.md), or set DATA_DIR to another folder.`,
      { cause },
    )
  return new DatabaseError(
    `The embedded database in ${dataDir} cannot start (${reason}): see that the folder can be written to, or set DATA_DIR to another one.`,
    { cause },
  )
}
