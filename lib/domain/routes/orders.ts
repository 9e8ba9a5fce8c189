import * as z from 'zod/mini'
import { orderBy } from '../list-order'
import {
  ORDER_SORTS,
  Order,
  OrderActIn,
  OrderBoard,
  OrderCounts,
  OrderDetail,
  OrderFigure,
  OrderIn,
  OrderSuggestions,
  OrdersListed,
  OrderVolunteers,
  OwnOrders,
} from '../order'
import { OrderState } from '../order-life'
import { OrderCatalogue, OrderCatalogueIn, ServiceCode } from '../order-services'
import { list, Within, whole } from '../query-parts'
import type { Routes } from '../route'
import { SaneDay } from '../sane-time'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the order')) })
const Day = z.optional(SaneDay)
const period = { within: Within, from: Day, to: Day }

/**
 * Orders that came between two days (both taken), or, `of` the board, those that are open, whenever they came, and those that ended in these days; `figure` with
 * `counted`: those behind its numerator, or those of its denominator that are not in it. `q`: words that are all in its number, service, grids or masked words.
 * `late`: nobody has taken it in time, or the time that was wished for is over. `left`: it was taken by somebody who has left since.
 */
export const OrdersQuery = z.object({
  ...period,
  of: z._default(z.enum(['came', 'board']), 'came'),
  q: z.optional(z.string().check(z.trim(), z.maxLength(100))),
  state: list(OrderState),
  service: list(ServiceCode),
  late: z.optional(z.literal('true')),
  complained: z.optional(z.literal('open')),
  left: z.optional(z.literal('open')),
  figure: z.optional(OrderFigure),
  counted: z._default(z.enum(['in', 'out', 'all']), 'all'),
  number: z.optional(z.string().check(z.maxLength(30))),
  order: z._default(orderBy(ORDER_SORTS), '-came'),
  cursor: z.optional(z.string().check(z.maxLength(500))),
  limit: z._default(whole(1, 200), 50),
})
/** A period as days, both taken; unless said, today. */
export const OrderPeriodQuery = z.object(period)
export const OrderRevealIn = z.object({
  reason: z.string().check(z.trim(), z.minLength(4), z.maxLength(500)),
  fields: z.array(z.enum(['name', 'phone', 'address'])).check(z.minLength(1)),
})

/** So many members are told of one search. */
export const MAX_VOLUNTEERS = 12

/** Orders of services (服务单): residents ask, the community offers, volunteers take. */
export const orderRoutes = {
  list: {
    method: 'GET',
    path: '/api/orders',
    access: 'viewer',
    summary: 'Orders of the scope, masked, searched, narrowed and sorted; with `figure`, those behind a figure. Readings are audited',
    description:
      '`order` is the name of a column, with a hyphen in front where it descends: `urgent` is what has to be done first, `came` when it was asked for. `facets` count the values of each under all other narrowings.',
    query: OrdersQuery,
    answer: { says: 'a page of the orders, how many there are, and of each state and service', json: { OrdersListed } },
    problems: [403, 404],
  },
  make: {
    method: 'POST',
    path: '/api/orders',
    access: 'viewer',
    summary: 'Ask for a service in the name of a resident; the same `id` again is harmless',
    description: 'For operators, dispatchers and supervisors of the grid that it is in. A household that is given lies in it.',
    body: { json: { OrderIn } },
    answer: { says: 'the order', status: 201, json: { Order } },
    problems: [403, 404, 409],
  },
  board: {
    method: 'GET',
    path: '/api/orders/board',
    access: 'viewer',
    summary:
      'The board: open orders by state, those that ended in a period, its figures, and how many volunteers can take one now. Readings are audited',
    query: OrderPeriodQuery,
    answer: { says: 'the board', json: { OrderBoard } },
    problems: [403, 404],
  },
  counts: {
    method: 'GET',
    path: '/api/orders/counts',
    access: 'viewer',
    summary: 'How many orders there are by state, and the figures of a period; no names, so that a screen may ask',
    query: OrderPeriodQuery,
    answer: { says: 'counts and figures', json: { OrderCounts } },
    problems: [403, 404],
  },
  own: {
    method: 'GET',
    path: '/api/orders/own',
    access: 'viewer',
    summary: 'How many orders wait for the asker, by what is to be done, and those that they are asked for or have taken as a member; no names',
    answer: { says: 'what is to be done', json: { OwnOrders } },
    problems: [403],
  },
  services: {
    method: 'GET',
    path: '/api/orders/services',
    access: 'viewer',
    summary: 'The catalogue of services (清单): what can be asked for, the skill that it needs, and how long offers stand',
    answer: { says: 'the catalogue', json: { OrderCatalogue } },
    problems: [403],
  },
  setServices: {
    method: 'PUT',
    path: '/api/orders/services',
    access: 'viewer',
    summary: 'Set the catalogue, for administrators of the whole county; what is left out is switched off; the same `requestId` again is harmless',
    body: { json: { OrderCatalogueIn }, limit: 60_000 },
    answer: { says: 'the catalogue', json: { OrderCatalogue } },
    problems: [403, 409],
  },
  read: {
    method: 'GET',
    path: '/api/orders/{id}',
    access: 'viewer',
    summary: 'One order, masked but for what one has opened, with whom it was offered to; audited',
    params: One,
    answer: { says: 'the order', json: { OrderDetail } },
    problems: [403, 404],
  },
  suggest: {
    method: 'GET',
    path: '/api/orders/{id}/suggestions',
    access: 'viewer',
    summary:
      'Whom it might be offered to, the best first, each with reasons: skill, metres of a straight line, orders of the last 14 days, how often, who knows the household',
    params: One,
    answer: { says: 'at most three', json: { OrderSuggestions } },
    problems: [403, 404],
  },
  volunteers: {
    method: 'GET',
    path: '/api/orders/{id}/volunteers',
    access: 'viewer',
    summary: 'Members of units of the scope by surname, name of the unit, or both; whether they can do what an order asks for, and why; audited',
    description: `At most ${MAX_VOLUNTEERS}, masked: those who can and take orders first, of these the nearest.`,
    params: One,
    query: z.object({ q: z.string().check(z.trim(), z.minLength(1), z.maxLength(60)) }),
    answer: { says: 'the members', json: { OrderVolunteers } },
    problems: [403, 404],
  },
  act: {
    method: 'POST',
    path: '/api/orders/{id}/transitions',
    access: 'viewer',
    summary: 'Do something with an order as of the revision that was looked at; the same `requestId` again is harmless',
    description:
      'Offer it to somebody (`person`), let all who can take it (`pool`), assign it, and, for whoever said so on the telephone, take, decline, serve, rate, complain or withdraw it. 409 with `revision` and `state` where it has changed meanwhile; 403 with `invited` for a volunteer whom the same account has invited within the last day.',
    params: One,
    body: { json: { OrderActIn } },
    answer: { says: 'the order', json: { OrderDetail } },
    problems: [403, 404, 409],
  },
  reveal: {
    method: 'POST',
    path: '/api/orders/{id}/reveal',
    access: 'viewer',
    summary: 'Open who asked for five minutes, for a reason, with a fresh code of the second factor; audited',
    params: One,
    body: { json: { OrderRevealIn } },
    answer: { says: 'the order with these fields open', json: { OrderDetail } },
    problems: [403, 404],
  },
} as const satisfies Routes
