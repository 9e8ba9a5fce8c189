import type { Change, LogKind } from '@/lib/domain/log-kinds'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from './leases'

/** Small parts keep each transaction short: the embedded engine has one session, which everybody waits for. */
const PART_BYTES = 1_000_000

/** What a saved state is of: a kind of change as it was folded up to a revision of a log. */
export type CheckpointOf<C extends Change> = { logId: string; kind: Pick<LogKind<C>, 'name' | 'ofGrids'>; revision: number }

/**
 * Saves what was folded of a kind up to a revision and then removes the older states of that kind. Each part is a transaction of its
 * own; a state counts only when all its parts are there. With a fence, a holder that lost its lease is refused (Problem 'conflict').
 */
export async function saveCheckpoint<C extends Change>({ logId, kind, revision }: CheckpointOf<C>, body: Uint8Array, fence?: Fence): Promise<void> {
  const parts = Math.max(1, Math.ceil(body.byteLength / PART_BYTES))
  for (let part = 0; part < parts; part++) {
    const piece = body.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
    await transaction(async (tx) => {
      if (fence) await checkFence(tx, fence)
      await tx.query(
        `INSERT INTO checkpoints (log_id, kind, of_grids, revision, part, parts, body) VALUES ($1, $2, $3, $4::int8, $5, $6, $7)
         ON CONFLICT (log_id, kind, revision, part) DO UPDATE SET parts = excluded.parts, body = excluded.body, saved_at = now()`,
        [logId, kind.name, kind.ofGrids, revision, part, parts, Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)],
      )
    })
  }
  await pool().query('DELETE FROM checkpoints WHERE kind = $2 AND (log_id <> $1 OR revision < $3::int8)', [logId, kind.name, revision])
}

/** The newest whole state of a kind in this log, or null. Reads it in one statement, so that a saver beside it cannot take parts away. */
export async function readCheckpoint(logId: string, kind: string): Promise<{ revision: number; body: Uint8Array } | null> {
  const { rows } = await pool().query<{ revision: number; body: Buffer }>(
    `SELECT revision::float8 AS revision, body FROM checkpoints
     WHERE log_id = $1 AND kind = $2 AND revision = (
       SELECT revision FROM checkpoints WHERE log_id = $1 AND kind = $2
       GROUP BY revision, parts HAVING count(*) = parts ORDER BY revision DESC LIMIT 1
     ) ORDER BY part`,
    [logId, kind],
  )
  const first = rows[0]
  return first ? { revision: first.revision, body: new Uint8Array(Buffer.concat(rows.map((r) => r.body))) } : null
}
