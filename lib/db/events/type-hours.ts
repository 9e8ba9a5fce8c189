import * as z from 'zod/mini'
import { TIME_ZONE } from '@/lib/domain/clock'
import { EVENT_STATES } from '@/lib/domain/life'
import { pool } from '../engine/pool'

const Row = z.object({ grid: z.int(), type: z.int(), hour: z.int(), count: z.int() })
export type TypeHourRow = z.infer<typeof Row>

/**
 * Events that occurred in a short period (epoch milliseconds, from ≤ t < to) in these grids (ids), by grid, type and civil hour; void ones
 * left out. Only those given to one of `parties` (party keys), where told.
 */
export async function readTypeHours(
  grids: readonly number[],
  from: number,
  to: number,
  parties: readonly string[] | null = null,
): Promise<TypeHourRow[]> {
  if (grids.length === 0) return []
  const { rows } = await pool().query({
    name: 'type-hours-read',
    text: `SELECT grid_id::int4 AS grid, type_id::int4 AS type, date_part('hour', occurred_at AT TIME ZONE '${TIME_ZONE}')::int4 AS hour, count(*)::int4 AS count
      FROM events WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000)
        AND grid_id = ANY($3::int4[]) AND state <> $4::int2 AND ($5::text[] IS NULL OR parties && $5::text[])
      GROUP BY 1, 2, 3`,
    values: [from, to, grids, EVENT_STATES.indexOf('void'), parties],
  })
  return rows.map((row) => Row.parse(row))
}
