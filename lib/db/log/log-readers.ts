import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from './leases'
import { type LogRow, lockHead, readLog } from './log'

/** A durable cursor into the log. `startAt`: what its first run evaluates, all that the log holds or only what comes from then on. */
export type LogReader = { name: string; startAt: 'beginning' | 'head' }

/**
 * What a reader is to evaluate. `changes`: the rows of the log after `since` up to `revision`. `reset`: the log is another one (a backup
 * was restored, or grids changed), so nothing that was evaluated before holds; the events' tables are those of `revision`, and changes
 * after it follow.
 */
export type ReaderBatch =
  | { kind: 'changes'; logId: string; since: number; revision: number; rows: readonly LogRow[] }
  | { kind: 'reset'; logId: string; revision: number }

/** Writes what follows from a batch, within the transaction that moves the cursor. */
export type ReaderWork = (tx: PoolClient, batch: ReaderBatch) => Promise<void>

/** Works out what follows from changes before the transaction begins, where that takes long; what it answers then writes it. */
export type PreparedWork = {
  prepare(batch: Extract<ReaderBatch, { kind: 'changes' }>): Promise<(tx: PoolClient) => Promise<void>>
  reset: ReaderWork
}

type Cursor = { logId: string; revision: number }

/** Changes of one transaction, unless a single row of the log has more. */
const MAX_CHANGES = 1_000

/**
 * Lets a reader evaluate the next changes and moves its cursor, in one transaction; answers whether there is more. Each change is
 * evaluated exactly once: whoever is killed before the commit has written nothing, and whoever lost the lease is refused.
 *
 * The rows are read before the transaction, which stays short (the embedded engine has one session), and count only if neither the
 * cursor nor the log is another one inside it. While the transaction is open nobody takes the lease; a holder that hangs in it is ended
 * by the database after its minute of idleness. Throws Problem('conflict') when the lease went to another process.
 */
export async function advanceReader(
  fence: Fence,
  reader: LogReader,
  work: ReaderWork | PreparedWork,
  maxChanges = MAX_CHANGES,
): Promise<{ more: boolean }> {
  const { cursor, head } = await readCursor(reader.name)
  if (!cursor) return createReader(fence, reader)
  if (cursor.logId !== head.logId) return resetReader(fence, reader.name, typeof work === 'function' ? work : work.reset)
  if (cursor.revision >= head.revision) return { more: false }
  const rows = await readLog(cursor.revision, maxChanges)
  const last = rows.at(-1)
  if (!last) return { more: false }
  const revision = last.firstRevision + last.count - 1
  const batch = { kind: 'changes', logId: cursor.logId, since: cursor.revision, revision, rows } as const
  const write = typeof work === 'function' ? (tx: PoolClient) => work(tx, batch) : await work.prepare(batch)
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    if (!(await lockCursor(tx, reader.name, cursor))) return
    await write(tx)
    await moveCursor(tx, reader.name, { logId: cursor.logId, revision })
  })
  return { more: revision < head.revision }
}

async function readCursor(name: string): Promise<{ cursor: Cursor | null; head: Cursor }> {
  const { rows } = await pool().query<{ logId: string; head: number; own: string | null; revision: number }>(
    `SELECT h.log_id::text AS "logId", h.revision::float8 AS head, r.log_id::text AS own, r.revision::float8 AS revision
     FROM log_head h LEFT JOIN log_readers r ON r.name = $1 WHERE h.id = 1`,
    [name],
  )
  const { logId = '', head = 0, own = null, revision = 0 } = rows[0] ?? {}
  return { cursor: own === null ? null : { logId: own, revision }, head: { logId, revision: head } }
}

/**
 * Makes a reader where there is none yet, before its job first runs: what comes in from then on is evaluated, however late the job begins.
 * Anybody may do it at any time, since one that is there stays as it is.
 */
export async function makeReader({ name, startAt }: LogReader, at: Pick<PoolClient, 'query'> = pool()): Promise<void> {
  await at.query(
    `INSERT INTO log_readers (name, log_id, revision) SELECT $1, log_id, CASE WHEN $2 THEN revision ELSE 0 END FROM log_head WHERE id = 1
     ON CONFLICT (name) DO NOTHING`,
    [name, startAt === 'head'],
  )
}

async function createReader(fence: Fence, reader: LogReader): Promise<{ more: boolean }> {
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    await makeReader(reader, tx)
    return { more: true }
  })
}

/** With the head locked first: what the work reads of the events is exactly what was saved up to its revision. */
async function resetReader(fence: Fence, name: string, work: ReaderWork): Promise<{ more: boolean }> {
  return transaction(async (tx) => {
    const { logId, revision } = await lockHead(tx)
    await checkFence(tx, fence)
    const { rows } = await tx.query('SELECT 1 FROM log_readers WHERE name = $1 AND log_id <> $2 FOR UPDATE', [name, logId])
    if (rows.length === 0) return { more: true }
    await work(tx, { kind: 'reset', logId, revision })
    await moveCursor(tx, name, { logId, revision })
    return { more: true }
  })
}

/** Locks the cursor; false when it, or the log, is not what it was when the rows were read. */
async function lockCursor(tx: PoolClient, name: string, { logId, revision }: Cursor): Promise<boolean> {
  const { rows } = await tx.query(
    `SELECT 1 FROM log_readers r, log_head h WHERE r.name = $1 AND r.log_id = $2 AND r.revision = $3::int8 AND h.id = 1 AND h.log_id = $2
     FOR UPDATE OF r`,
    [name, logId, revision],
  )
  return rows.length > 0
}

async function moveCursor(tx: PoolClient, name: string, { logId, revision }: Cursor): Promise<void> {
  await tx.query('UPDATE log_readers SET log_id = $2, revision = $3::int8, updated_at = clock_timestamp() WHERE name = $1', [name, logId, revision])
}

/** The revision up to which a reader has evaluated, also of a log that is another one now; 0 where there is none of that name. */
export async function readerRevision(tx: PoolClient, name: string): Promise<number> {
  const { rows } = await tx.query<{ revision: number }>('SELECT revision::float8 AS revision FROM log_readers WHERE name = $1', [name])
  return rows[0]?.revision ?? 0
}

/** A reader as operators see it. `behind`: changes it has yet to evaluate; null: the log is another one, so it starts over. */
export type ReaderState = { name: string; revision: number; behind: number | null; updatedAt: Date }

/** All readers of the log, by name. */
export async function listReaders(): Promise<ReaderState[]> {
  const { rows } = await pool().query<ReaderState>(
    `SELECT r.name, r.revision::float8 AS revision, CASE WHEN r.log_id = h.log_id THEN (h.revision - r.revision)::float8 END AS behind,
       r.updated_at AS "updatedAt"
     FROM log_readers r, log_head h WHERE h.id = 1 ORDER BY r.name`,
  )
  return rows
}
