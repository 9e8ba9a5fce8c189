import * as z from 'zod/mini'
import { HOTSPOT_HOURS, Hotspots } from '../hotspots'
import { Within } from '../query-parts'
import type { Route } from '../route'

export const HotspotsQuery = z.object({ within: Within })

export const hotspotsRoute = {
  method: 'GET',
  path: '/api/hotspots',
  access: 'viewer',
  summary: 'The leaf grids to look at first, at most five, beside their usual, with the types and hours that make them',
  description: `The last ${HOTSPOT_HOURS} hours, the running one included, against the mean of the same hours of the same weekday of up to 12 weeks before (null below 4 weeks). \`ratio\`: by the gamma-Poisson model, how many times the usual that is, with an interval of 80 %; \`hot\` only where its lower end is above 1.`,
  query: HotspotsQuery,
  answer: { says: 'the hotspots', json: { Hotspots } },
  problems: [404],
} as const satisfies Route
