import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

const OLD = 'made_at < to_timestamp($1::float8 / 1000)'
const AT_ONCE = 500

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rowCount } = await tx.query(`DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE ${OLD} ORDER BY made_at, id LIMIT $2)`, [
    before,
    limit,
  ])
  const count = rowCount ?? 0
  return { count, detail: {}, next: count < limit ? null : 0 }
}

/** Judgement reports (研判报告) that were made long ago, as a whole: nothing in one is ever changed. */
export const reportsRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM reports WHERE ${OLD}`, [before])).rows[0]?.count ?? 0
  },
  take,
}
