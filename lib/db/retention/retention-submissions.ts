import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

const OLD = 'decided_at < to_timestamp($1::float8 / 1000)'
const AT_ONCE = 200

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rows } = await tx.query<{ count: number }>(
    `WITH old AS (SELECT id FROM submissions WHERE ${OLD} ORDER BY decided_at, id LIMIT $2),
     pictures AS (INSERT INTO removed_photos (id) SELECT p.id FROM submission_photos p JOIN old ON old.id = p.submission_id),
     links AS (DELETE FROM link_tokens t USING old WHERE t.thing_id = old.id AND t.purpose = 'follow'),
     gone AS (DELETE FROM submissions s USING old WHERE s.id = old.id RETURNING 1)
     SELECT count(*)::int4 AS count FROM gone`,
    [before, limit],
  )
  const count = rows[0]?.count ?? 0
  return { count, detail: {}, next: count < limit ? null : 0 }
}

/** What residents sent and was decided long ago, with its photos and the link that it is followed by; the event that it became has rules of its own. */
export const submissionsRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM submissions WHERE ${OLD}`, [before])).rows[0]?.count ?? 0
  },
  take,
}
