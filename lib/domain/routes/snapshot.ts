import * as z from 'zod/mini'
import { Within } from '../query-parts'
import type { Route } from '../route'
import { Snapshot } from '../wire'

export const SnapshotQuery = z.object({ within: Within })

export const snapshotRoute = {
  method: 'GET',
  path: '/api/snapshot',
  access: 'viewer',
  summary: 'What a page starts from: figures, sums and the last 200 events at one revision',
  query: SnapshotQuery,
  answer: { says: 'the snapshot', json: { Snapshot } },
  problems: [404],
} as const satisfies Route
