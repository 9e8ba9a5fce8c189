import * as z from 'zod/mini'
import { GridEvent } from '../event'
import { SupervisionTold } from '../event-detail'
import { Within } from '../query-parts'
import type { Route } from '../route'

/** As many living cards as one answer holds: there are a few dozen in a county. */
export const MAX_CARDS = 500

export const CardsQuery = z.object({ within: Within })

/** 督办台账: events with a card that lives, the one whose reply is due first, first. `more`: how many do not fit into the answer. */
export const Cards = z.object({ cards: z.array(z.object({ event: GridEvent, supervision: SupervisionTold })), more: z.int() })
export type Cards = z.infer<typeof Cards>

export const cardsRoute = {
  method: 'GET',
  path: '/api/cards',
  access: 'viewer',
  summary: 'Living cards (督办台账): yellow and red cards that are not lifted, of the events that the asker may see',
  description: 'Not for screens, which get their number in `openCards` of GET /api/kpis. What was replied is read by those who act on the event.',
  query: CardsQuery,
  answer: { says: 'the cards', json: { Cards } },
  problems: [403, 404],
} as const satisfies Route
