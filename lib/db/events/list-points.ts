import { narrow, type Viewer } from '@/lib/domain/access'
import { type EventPoints, MAX_POINTS } from '@/lib/domain/routes/event-points'
import { pool } from '../engine/pool'
import { onAtlas } from './event-list'
import { eventColumns, toEvents } from './event-rows'
import { visible, Where } from './event-where'
import { type EventFilter, filtered, gridsOfService } from './list-filter'
import { orderOf } from './list-order'

/**
 * The first events of a list as points, `most` at the most: those that `listEvents` gives by the same filter, in its order, so a map of a list shows nobody more
 * than the list does.
 */
export async function listPoints(viewer: Viewer, filter: EventFilter, most = MAX_POINTS, now: number = Date.now()): Promise<EventPoints> {
  const none = { points: [], unplaced: 0, more: false }
  const narrowed = narrow(viewer, filter.within)
  if (!narrowed) return none
  const within = await gridsOfService(filter)
  return onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    if (!sight) return none
    const where = filtered(new Where().add(sight.sql, ...sight.values), narrowed, atlas, filter, now, within)
    const order = orderOf(filter.order ?? 'newest', atlas, where)
    const { rows } = await pool().query(
      `SELECT ${eventColumns} FROM events e ${where.sql} ORDER BY ${order.sql} LIMIT ${Math.trunc(most) + 1}`,
      where.values,
    )
    const events = toEvents(rows.slice(0, most), atlas, narrowed)
    const points = events.flatMap(({ number, caseNumber, type, status, light, grid, position }) =>
      position === null ? [] : [{ number, caseNumber, type, status, light, grid, position }],
    )
    return { points, unplaced: events.length - points.length, more: rows.length > most }
  })
}
