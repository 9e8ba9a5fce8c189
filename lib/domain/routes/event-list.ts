import * as z from 'zod/mini'
import { TypeCode, Urgency } from '../category'
import { EventStatus, GridEvent } from '../event'
import { EventCard } from '../event-facets'
import { FigureName } from '../figure-terms'
import { EventState, Light, MAX_PARTY_ID } from '../life'
import { Bounds } from '../position'
import { list, number, numbers, Within, whole } from '../query-parts'
import type { Route } from '../route'
import { SaneInstant } from '../sane-time'
import { Unfinished } from '../unfinished'

const urgency = z.pipe(z.transform(number), Urgency)

/**
 * Newest or oldest first by time of occurrence; by the deadline, the oldest first, and last what has none; most urgent first (`urgent`):
 * 特急 before all others, then what is overdue, then what has time left, each by its deadline, then what stands, and what is over last; or
 * by a column: type, place (code of the grid), state, lead.
 */
export const EventOrder = z.enum(['newest', 'oldest', 'deadline', 'urgent', 'type', 'place', 'state', 'lead'])
export type EventOrder = z.infer<typeof EventOrder>

export const EventsQuery = z.object({
  within: Within,
  /** words that are all found in number, type, place, or in what is written, by those who read that */
  q: z.optional(z.string().check(z.maxLength(100))),
  status: z.optional(EventStatus),
  state: list(EventState),
  light: list(Light),
  /** only what was given to whom the asker acts for */
  given: z.optional(z.literal('me')),
  /** only what the asker has reported by hand */
  reported: z.optional(z.literal('me')),
  /** by the deadline, of what is due (no 挂账, no 作废): from ≤ deadline < to */
  dueFrom: z.optional(SaneInstant),
  dueTo: z.optional(SaneInstant),
  /** by when it was handled: from ≤ handledAt < to */
  handledFrom: z.optional(SaneInstant),
  handledTo: z.optional(SaneInstant),
  type: list(TypeCode),
  /** classes of types, by their codes */
  class: list(TypeCode),
  urgency: list(urgency),
  /** with a card that lives (督办) */
  card: list(EventCard),
  /** those that these departments lead */
  department: list(z.string().check(z.minLength(1), z.maxLength(MAX_PARTY_ID))),
  /** in the grids that this node of the service tree lies in; `*`: any node */
  service: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
  /** the events behind this figure of `GET /api/kpis`; then `from` and `to` are its period */
  figure: z.optional(FigureName),
  /** by the time of occurrence, but with `figure` */
  from: z.optional(SaneInstant),
  to: z.optional(SaneInstant),
  bbox: z.optional(z.pipe(z.transform(numbers), Bounds)),
  order: z._default(EventOrder, 'newest'),
  /** with the card and the last step of each event */
  rows: z.optional(z.literal('whole')),
  limit: z._default(whole(1, 1_000), 100),
  cursor: z.optional(z.string().check(z.maxLength(800))),
})

/** What a row of a list tells beside its event: the card that lives, and what was done last and by whom; null where there is none. */
const ListRow = z.object({
  number: z.int(),
  card: z.nullable(EventCard),
  /** `action`: one of event-actions.ts, which the wall does without; `actor`: null where its source tells of it */
  step: z.nullable(z.object({ action: z.string(), at: z.string(), actor: z.nullable(z.string()) })),
  /** has whom it was given to taken it (签收)? */
  taken: z.boolean(),
})
export type ListRow = z.infer<typeof ListRow>

const EventPage = z.object({
  events: z.array(GridEvent),
  nextCursor: z.nullable(z.string()),
  /** where it is asked for, of each event; not for screens */
  rows: z.optional(z.array(ListRow)),
  /** on the first page of the list behind a figure: the figure, and how many of its events the list holds */
  figure: z.optional(z.object({ counted: z.int(), listed: z.int() })),
  /** on the first page, where not all of the list is there yet */
  unfinished: z.optional(Unfinished),
  logId: z.string(),
  revision: z.int(),
})
export type EventPage = z.infer<typeof EventPage>

export const eventListRoute = {
  method: 'GET',
  path: '/api/events',
  access: 'viewer',
  summary: 'Events, newest first or by their deadline; none for a place outside the scope',
  query: EventsQuery,
  answer: { says: 'a page', json: { EventPage } },
  problems: [403],
} as const satisfies Route
