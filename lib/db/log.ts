import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { type EventChange, encodeChanges } from '@/lib/domain/change'
import { Problem } from '@/lib/domain/problem'
import { pool, transaction } from './pool'
import { writeSetting } from './settings'

/** The channel of the empty notification that says "look at the log". */
export const LOG_CHANNEL = 'gridsight_log'

/** The head of the log: its id, the last revision, the next event number, and the version of the grids that saves must agree with. */
export type LogHead = { logId: string; revision: number; nextNumber: number; gridVersion: number }

/** One row of the log as stored: a transaction's changes. `receivedLast` is epoch milliseconds; `body` by kind (`events`: `decodeChanges`). */
export type LogRow = { firstRevision: number; count: number; kind: string; receivedLast: number; body: Uint8Array }

const headColumns = `log_id::text AS "logId", revision::float8 AS revision, next_number AS "nextNumber", grid_version AS "gridVersion"`

function onlyHead(rows: LogHead[]): LogHead {
  const head = rows[0]
  if (!head) throw new Problem('internal', 'the log has no head: the migrations have not been applied')
  return head
}

/** The head as last committed. */
export async function readHead(): Promise<LogHead> {
  const { rows } = await pool().query<LogHead>(`SELECT ${headColumns} FROM log_head WHERE id = 1`)
  return onlyHead(rows)
}

/**
 * The head, locked until the transaction ends. Every transaction that writes to the log takes it first: so revisions are gapless in
 * commit order (a bare sequence is not: revision 1 can commit after revision 2 and be lost to a reader).
 */
export async function lockHead(tx: PoolClient): Promise<LogHead> {
  const { rows } = await tx.query<LogHead>({ name: 'log-lock-head', text: `SELECT ${headColumns} FROM log_head WHERE id = 1 FOR UPDATE` })
  return onlyHead(rows)
}

/**
 * The rows that hold the changes after revision `since`, in order: as many rows as begin within the next `maxChanges` revisions, at
 * least one when there is any. The first row may begin at or before `since` (skip what is known).
 */
export async function readLog(since: number, maxChanges: number): Promise<LogRow[]> {
  const { rows } = await pool().query<LogRow>({
    name: 'log-read',
    text: `SELECT first_revision::float8 AS "firstRevision", count, kind, (extract(epoch FROM received_last) * 1000)::float8 AS "receivedLast", body
      FROM changes
      WHERE first_revision >= COALESCE((SELECT max(first_revision) FROM changes WHERE first_revision <= $1::int8 + 1), 0)
        AND first_revision <= $1::int8 + $2::int8 AND first_revision + count > $1::int8 + 1
      ORDER BY first_revision`,
    values: [since, Math.max(1, maxChanges)],
  })
  return rows
}

/** A row of the log before it is written, and the head as it is afterwards. */
export type LogEntry = { values: unknown[]; head: LogHead }

/**
 * Makes a row of the log out of changes that carry the revisions head.revision + 1, + 2, … in order (anything else is a fault); null for
 * no changes. Apart from `appendEntry`, so that it can be made while the database is busy.
 */
export function makeEntry(head: LogHead, changes: readonly EventChange[], nextNumber: number = head.nextNumber): LogEntry | null {
  if (changes.length === 0) return null
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const [i, { revision, receivedAt }] of changes.entries()) {
    if (revision !== head.revision + 1 + i) throw new Problem('internal', `the log expects revision ${head.revision + 1 + i}, not ${revision}`)
    if (receivedAt < first) first = receivedAt
    if (receivedAt > last) last = receivedAt
  }
  const next: LogHead = { ...head, revision: head.revision + changes.length, nextNumber }
  return { values: [head.revision + 1, changes.length, first, last, asBuffer(encodeChanges(changes)), next.revision, nextNumber], head: next }
}

/** Writes the row, moves the head (which the caller holds by `lockHead`) and notifies once. Returns the new head. */
export async function appendEntry(tx: PoolClient, { values, head }: LogEntry): Promise<LogHead> {
  await tx.query({
    name: 'log-append',
    text: `WITH row AS (
        INSERT INTO changes (first_revision, count, kind, received_first, received_last, body)
        VALUES ($1::int8, $2, 'events', to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5)
      ), head AS (
        UPDATE log_head SET revision = $6::int8, next_number = $7 WHERE id = 1
      ) SELECT pg_notify('${LOG_CHANNEL}', '')`,
    values,
  })
  return head
}

/**
 * Gives the log a new id, so that every cursor into the old one is reset: after a restore, when readers may be ahead of the database.
 * Its rows, revisions and checkpoints stay; the reason is kept as the setting `log-renewed`. Returns the new head.
 */
export async function renewLog(reason: string): Promise<LogHead> {
  return transaction(async (tx) => {
    const head = await lockHead(tx)
    const logId = randomUUID()
    await writeSetting('log-renewed', { reason, from: head.logId, revision: head.revision }, tx)
    await tx.query('UPDATE log_head SET log_id = $1 WHERE id = 1', [logId])
    await tx.query('UPDATE checkpoints SET log_id = $1 WHERE log_id = $2', [logId, head.logId])
    await tx.query(`SELECT pg_notify('${LOG_CHANNEL}', '')`)
    return { ...head, logId }
  })
}

/**
 * Empties the log under a new id, within a transaction that holds the head: when the meaning of all facts changes (other grids).
 * Revisions go on, since each event keeps its own; boards then start from the events themselves. Returns the new head.
 */
export async function restartLog(tx: PoolClient, head: LogHead): Promise<LogHead> {
  const logId = randomUUID()
  await tx.query('UPDATE log_head SET log_id = $1 WHERE id = 1', [logId])
  await tx.query('DELETE FROM changes')
  await tx.query('DELETE FROM checkpoints')
  await tx.query(`SELECT pg_notify('${LOG_CHANNEL}', '')`)
  return { ...head, logId }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
