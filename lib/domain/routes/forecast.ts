import * as z from 'zod/mini'
import { Forecast } from '../forecast'
import { Within } from '../query-parts'
import type { Route } from '../route'

export const forecastRoute = {
  method: 'GET',
  path: '/api/forecast',
  access: 'viewer',
  summary: 'How many events today and tomorrow will have, with an interval of 80 % and how well that was told of the last 90 days',
  description:
    'Of the county, a street or a community, made each night half an hour past midnight from its days as they were known by then; without `within` of the viewer’s own area. No days where the history is below 270 days, for smaller grids, and for departments. Sensitive types are counted in the county and its streets only.',
  query: z.object({ within: Within }),
  answer: { says: 'the forecast', json: { Forecast } },
  problems: [404],
} as const satisfies Route
