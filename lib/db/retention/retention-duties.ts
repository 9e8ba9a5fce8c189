import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

/** An answer `a` of an item `i` that somebody wrote; what was chosen among the options of a form stays. */
const WRITTEN = `jsonb_typeof(a->'value') = 'string' AND NOT EXISTS (SELECT FROM duty_templates t, jsonb_array_elements(t.content->'fields') AS f
  WHERE t.id = i.template_id AND f->>'key' = a->>'key' AND f->>'kind' = 'choice' AND f->'options' @> jsonb_build_array(a->'value'))`
/** Items done, or over, long ago, of which something is still to be read that somebody wrote, or who wrote it. */
const OLD = `SELECT i.id FROM duty_items i WHERE GREATEST(i.done_at, i.ends_at) < to_timestamp($1::float8 / 1000) AND (i.words IS NOT NULL OR i.reason IS NOT NULL
  OR EXISTS (SELECT FROM jsonb_array_elements(i.answers) AS a WHERE ${WRITTEN})
  OR EXISTS (SELECT FROM duty_findings f WHERE f.item_id = i.id AND (f.words IS NOT NULL OR f.created_by <> ''))
  OR EXISTS (SELECT FROM duty_steps s WHERE s.item_id = i.id AND (s.actor_name <> '' OR s.detail ? 'reason')))`
const AT_ONCE = 500

async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE duty_items i SET words = NULL, reason = NULL,
       answers = (SELECT COALESCE(jsonb_agg(a ORDER BY n), '[]') FROM jsonb_array_elements(i.answers) WITH ORDINALITY AS x (a, n) WHERE NOT (${WRITTEN}))
     WHERE i.id IN (${OLD} ORDER BY i.id LIMIT $2) RETURNING i.id::text AS id`,
    [before, limit],
  )
  const ids = rows.map(({ id }) => id)
  await tx.query(`UPDATE duty_findings SET words = NULL, created_by = '' WHERE item_id = ANY($1::uuid[])`, [ids])
  await tx.query(`UPDATE duty_steps SET actor_name = '', detail = detail - 'reason', content_hash = NULL WHERE item_id = ANY($1::uuid[])`, [ids])
  return { count: rows.length, detail: {}, next: rows.length < limit ? null : 0 }
}

/** What was written of visits and meetings (走访, 例会) and who wrote it, once they are long over; that they were done, how often, by which crew and what came of it stays. */
export const dutiesRule: RetentionRule = {
  async count(before) {
    return (await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM (${OLD}) AS old`, [before])).rows[0]?.count ?? 0
  },
  take,
}
