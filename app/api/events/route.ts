import { listEvents } from '@/lib/db/event-list'
import { saveEvents } from '@/lib/db/events'
import { MAX_BATCH } from '@/lib/domain/event'
import { Problem } from '@/lib/domain/problem'
import { EventsQuery } from '@/lib/domain/queries'
import { parseRows, readText } from '@/lib/live/body'
import { live } from '@/lib/live/live'
import { count } from '@/lib/live/metrics'
import { notePosted } from '@/lib/live/posted'
import { handle, json, otherMethods, parseQuery } from '@/lib/live/request'
import { runtime } from '@/lib/live/runtime'
import { narrowTo } from '@/lib/live/scope'

/** Events newest first, in pages. */
export const GET = handle('/api/events', async ({ url, viewer }) => {
  const filter = parseQuery(EventsQuery, url)
  const board = live()
  await board.settled()
  narrowTo(viewer, filter.within, board.atlas)
  const { logId, revision } = board
  return json({ ...(await listEvents(viewer, filter)), logId, revision })
})

/** Events in: one, an array or NDJSON. 200 when at least one was taken or already there, 422 when none. */
export const POST = handle('/api/events', async ({ request, viewer }) => {
  const rows = parseRows(await readText(request), request.headers.get('content-type'), MAX_BATCH)
  const result = await saveEvents(rows, { viewer, now: Date.now() })
  notePosted(result.logId, result.revision)
  const { accepted, updated, duplicates, rejected } = result
  const { metrics } = runtime()
  for (const [outcome, n] of Object.entries({ accepted, updated, duplicate: duplicates, rejected: rejected.length })) {
    count(metrics, 'gridsight_events_total', { outcome }, n)
  }
  if (accepted + updated + duplicates > 0) return json(result)
  throw new Problem('nothing_accepted', rows.length ? 'None of the events could be taken.' : 'There is no event in the request.', result)
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
