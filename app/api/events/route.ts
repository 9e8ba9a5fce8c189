import type * as z from 'zod/mini'
import { takeEvents } from '@/lib/api/events-in'
import { type Call, handle, inBudget, json, otherMethods, parseQuery } from '@/lib/api/request'
import { auditListRead } from '@/lib/api/words-read'
import { countListed, listEvents } from '@/lib/db/events/event-list'
import { EventsQuery } from '@/lib/domain/queries'
import { live } from '@/lib/live/live'

/** Events in pages; none of a place that is not there for this viewer. Of a figure the first page tells how many stand behind it. */
export const GET = handle('/api/events', (call) => {
  const filter = parseQuery(EventsQuery, call.url)
  return inBudget(filter.figure === undefined ? 'list' : 'read', call, () => giveEvents(call, filter))
})

async function giveEvents({ viewer, address }: Call<unknown>, filter: z.output<typeof EventsQuery>): Promise<Response> {
  const board = live()
  await board.settled()
  const { logId, revision } = board
  const now = Date.now()
  const page = await listEvents(viewer, filter, now)
  const figure = filter.figure !== undefined && filter.cursor === undefined ? await countListed(viewer, filter, now) : null
  await auditListRead({ viewer, address }, 'list', page.events)
  return json({ ...page, ...(figure && { figure }), logId, revision })
}

/** Events in. The server answers this one before it comes here (lib/server/direct.ts), by the same function. */
export const POST = handle('/api/events', takeEvents)

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
