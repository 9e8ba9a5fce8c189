import net from 'node:net'
import type { Pool, PoolClient } from 'pg'
import pg from 'pg'
import { once } from '@/lib/domain/once'
import { Problem } from '@/lib/domain/problem'
import { messageSocket } from './message-socket'

export type { Pool, PoolClient } from 'pg'

const INT8 = 20
const INT8_ARRAY = 1016
const DATE = 1082

const held = once<{ pool: Pool | null }>('pool', () => ({ pool: null }))

const textArray = pg.types.getTypeParser(INT8_ARRAY as number, 'text') as (text: string) => (string | null)[]

/** int8 becomes a number (ours stay below 2^53); a date stays text, since pg would make it midnight of the process's own zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      if (oid === INT8) return Number
      if (oid === INT8_ARRAY) return (text: string) => textArray(text).map((entry) => (entry === null ? null : Number(entry)))
      if (oid === DATE) return (text: string) => text
    }
    return pg.types.getTypeParser(oid, format as 'text')
  }) as typeof pg.types.getTypeParser,
}

/**
 * A pool of at most 10 connections in UTC (adapter-pg reads timestamps hours off in any other zone of the database). It survives the
 * loss of idle connections: the next query opens a new one.
 */
export function openPool(url: string): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    options: '-c timezone=UTC -c idle_in_transaction_session_timeout=60000',
    application_name: 'gridsight',
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    types,
    // pg calls it with what it makes a connection of, which its types do not say
    stream: (({ ssl }: { ssl: unknown }) => (ssl ? new net.Socket() : messageSocket())) as () => net.Socket,
  })
  // Without a listener the error of an idle connection would end the process; whoever asks next gets its own error or a new connection.
  pool.on('error', () => {})
  return pool
}

/** Makes a pool the shared one of this process; null takes it away. */
export function setPool(shared: Pool | null): void {
  held().pool = shared
}

/** The shared pool of this process. Throws Problem('starting') before the database is open. */
export function pool(): Pool {
  const shared = held().pool
  if (!shared) throw new Problem('starting', 'the database is not open yet')
  return shared
}

/**
 * Runs `fn` in one transaction (READ COMMITTED) of the shared pool and commits; rolls back and rethrows when it throws. Keep it short:
 * the embedded engine has one session, so nobody else reads or writes meanwhile.
 */
export async function transaction<T>(fn: (tx: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError) // a connection that is lost between two statements would otherwise end the process
  try {
    await client.query('BEGIN')
    const result = await fn(client)
    // A transaction in which a statement failed answers COMMIT with ROLLBACK and no error.
    if ((await client.query('COMMIT')).command !== 'COMMIT') throw new Problem('internal', 'the transaction was rolled back')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}
