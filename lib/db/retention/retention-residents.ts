import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

const OLD = 'revoked_at < to_timestamp($1::float8 / 1000)'
const AT_ONCE = 200

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rowCount } = await tx.query(`DELETE FROM users WHERE id IN (SELECT user_id FROM residents WHERE ${OLD} ORDER BY revoked_at, id LIMIT $2)`, [
    before,
    limit,
  ])
  await tx.query(`DELETE FROM resident_invitations WHERE least(expires_at, used_at, revoked_at) < to_timestamp($1::float8 / 1000)`, [before])
  const count = rowCount ?? 0
  return { count, detail: {}, next: count < limit ? null : 0 }
}

/** Residents whose binding was ended long ago, with their accounts, and invitations that ended then; what they reported has rules of its own. */
export const residentsRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM residents WHERE ${OLD}`, [before])).rows[0]?.count ?? 0
  },
  take,
}
