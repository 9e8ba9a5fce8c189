import * as z from 'zod/mini'
import { Within } from '../query-parts'
import type { Routes } from '../route'
import { SaneInstant } from '../sane-time'
import { ServiceFigures, ServicesThen } from '../service-figures'

export const serviceFiguresRoutes = {
  now: {
    method: 'GET',
    path: '/api/services/figures',
    access: 'viewer',
    summary: 'Figures of visits, orders and units in the scope, numbers only',
    description:
      'Of this month by the county’s calendar, and of now. The figures are those of /api/duties/{id}, /api/orders/counts and /api/units/overview.',
    query: z.object({ within: Within }),
    answer: { says: 'the figures', json: { ServiceFigures } },
    problems: [403, 404],
  },
  past: {
    method: 'GET',
    path: '/api/services/figures/then',
    access: 'viewer',
    summary: 'Visits and orders in the scope as they stood at a moment of the past, numbers only',
    description:
      'Visits of the month of that moment by when they were made, also where that was recorded later; orders by the last step before it. `came` and `served` are of the month up to it.',
    query: z.object({ within: Within, at: SaneInstant }),
    answer: { says: 'the figures', json: { ServicesThen } },
    problems: [403, 404],
  },
} as const satisfies Routes
