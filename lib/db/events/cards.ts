import { narrow, type Viewer } from '@/lib/domain/access'
import { LIFE_FLAGS } from '@/lib/domain/life'
import { type Cards, MAX_CARDS } from '@/lib/domain/routes/cards'
import { pool } from '../engine/pool'
import { readLives, toldCard } from './event-detail'
import { onAtlas } from './event-list'
import { eventColumns, toEvents } from './event-rows'
import { visible, Where } from './event-where'

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
    const { rows } = await pool().query<{ count: number }>(
      `SELECT ${eventColumns}, count(*) OVER ()::int4 AS count FROM events e ${where.sql}
        ORDER BY (e.life #>> '{supervision,deadline}')::float8, e.number LIMIT ${MAX_CARDS}`,
      where.values,
    )
    const events = toEvents(rows, atlas, narrowed)
    // a card of a case history stands in its stages
    const lives = await readLives(
      events.map(({ number }) => number),
      atlas,
    )
    const cards = events
      .flatMap((event) => {
        const supervision = lives.get(event.number)?.supervision
        return supervision ? [{ event, due: supervision.deadline, supervision: toldCard(supervision, narrowed, event.words === 'masked') }] : []
      })
      .sort((x, y) => x.due - y.due || x.event.number - y.event.number)
      .map(({ event, supervision }) => ({ event, supervision }))
    return { cards, more: (rows[0]?.count ?? 0) - rows.length }
  })
}
