import { saveEvents } from '@/lib/db/events/events'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { MAX_BATCH, type SaveResult } from '@/lib/domain/event'
import { Problem } from '@/lib/domain/problem'
import { notePosted } from '@/lib/live/read-your-writes'
import { runtime } from '@/lib/live/runtime'
import type { Slices } from '@/lib/live/slices'
import { parseRows, readText } from './body'
import { type Call, inBudget } from './request'

/** Bodies that are larger have a budget, bytes: about 1,000 events. */
const LARGE_BODY = 250_000

/** Events in (contract): one, an array or NDJSON. 200 when at least one was taken or already there, 422 when none. */
export function takeEvents(call: Call): Promise<SaveResult> {
  const length = Number(call.request.headers.get('content-length') ?? Number.POSITIVE_INFINITY)
  // a large body is not even read before it is its turn
  return length > LARGE_BODY ? inBudget('write', call, (slices) => saveBody(call, slices)) : saveBody(call)
}

async function saveBody({ request, viewer, address }: Call, slices?: Slices): Promise<SaveResult> {
  // people; systems bring what is handled elsewhere
  if (viewer.userId !== undefined && !(await readLifecycle()).entryByHand)
    throw new Problem('forbidden', 'Entry by hand is switched off: events come from the systems they are reported in.')
  const text = await readText(request)
  const rows = await parseRows(text, request.headers.get('content-type'), MAX_BATCH, { slices })
  const result = await saveEvents(rows, { viewer, now: Date.now(), address })
  notePosted(result.logId, result.revision)
  const { accepted, updated, duplicates, rejected } = result
  const { events } = runtime().metrics
  for (const [outcome, rows] of Object.entries({ accepted, updated, duplicate: duplicates, rejected: rejected.length }))
    if (rows > 0) events.inc({ outcome }, rows)
  if (accepted + updated + duplicates > 0) return result
  throw new Problem('nothing_accepted', rows.length ? 'None of the events could be taken.' : 'There is no event in the request.', result)
}
