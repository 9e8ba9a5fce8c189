import * as z from 'zod/mini'
import { EventAction } from '@/lib/domain/event-actions'
import { EventCard } from '@/lib/domain/event-facets'
import type { ListRow } from '@/lib/domain/routes/event-list'
import { pool } from '../engine/pool'
import { toInstant } from './event-rows'
import { CARD_FLAGS } from './list-filter'
import { stagesOf } from './stage-rows'

const Row = z.object({
  number: z.int(),
  card: z.nullable(EventCard),
  action: z.nullable(EventAction),
  at: z.nullable(z.number()),
  actor: z.nullable(z.string()),
  stages: z.nullable(z.string()),
  taken: z.boolean(),
})

/**
 * The card that each of these events has, and what was done with it last, here or as its source tells, without a word of it. A look-up of
 * two indexes an event.
 */
export async function readRows(numbers: readonly number[]): Promise<ListRow[]> {
  if (numbers.length === 0) return []
  const { rows } = await pool().query({
    name: 'list-rows-read',
    text: `SELECT e.number, t.action, date_part('epoch', t.at) * 1000 AS at, t.actor_name AS actor, e.life->>'takenAt' IS NOT NULL AS taken, e.stages,
        CASE WHEN e.life_flags & ${CARD_FLAGS.red} <> 0 THEN 'red' WHEN e.life_flags & ${CARD_FLAGS.yellow} <> 0 THEN 'yellow' END AS card
      FROM events e LEFT JOIN LATERAL (
        SELECT action, at, actor_name FROM transitions WHERE transitions.number = e.number ORDER BY revision DESC LIMIT 1
      ) AS t ON TRUE WHERE e.number = ANY($1::int4[])`,
    values: [numbers],
  })
  return rows.map((row) => {
    const { number, card, action, at, actor, taken, stages } = Row.parse(row)
    const told = stagesOf({ stages, stageWords: null }).at(-1)
    // of the same instant what was done here is told last, as on the event's page
    if (told && (at === null || told.at > at)) return { number, card, step: { action: told.action, at: toInstant.of(told.at), actor: null }, taken }
    return { number, card, step: action === null || at === null ? null : { action, at: toInstant.of(at), actor }, taken }
  })
}
