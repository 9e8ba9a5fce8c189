import * as z from 'zod/mini'
import { GridEvent } from '../event'
import { OrderState } from '../order-life'
import { HouseholdRow, PersonRow } from '../people'
import type { Route } from '../route'
import { Unfinished } from '../unfinished'

/** At most so many of each are told. */
export const MAX_FOUND = 8

/** An event with what its type and grid are called. */
const FoundEvent = z.object({ event: GridEvent, type: z.string(), place: z.string(), placeEn: z.string() })
export type FoundEvent = z.infer<typeof FoundEvent>

const FoundGrid = z.object({ code: z.string(), name: z.string(), nameEn: z.string(), level: z.int() })
export type FoundGrid = z.infer<typeof FoundGrid>

/** An order, its words masked, with what its service and its grid are called. */
const FoundOrder = z.object({
  ...{ id: z.uuid(), number: z.string(), state: OrderState, words: z.string(), createdAt: z.string() },
  ...{ service: z.string(), serviceEn: z.string(), place: z.string(), placeEn: z.string() },
})
export type FoundOrder = z.infer<typeof FoundOrder>

/** `orders`: null where the asker sees none; `people` and `households`: null where the search is not one for people, or the asker reads none. */
const Found = z.object({
  events: z.array(FoundEvent),
  grids: z.array(FoundGrid),
  orders: z.nullable(z.array(FoundOrder)),
  people: z.nullable(z.array(PersonRow)),
  households: z.nullable(z.array(HouseholdRow)),
  /** null: all that there is was searched */
  unfinished: z.nullable(Unfinished),
})
export type Found = z.infer<typeof Found>

export const searchRoute = {
  method: 'GET',
  path: '/api/search',
  access: 'viewer',
  summary:
    'Search everywhere: events by number or words, grids by name or code, orders by number or words, people and households by surname and community',
  description: `At most ${MAX_FOUND} of each, events the newest first. What is written about events is searched as the asker reads it (numbers of telephones and identity cards masked), sensitive events as in lists; of orders their number (also a part of it), service, place and words, by those who see them, and never who asked. People and households are searched by two words, a surname and the name of a community or of a grid of one (a name of several communities finds nobody), by those who read about people; each such search is audited, and what it tells is masked.`,
  query: z.object({ q: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)) }),
  answer: { says: 'what was found', json: { Found } },
  problems: [403],
} as const satisfies Route
