import { type PoolClient, pool } from '@/lib/db/engine/pool'
import type { LogReader, ReaderBatch } from '@/lib/db/log/log-readers'
import { decodeChanges } from '@/lib/domain/change'

/** The reader of tests, and its table: a row for each time that a change was evaluated. */
export const READER: LogReader = { name: 'evaluated', startAt: 'beginning' }

/** Makes the tables that `evaluate` writes. */
export async function makeEvaluated(): Promise<void> {
  await pool().query('CREATE TABLE evaluated (revision int8 NOT NULL, number int4 NOT NULL)')
  await pool().query('CREATE TABLE resets (log_id uuid NOT NULL, revision int8 NOT NULL, events int4 NOT NULL)')
}

/** Writes down each change of a batch; of a reset, how many events there are. */
export async function evaluate(tx: PoolClient, batch: ReaderBatch): Promise<void> {
  if (batch.kind === 'reset') {
    await tx.query('INSERT INTO resets SELECT $1, $2::int8, count(*) FROM events', [batch.logId, batch.revision])
    return
  }
  const changes = batch.rows.flatMap((row) => decodeChanges(row.body))
  await tx.query('INSERT INTO evaluated SELECT * FROM unnest($1::int8[], $2::int4[])', [
    changes.map((change) => change.revision),
    changes.map((change) => change.number),
  ])
}
