import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

const OLD = `SELECT b.id FROM place_bookings b JOIN place_slots s ON s.id = b.slot_id WHERE s.ends_at < to_timestamp($1::float8 / 1000)`
const AT_ONCE = 500

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rowCount } = await tx.query(`DELETE FROM place_bookings WHERE id IN (${OLD} ORDER BY s.ends_at, b.id LIMIT $2)`, [before, limit])
  const count = rowCount ?? 0
  return { count, detail: {}, next: count < limit ? null : 0 }
}

/** Bookings at service places whose time is long over, with the names in them; how many seats of a time were taken stays. */
export const bookingsRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM (${OLD}) AS old`, [before])).rows[0]?.count ?? 0
  },
  take,
}
