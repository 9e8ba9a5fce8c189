import { pool } from '../engine/pool'

/** When it became known here that an item was done: a phone without a connection tells it later, and a source gives the time itself. */
const KNOWN = `(SELECT COALESCE((SELECT min(s.at) FROM duty_steps s WHERE s.item_id = i.id AND s.action = 'do'), i.done_at) AS at)`

/**
 * How far a duty had come at an instant within a period, as was known then: of all but those that had been excused by then, how many were done, how many were past
 * their day and not, and how much had been found. `prefixes` null: everywhere.
 */
export async function readDutyThen(
  template: string,
  period: string,
  { prefixes, at, hidden }: { prefixes: readonly string[] | null; at: number; hidden: readonly string[] },
): Promise<{ of: number; done: number; overdue: number; found: number }> {
  const then = '$4::timestamptz'
  const { rows } = await pool().query<{ of: number; done: number; overdue: number; found: number }>(
    `SELECT count(*)::int4 AS of, count(*) FILTER (WHERE known.at <= ${then})::int4 AS done,
       count(*) FILTER (WHERE i.due_at <= ${then} AND (known.at IS NULL OR known.at > ${then}))::int4 AS overdue,
       COALESCE(sum((SELECT count(*) FROM duty_findings f WHERE f.item_id = i.id AND f.created_at <= ${then} AND (f.type IS NULL OR f.type <> ALL($5::text[])))), 0)::int4 AS found
     FROM duty_items i CROSS JOIN LATERAL ${KNOWN} AS known
     WHERE i.template_id = $1::uuid AND i.period = $2
       AND ($3::text[] IS NULL OR EXISTS (SELECT FROM unnest(i.grids) AS g (code), unnest($3::text[]) AS u (prefix) WHERE starts_with(g.code, u.prefix)))
       AND NOT (i.state = 'excused' AND COALESCE((SELECT max(s.at) FROM duty_steps s WHERE s.item_id = i.id AND s.action = 'excuse'), i.starts_at) <= ${then})`,
    [template, period, prefixes, new Date(at).toISOString(), hidden],
  )
  return rows[0] ?? { of: 0, done: 0, overdue: 0, found: 0 }
}
