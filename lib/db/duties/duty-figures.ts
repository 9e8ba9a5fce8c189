import { EVENT_STATES } from '@/lib/domain/life'
import { pool } from '../engine/pool'

/** What is counted of the items of a period; the open ones apart by whether their day has passed. */
export type PeriodCounts = {
  period: string
  of: number
  done: number
  assigned: number
  planned: number
  overdue: number
  missed: number
  excused: number
  households: number
  /** done by as much of the period as has passed of the present one */
  doneBy: number
}

const SCOPE = `($3::text[] IS NULL OR EXISTS (SELECT FROM unnest(i.grids) AS g (code), unnest($3::text[]) AS u (prefix) WHERE starts_with(g.code, u.prefix)))`

/** The counts of these periods of a duty, below these prefixes (null: all), as they stand at `now`; `passed`: milliseconds of the present period that are over. */
export async function readDutyCounts(
  template: string,
  periods: readonly string[],
  { prefixes, now, passed }: { prefixes: readonly string[] | null; now: number; passed: number },
): Promise<Map<string, PeriodCounts>> {
  const open = `i.state IN ('planned', 'assigned', 'missed')`
  const late = '$4::timestamptz >= i.due_at'
  const { rows } = await pool().query<PeriodCounts>(
    `SELECT i.period, count(*) FILTER (WHERE i.state <> 'excused')::int4 AS of, count(*) FILTER (WHERE i.state = 'done')::int4 AS done,
       count(*) FILTER (WHERE i.state = 'assigned' AND NOT ${late})::int4 AS assigned, count(*) FILTER (WHERE i.state = 'planned' AND NOT ${late})::int4 AS planned,
       count(*) FILTER (WHERE ${open} AND ${late})::int4 AS overdue,
       count(*) FILTER (WHERE i.state = 'missed' OR (i.state IN ('planned', 'assigned') AND $4::timestamptz >= i.ends_at))::int4 AS missed,
       count(*) FILTER (WHERE i.state = 'excused')::int4 AS excused,
       COALESCE(sum(i.households) FILTER (WHERE i.state = 'done'), 0)::int4 AS households,
       count(*) FILTER (WHERE i.state = 'done' AND i.done_at <= i.starts_at + $5::float8 * interval '1 millisecond')::int4 AS "doneBy"
     FROM duty_items i WHERE i.template_id = $1::uuid AND i.period = ANY($2::text[]) AND ${SCOPE} GROUP BY i.period`,
    [template, periods, prefixes, new Date(now).toISOString(), passed],
  )
  return new Map(rows.map((row) => [row.period, row]))
}

/** What was found in a period: all, solved on the spot, events, and those of them that are closed; without findings of the hidden types. */
export async function countFindings(
  template: string,
  period: string,
  { prefixes, hidden }: { prefixes: readonly string[] | null; hidden: readonly string[] },
): Promise<{ all: number; solved: number; events: number; closed: number }> {
  const { rows } = await pool().query<{ all: number; solved: number; events: number; closed: number }>(
    `SELECT count(*)::int4 AS all, count(*) FILTER (WHERE f.solved)::int4 AS solved, count(*) FILTER (WHERE NOT f.solved)::int4 AS events,
       count(*) FILTER (WHERE e.handled_at IS NOT NULL AND e.state <> $5)::int4 AS closed
     FROM duty_items i JOIN duty_findings f ON f.item_id = i.id LEFT JOIN events e ON e.id = f.event_id
     WHERE i.template_id = $1::uuid AND i.period = $2 AND ${SCOPE} AND (f.type IS NULL OR f.type <> ALL($4::text[]))`,
    [template, period, prefixes, hidden, EVENT_STATES.indexOf('rejected')],
  )
  return rows[0] ?? { all: 0, solved: 0, events: 0, closed: 0 }
}
