import { EVENT_STATES } from '@/lib/domain/life'
import { pool } from '../engine/pool'

/** How many events of a grid and type (ids). */
export type Occurred = { grid: number; type: number; count: number }

/** What occurred from ≤ t < to (epoch milliseconds), as it is known now, without what is void. By an index: costs by the events of that time. */
export async function occurredBetween(from: number, to: number): Promise<Occurred[]> {
  const { rows } = await pool().query<Occurred>({
    name: 'replay-occurred',
    text: `SELECT grid_id AS grid, type_id AS type, count(*)::int4 AS count FROM events
      WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000)
        AND state <> ${EVENT_STATES.indexOf('void')} AND grid_id > 0 GROUP BY 1, 2`,
    values: [from, to],
  })
  return rows
}
