import { MAX_SESSION_SECONDS } from '../accounts/auth'
import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

const OLD = `least(s.expires_at, s.created_at + interval '${MAX_SESSION_SECONDS} seconds') < to_timestamp($1::float8 / 1000)`
const AT_ONCE = 500

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rowCount } = await tx.query(
    `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions s WHERE ${OLD} ORDER BY s.expires_at, s.id LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before, limit],
  )
  const count = rowCount ?? 0
  return { count, detail: {}, next: count < limit ? null : 0 }
}

/** Sessions that ran out long ago. (Those that ran out a day ago are swept anyway; one that is ended by hand goes at once.) */
export const sessionsRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM sessions s WHERE ${OLD}`, [before])).rows[0]?.count ?? 0
  },
  take,
}
