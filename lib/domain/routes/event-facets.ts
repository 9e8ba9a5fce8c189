import * as z from 'zod/mini'
import { EventFacets } from '../event-facets'
import type { Route } from '../route'
import { EventsQuery } from './event-list'

/** What a list and its facets are filtered by. */
const FacetsQuery = z.omit(EventsQuery, { figure: true, bbox: true, order: true, rows: true, limit: true, cursor: true })

export const eventFacetsRoute = {
  method: 'GET',
  path: '/api/events/facets',
  access: 'viewer',
  summary: 'How many events of a list each value of its facets has, under the other facets; not for screens',
  description:
    'Counts of what `GET /api/events` would list one by one. State, light, card, class, type, urgency and department are facets: each is counted under all others and the rest of the query. Counted is where the list is of open events or of a period of at most 31 days, up to 100,000 events; elsewhere `counted` says `more` or `no`, and there are no counts.',
  query: FacetsQuery,
  answer: { says: 'the counts', json: { EventFacets } },
  problems: [403],
} as const satisfies Route
