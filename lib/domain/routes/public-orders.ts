import { MyOrder, MyOrderActIn, PublicOrderIn, PublicServices } from '../my-order'
import type { Routes } from '../route'

/** What somebody without an account reaches of services: asking by a poster’s link, following by a secret one. Switched off as shipped. */
export const publicOrderRoutes = {
  services: {
    method: 'GET',
    path: '/api/public/services',
    access: 'link',
    summary: 'What can be asked for by the link of a poster, and of which community it is',
    answer: { says: 'the services', json: { PublicServices } },
  },
  ask: {
    method: 'POST',
    path: '/api/public/orders',
    access: 'link',
    summary: 'Ask for a service by the link of a poster; the same `id` again is harmless',
    description:
      'At most 40 an hour from an address, and so many a day by a link as the county has set. `follow` is the secret of the link that it is followed by.',
    body: { json: { PublicOrderIn } },
    answer: { says: 'how it stands', status: 201, json: { MyOrder } },
    problems: [409],
  },
  follow: {
    method: 'GET',
    path: '/api/public/order',
    access: 'link',
    summary: 'What became of what one asked for, by the secret link; of whoever comes the family name',
    answer: { says: 'how it stands', json: { MyOrder } },
    problems: [404],
  },
  act: {
    method: 'POST',
    path: '/api/public/order/transitions',
    access: 'link',
    summary: 'Withdraw, rate or complain about what one asked for, by the secret link',
    body: { json: { MyOrderActIn } },
    answer: { says: 'how it stands', json: { MyOrder } },
    problems: [409],
  },
} as const satisfies Routes
