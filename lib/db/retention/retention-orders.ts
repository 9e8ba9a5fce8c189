import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

/** Orders that ended long ago, or were done and never rated, of which it is still known who asked or who did something. */
const OLD = `SELECT o.id FROM orders o WHERE o.state IN ('served', 'rated', 'withdrawn') AND COALESCE(o.rated_at, o.withdrawn_at, o.served_at) < to_timestamp($1::float8 / 1000)
  AND (o.name <> '' OR o.created_name <> '')`
const AT_ONCE = 500

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rowCount } = await tx.query(
    `WITH old AS (${OLD} ORDER BY o.id LIMIT $2),
       steps AS (UPDATE order_steps s SET content_hash = NULL, actor_name = left(actor_name, 0) FROM old WHERE s.order_id = old.id)
     UPDATE orders SET name = '', created_name = '', phone = NULL, address = NULL, words = '', opinion = NULL, complaint = NULL, complaint_answer = NULL, reason = NULL, household_id = NULL
     WHERE id IN (SELECT id FROM old)`,
    [before, limit],
  )
  const count = rowCount ?? 0
  return { count, detail: {}, next: count < limit ? null : 0 }
}

/** Who asked for a service (服务单), where they live and what they said, once it is long over; that it was asked for, by whom it was done and how long it took stays. */
export const ordersRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM (${OLD}) AS old`, [before])).rows[0]?.count ?? 0
  },
  take,
}
