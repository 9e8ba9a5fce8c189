import * as z from 'zod/mini'
import type { Viewer } from '../access'
import { GridEvent } from '../event'
import { SupervisionTold } from '../event-detail'
import { EventState, isEnded } from '../life'
import { Within } from '../query-parts'
import type { Routes } from '../route'
import { Unfinished } from '../unfinished'

/** As many living cards as one answer holds: there are a few dozen in a county. */
export const MAX_CARDS = 500

export const CardsQuery = z.object({ within: Within })

/** 督办台账: events with a card that lives, the one whose reply is due first, first. `more`: how many do not fit into the answer. */
export const Cards = z.object({
  cards: z.array(z.object({ event: GridEvent, supervision: SupervisionTold })),
  more: z.int(),
  /** where older events are still being written, some of which have cards */
  unfinished: z.optional(Unfinished),
})
export type Cards = z.infer<typeof Cards>

/** Does a card wait for whoever watches it (督办人): was it replied to, or has its event ended while it lives? */
export const awaitsWatcher = ({ event, supervision }: AwaitedPart): boolean => supervision.reply !== null || isEnded(event.state)
type AwaitedPart = { event: Pick<GridEvent, 'state'>; supervision: Pick<SupervisionTold, 'reply'> }

/** Who may be 督办人 of a card, and so be told of it on every page. */
export const mayWatchCards = ({ role }: Pick<Viewer, 'role'>): boolean => role === 'supervisor'

const Name = z.object({ zh: z.string(), en: z.string() })
/** Cards that wait for the asker, the one that waits longest first; without any words of the event. `since`: when it was replied to, or else when the event ended. */
export const AwaitingCards = z.object({
  cards: z.array(
    z.object({
      number: z.int(),
      caseNumber: z.string(),
      typeName: z.string(),
      place: Name,
      state: EventState,
      card: SupervisionTold.shape.card,
      replied: z.boolean(),
      since: z.string(),
    }),
  ),
})
export type AwaitingCards = z.infer<typeof AwaitingCards>

export const cardRoutes = {
  list: {
    method: 'GET',
    path: '/api/cards',
    access: 'viewer',
    summary: 'Living cards (督办台账): yellow and red cards that are not lifted, of the events that the asker may see',
    description: 'Not for screens, which get their number in `openCards` of GET /api/kpis. What was replied is read by those who act on the event.',
    query: CardsQuery,
    answer: { says: 'the cards', json: { Cards } },
    problems: [403, 404],
  },
  awaiting: {
    method: 'GET',
    path: '/api/cards/awaiting',
    access: 'viewer',
    summary: 'Cards that wait for the asker, who watches them (督办人): replied to and not lifted, or living though the event has ended',
    description: 'Asked by every page of a supervisor again and again, so it holds no words of an event and is no row of the audit.',
    answer: { says: 'the cards', json: { AwaitingCards } },
    problems: [403],
  },
} as const satisfies Routes
