import * as z from 'zod/mini'
import { Within } from '../query-parts'
import type { Route } from '../route'
import { Trends } from '../trends'

export const TrendsQuery = z.object({ within: Within })

export const trendsRoute = {
  method: 'GET',
  path: '/api/trends',
  access: 'viewer',
  summary: 'How today and the last days compare with what is usual; open events by age; sources and their freshness',
  query: TrendsQuery,
  answer: { says: 'the trends', json: { Trends } },
  problems: [404],
} as const satisfies Route
