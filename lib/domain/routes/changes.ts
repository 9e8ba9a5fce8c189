import * as z from 'zod/mini'
import { Within, whole } from '../query-parts'
import type { Route } from '../route'
import { Changes } from '../wire'

export const ChangesQuery = z.object({
  since: whole(0, Number.MAX_SAFE_INTEGER),
  log: z.optional(z.string().check(z.maxLength(64))),
  within: Within,
  limit: z.optional(whole(1, 20_000)),
  form: z._default(z.enum(['json', 'frame']), 'json'),
})

export const changesRoute = {
  method: 'GET',
  path: '/api/changes',
  access: 'viewer',
  summary: 'What a subscriber would have received after a cursor; form=frame in the binary form of the socket',
  query: ChangesQuery,
  answer: { says: 'the changes, or a reset', json: { Changes }, bytes: 'application/octet-stream' },
  problems: [404],
} as const satisfies Route
