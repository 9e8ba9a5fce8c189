import { type PoolClient, pool } from '../engine/pool'
import { ENDED_BEFORE, type RetentionRule, writeSteps } from './retention-rule'

const OLD = `FROM attachments a JOIN events e ON e.number = a.number WHERE ${ENDED_BEFORE}`
const AT_ONCE = 50

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rows } = await tx.query<{ number: number; count: number }>(
    `WITH gone AS (
       DELETE FROM attachments WHERE id IN (SELECT a.id ${OLD} ORDER BY a.created_at, a.id LIMIT $2) RETURNING id, number
     ), removed AS (INSERT INTO removed_photos (id) SELECT id FROM gone)
     SELECT number, count(*)::int4 AS count FROM gone GROUP BY number ORDER BY number`,
    [before, limit],
  )
  await writeSteps(tx, 'photos', rows)
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  return { count, detail: { numbers: rows.map((row) => row.number) }, next: count < limit ? null : 0 }
}

/** Photos of events that ended long ago. The row goes with the transaction, the files after it (`removePhotoFiles`). */
export const photosRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count ${OLD}`, [before])).rows[0]?.count ?? 0
  },
  take,
}
