import * as z from 'zod/mini'
import { Suggestions } from '../dispatch-suggestions'
import type { Route } from '../route'

const Params = z.object({ id: z.string().check(z.describe('uuid or 事件编号')) })

/** Whom an event might be given to, and why. */
export const suggestionsRoute = {
  method: 'GET',
  path: '/api/events/{id}/suggestions',
  access: 'viewer',
  summary:
    'Whom an event might be given to (department, teams, members, masked), the best first, each with all its reasons; for dispatchers, audited',
  description:
    'Reasons: the type names the department; the team is of such a department; skills that are for the type; a post in the event’s grid; metres as the crow flies from the team’s base; events of the last 14 days that it was given. What is sent back as `suggested` with the dispatch is kept with it.',
  params: Params,
  answer: { says: 'suggestions', json: { Suggestions } },
  problems: [403, 404],
} as const satisfies Route
