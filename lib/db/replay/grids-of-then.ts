import { GridLevel, type GridNode } from '@/lib/domain/grid'
import { pool } from '../engine/pool'

/** The grids that events counted in at an instant. */
export type GridsOfThen = { grids: readonly GridNode[] }

/**
 * The grids of an era of the replay: since it began by an adjustment at `began` those that held right after it; before the first adjustment
 * (`ended`) the first that there were. `now`: those of now, which are answered as they are where they are the same.
 */
export async function gridsOfThen(began: number | null, ended: number | null, now: readonly GridNode[]): Promise<GridsOfThen> {
  if (ended === null) return { grids: now }
  const { rows } = await pool().query<GridNode>({
    name: 'replay-grids',
    text: `WITH moment AS (
        SELECT CASE WHEN $1::float8 IS NULL THEN (SELECT min(valid_from) FROM grids) ELSE to_timestamp($1::float8 / 1000) END AS at
      )
      SELECT id, code, name, level::int4 AS level, parent_code AS "parentCode", households, demo FROM grids, moment
      WHERE valid_from <= at AND (valid_to IS NULL OR valid_to > at) ORDER BY code COLLATE "C"`,
    values: [began],
  })
  return { grids: rows.map((row) => ({ ...row, level: GridLevel.parse(row.level) })) }
}
