import * as z from 'zod/mini'
import { narrow, type Viewer } from '@/lib/domain/access'
import { LIFE_FLAGS } from '@/lib/domain/life'
import { Supervision } from '@/lib/domain/life-event'
import { type Cards, MAX_CARDS } from '@/lib/domain/routes/cards'
import { pool } from '../engine/pool'
import { toldCard } from './event-detail'
import { onAtlas } from './event-list'
import { eventColumns, toEvents } from './event-rows'
import { visible, Where } from './event-where'

const Row = z.object({ supervision: Supervision })

/**
 * The living cards (督办台账) of the events that the viewer may see, the one whose reply is due first, first; at most MAX_CARDS. They are
 * found by an index of their own, so that the cost is that of the cards and not of the events.
 */
export async function listCards(viewer: Viewer, within?: string): Promise<Cards> {
  const narrowed = narrow(viewer, within)
  if (!narrowed) return { cards: [], more: 0 }
  return onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    if (!sight) return { cards: [], more: 0 }
    const where = new Where().add(`e.life_flags & ${LIFE_FLAGS.yellowCard | LIFE_FLAGS.redCard} <> 0`).add(sight.sql, ...sight.values)
    const { rows } = await pool().query<{ supervision: unknown; count: number }>(
      `SELECT ${eventColumns}, e.life -> 'supervision' AS supervision, count(*) OVER ()::int4 AS count FROM events e ${where.sql}
        ORDER BY (e.life #>> '{supervision,deadline}')::float8, e.number LIMIT ${MAX_CARDS}`,
      where.values,
    )
    const cards = rows.flatMap((row) => {
      const { supervision } = Row.parse(row)
      return toEvents([row], atlas, narrowed).map((event) => ({ event, supervision: toldCard(supervision, narrowed, event.words === 'masked') }))
    })
    return { cards, more: (rows[0]?.count ?? 0) - rows.length }
  })
}
