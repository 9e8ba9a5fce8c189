import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

const OLD = 'revoked_at < to_timestamp($1::float8 / 1000)'
const OLD_INVITATIONS = 'least(expires_at, used_at, revoked_at) < to_timestamp($1::float8 / 1000)'
const AT_ONCE = 200

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rowCount } = await tx.query(`DELETE FROM users WHERE id IN (SELECT user_id FROM residents WHERE ${OLD} ORDER BY revoked_at, id LIMIT $2)`, [
    before,
    limit,
  ])
  const invitations = await tx.query(`DELETE FROM resident_invitations WHERE ${OLD_INVITATIONS}`, [before])
  const residents = rowCount ?? 0
  return { count: residents + (invitations.rowCount ?? 0), detail: {}, next: residents < limit ? null : 0 }
}

/** Residents whose binding was ended long ago, with their accounts, and invitations that ended then; what they reported has rules of its own. */
export const residentsRule: RetentionRule = {
  async count(before) {
    const { rows } = await pool().query<{ count: number }>(
      `SELECT ((SELECT count(*) FROM residents WHERE ${OLD}) + (SELECT count(*) FROM resident_invitations WHERE ${OLD_INVITATIONS}))::int4 AS count`,
      [before],
    )
    return rows[0]?.count ?? 0
  },
  take,
}
