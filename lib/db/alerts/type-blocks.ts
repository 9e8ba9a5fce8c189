import type { Atlas } from '@/lib/domain/atlas'
import { startOfDayNumber } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { EVENT_STATES } from '@/lib/domain/life'
import { pool } from '../engine/pool'

const VOID = EVENT_STATES.indexOf('void')

/**
 * Events by type (id) in a place and in blocks of `days` civil days, the last of which ends with the day before `end` (dayNumber), the oldest first;
 * void events count nowhere. A statement a block, since the embedded engine has one session. About a second for two years of 638,000 events.
 */
export async function countTypeBlocks(
  { grids }: Pick<Atlas, 'grids'>,
  { scope, end, days, blocks }: { scope: string; end: number; days: number; blocks: number },
): Promise<Map<number, number[]>> {
  const within = grids.flatMap(({ id, code }) => (isWithin(code, scope) ? [id] : []))
  const counts = new Map<number, number[]>()
  for (let block = 0; block < blocks; block++) {
    const from = end - (blocks - block) * days
    const { rows } = await pool().query<{ type: number; n: number }>({
      name: 'type-blocks',
      text: `SELECT type_id::int4 AS type, count(*)::int4 AS n FROM events
        WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND occurred_at < to_timestamp($2::float8 / 1000) AND state <> ${VOID}
          AND grid_id = ANY($3::int4[]) GROUP BY 1`,
      values: [startOfDayNumber(from), startOfDayNumber(from + days), within],
    })
    for (const { type, n } of rows) {
      const own = counts.get(type) ?? Array.from({ length: blocks }, () => 0)
      own[block] = n
      counts.set(type, own)
    }
  }
  return counts
}
