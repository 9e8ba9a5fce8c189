import { narrow, type Viewer } from '@/lib/domain/access'
import { pool } from '../engine/pool'
import { onAtlas } from './event-list'
import { visible, Where } from './event-where'
import { type EventFilter, filtered, gridsOfService } from './list-filter'

/** How many events a list holds, but no more than `most` are counted: that many rows are read, and of a rare kind all that there are. */
export async function countUpTo(viewer: Viewer, filter: EventFilter, most: number, now: number = Date.now()): Promise<number> {
  const narrowed = narrow(viewer, filter.within)
  if (!narrowed) return 0
  const within = await gridsOfService(filter)
  return onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    if (!sight) return 0
    const where = filtered(new Where().add(sight.sql, ...sight.values), narrowed, atlas, filter, now, within)
    const { rows } = await pool().query<{ count: number }>(
      `SELECT count(*)::int4 AS count FROM (SELECT 1 FROM events e ${where.sql} LIMIT ${Math.trunc(most)}) AS e`,
      where.values,
    )
    return rows[0]?.count ?? 0
  })
}
