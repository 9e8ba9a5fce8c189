import * as z from 'zod/mini'
import { MyOrderActIn, MyOrders, MyStart, MyStartIn, VolunteeringIn } from '../my-order'
import { MyOrderIn } from '../order'
import type { Routes } from '../route'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the order')) })

/** Services as a resident asks for them, and, of one who is a volunteer, what is asked of them. */
export const myOrderRoutes = {
  read: {
    method: 'GET',
    path: '/api/my/orders',
    access: 'resident',
    summary:
      'What one can ask for and has asked for; of a volunteer what is offered to them, what anybody who can may take, and what they have taken',
    answer: { says: 'what is one’s own', json: { MyOrders } },
  },
  ask: {
    method: 'POST',
    path: '/api/my/orders',
    access: 'resident',
    summary: 'Ask for a service; the same `id` again is harmless',
    description: 'At most so many a day as the county has set.',
    body: { json: { MyOrderIn } },
    answer: { says: 'what is one’s own', status: 201, json: { MyOrders } },
    problems: [409, 429],
  },
  act: {
    method: 'POST',
    path: '/api/my/orders/{id}/transitions',
    access: 'resident',
    summary:
      'Withdraw, rate or complain about one’s own; as a volunteer take, decline, set out, arrive, finish or give back. The same `requestId` again is harmless',
    description:
      'Of all who take one at once, one has it; the others get 409 with `state`; 403 with `invited` for whoever was invited within the last day by the account that gave it.',
    params: One,
    body: { json: { MyOrderActIn } },
    answer: { says: 'what is one’s own', json: { MyOrders } },
    problems: [404, 409],
  },
  volunteering: {
    method: 'PUT',
    path: '/api/my/volunteering',
    access: 'resident',
    summary: 'As a volunteer, take no orders for so many days, or take them again',
    body: { json: { VolunteeringIn } },
    answer: { says: 'what is one’s own', json: { MyOrders } },
  },
  start: {
    method: 'GET',
    path: '/api/my/start',
    access: 'resident',
    summary: 'As a volunteer, from where one starts, and the communities that one can choose',
    answer: { says: 'where it is', json: { MyStart } },
  },
  setStart: {
    method: 'PUT',
    path: '/api/my/start',
    access: 'resident',
    summary: 'As a volunteer, set or forget from where one starts',
    description: 'One point, rounded to some hundred metres, in the place of the last one; no other is kept.',
    body: { json: { MyStartIn } },
    answer: { says: 'where it is', json: { MyStart } },
  },
} as const satisfies Routes
