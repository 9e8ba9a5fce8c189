import { narrow, type Viewer } from '@/lib/domain/access'
import { LIFE_FLAGS } from '@/lib/domain/life'
import { awaitsWatcher, type Cards, MAX_CARDS } from '@/lib/domain/routes/cards'
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
  return readCards(viewer, within)
}

/**
 * The living cards that the viewer watches (督办人) and that wait for them, the one that waits longest first: replied to, or of an event that has ended. A card that
 * the source of an event tells of has no account that watches it.
 */
export async function awaitingCards(viewer: Viewer): Promise<Cards['cards']> {
  const { cards } = await readCards(viewer, undefined, (where) => where.add(`e.life #>> '{supervision,watcher}' = ?`, viewer.id))
  return cards.filter((card) => card.supervision.mine && awaitsWatcher(card)).sort((x, y) => (waitsSince(x) < waitsSince(y) ? -1 : 1))
}

/** Since when a card waits for whoever watches it, as RFC 3339 in UTC. */
export const waitsSince = ({ event, supervision }: Cards['cards'][number]): string => supervision.reply?.at ?? event.handledAt ?? supervision.at

async function readCards(viewer: Viewer, within?: string, narrowing?: (where: Where) => Where): Promise<Cards> {
  const narrowed = narrow(viewer, within)
  if (!narrowed) return { cards: [], more: 0 }
  return onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    if (!sight) return { cards: [], more: 0 }
    const where = new Where().add(`e.life_flags & ${LIFE_FLAGS.yellowCard | LIFE_FLAGS.redCard} <> 0`).add(sight.sql, ...sight.values)
    narrowing?.(where)
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
