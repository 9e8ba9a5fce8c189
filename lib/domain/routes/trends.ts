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
  description:
    'What is usual is P10, median and P90 of the same hours of the same weekday of up to 12 weeks before, and null below 4 weeks. Hours and days are those of Asia/Shanghai. While a source is late (its newest event is over an hour old, and at least 8 more would usually have come since), `until` says how far the data reach, and today is compared only up to there.',
  query: TrendsQuery,
  answer: { says: 'the trends', json: { Trends } },
  problems: [404],
} as const satisfies Route
