import * as z from 'zod/mini'
import { Within } from '../query-parts'
import type { Route } from '../route'
import { ServiceFigures } from '../service-figures'

export const serviceFiguresRoute = {
  method: 'GET',
  path: '/api/services/figures',
  access: 'viewer',
  summary: 'Figures of visits, orders and units in the scope, numbers only',
  description:
    'Of this month by the county’s calendar, and of now. The figures are those of /api/duties/{id}, /api/orders/counts and /api/units/overview.',
  query: z.object({ within: Within }),
  answer: { says: 'the figures', json: { ServiceFigures } },
  problems: [403, 404],
} as const satisfies Route
