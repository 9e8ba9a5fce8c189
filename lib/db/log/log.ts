import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Change, LogKind } from '@/lib/domain/log-kinds'
import { Problem } from '@/lib/domain/problem'
import { pool, transaction } from '../engine/pool'
import { writeSetting } from '../engine/settings'

/** The channel of the empty notification that says "look at the log". */
export const LOG_CHANNEL = 'gridsight_log'

/**
 * The head of the log: its id, the revision after which it began (older rows are of other grids), the last revision, the next event
 * number, and the version of the grids that saves must agree with.
 */
export type LogHead = { logId: string; began: number; revision: number; nextNumber: number; gridVersion: number }

/**
 * One row of the log as stored: a transaction's changes of one kind. `receivedLast` is epoch milliseconds; `body` by kind (log-kinds.ts);
 * `logId` and `gridVersion` as they were when it was written.
 */
export type LogRow = {
  firstRevision: number
  count: number
  kind: string
  receivedLast: number
  body: Uint8Array
  logId: string
  gridVersion: number
  /** when it was written, epoch milliseconds, where its times of receipt were given (history, imports); null: they are those of writing */
  backfilledAt: number | null
}

const headColumns = `log_id::text AS "logId", began::float8 AS began, revision::float8 AS revision, next_number AS "nextNumber", grid_version AS "gridVersion"`
const rowColumns = `first_revision::float8 AS "firstRevision", count, kind, (extract(epoch FROM received_last) * 1000)::float8 AS "receivedLast", body,
  log_id::text AS "logId", grid_version AS "gridVersion", (extract(epoch FROM backfilled_at) * 1000)::float8 AS "backfilledAt"`

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
 * The rows of this log, of every kind, that hold the changes after revision `since`, in order: as many rows as begin within the next
 * `maxChanges` revisions, at least one when there is any. The first row may begin at or before `since` (skip what is known); rows of
 * before the log began are left out, so that a reader who still needs them sees the gap.
 */
export async function readLog(since: number, maxChanges: number): Promise<LogRow[]> {
  const { rows } = await pool().query<LogRow>({
    name: 'log-read',
    text: `SELECT ${rowColumns}
      FROM changes
      WHERE first_revision > (SELECT began FROM log_head WHERE id = 1)
        AND first_revision >= COALESCE((SELECT max(first_revision) FROM changes WHERE first_revision <= $1::int8 + 1), 0)
        AND first_revision <= $1::int8 + $2::int8 AND first_revision + count > $1::int8 + 1
      ORDER BY first_revision`,
    values: [since, Math.max(1, maxChanges)],
  })
  return rows
}

/**
 * At most `limit` rows of one kind with changes after `since` and not beyond `upTo`, in order. Of a kind that does not depend on grids
 * also those of earlier logs. Revisions between them are of other kinds. `at`: in which transaction, where it is not one of its own.
 */
export async function readLogOf<C extends Change>(
  { name, ofGrids }: Pick<LogKind<C>, 'name' | 'ofGrids'>,
  since: number,
  upTo: number,
  limit: number,
  at: Pick<PoolClient, 'query'> = pool(),
): Promise<LogRow[]> {
  const { rows } = await at.query<LogRow>({
    name: 'log-read-kind',
    text: `SELECT ${rowColumns}
      FROM changes
      WHERE kind = $1 AND first_revision <= $3::int8 AND first_revision + count > $2::int8 + 1
        AND first_revision >= COALESCE((SELECT max(first_revision) FROM changes WHERE kind = $1 AND first_revision <= $2::int8 + 1), 0)
        AND (NOT $4::bool OR first_revision > (SELECT began FROM log_head WHERE id = 1))
      ORDER BY first_revision LIMIT $5`,
    values: [name, since, upTo, ofGrids, limit],
  })
  return rows
}

/** The changes of a kind that rows hold, after `since` and up to `upTo`; rows of other kinds are passed over. Throws as `decode` does. */
export function changesIn<C extends Change>(kind: LogKind<C>, rows: readonly LogRow[], since: number, upTo: number): C[] {
  return rows.flatMap((row) => (row.kind === kind.name ? kind.decode(row.body).filter(({ revision }) => revision > since && revision <= upTo) : []))
}

/** A row of the log before it is written, and the head as it is afterwards. */
export type LogEntry = { values: unknown[]; head: LogHead }

/**
 * Makes a row of the log out of changes of one kind that carry the revisions head.revision + 1, + 2, … in order (anything else is a
 * fault); null for no changes. `backfilledAt`: when it is, where the times of receipt were given. A transaction that changes several kinds
 * makes one row of each, the next from the head of the last. Apart from `appendEntry`, so that it can be made while the database is busy.
 */
export function makeEntry<C extends Change>(
  head: LogHead,
  kind: LogKind<C>,
  changes: readonly C[],
  { nextNumber = head.nextNumber, backfilledAt = null }: { nextNumber?: number; backfilledAt?: number | null } = {},
): LogEntry | null {
  if (changes.length === 0) return null
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const [i, { revision, receivedAt }] of changes.entries()) {
    if (revision !== head.revision + 1 + i) throw new Problem('internal', `the log expects revision ${head.revision + 1 + i}, not ${revision}`)
    if (receivedAt < first) first = receivedAt
    if (receivedAt > last) last = receivedAt
  }
  const next: LogHead = { ...head, revision: head.revision + changes.length, nextNumber }
  const body = asBuffer(kind.encode(changes))
  return {
    values: [head.revision + 1, changes.length, kind.name, first, last, body, head.logId, head.gridVersion, next.revision, nextNumber, backfilledAt],
    head: next,
  }
}

/** Writes the row, moves the head (which the caller holds by `lockHead`) and notifies once. Returns the new head. */
export async function appendEntry(tx: PoolClient, { values, head }: LogEntry): Promise<LogHead> {
  await tx.query({
    name: 'log-append',
    text: `WITH row AS (
        INSERT INTO changes (first_revision, count, kind, received_first, received_last, body, log_id, grid_version, backfilled_at)
        VALUES ($1::int8, $2, $3, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000), $6, $7::uuid, $8,
          to_timestamp($11::float8 / 1000))
      ), head AS (
        UPDATE log_head SET revision = $9::int8, next_number = $10 WHERE id = 1
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
 * Begins a new log after the head's revision, within a transaction that holds the head: when the meaning of all facts changes (other
 * grids). The rows of the old one stay, with its id and the version of its grids; readers of now pass over them. Revisions go on, since
 * each event keeps its own, and boards start from the events themselves. Saved states of kinds that do not depend on grids go over to
 * the new log. Returns the new head.
 */
export async function restartLog(tx: PoolClient, head: LogHead): Promise<LogHead> {
  const logId = randomUUID()
  await tx.query('UPDATE log_head SET log_id = $1, began = revision WHERE id = 1', [logId])
  await tx.query('UPDATE checkpoints SET log_id = $1 WHERE log_id = $2 AND NOT of_grids', [logId, head.logId])
  await tx.query(`SELECT pg_notify('${LOG_CHANNEL}', '')`)
  return { ...head, logId, began: head.revision }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
