import type * as z from 'zod/mini'
import { countListed, listEvents } from '@/lib/db/events/event-list'
import { EventsQuery } from '@/lib/domain/queries'
import { live } from '@/lib/live/live'
import { type Call, inBudget, json, parseQuery } from './request'
import { auditListRead } from './words-read'

/**
 * Events in pages; none of a place that is not there for this viewer. Of a figure the first page tells how many stand behind it, which has
 * the budget of dear reads.
 */
export async function giveEvents(call: Call<unknown>): Promise<Response> {
  const filter = parseQuery(EventsQuery, call.url)
  return inBudget(filter.figure === undefined ? 'list' : 'read', call, () => readPage(call, filter))
}

async function readPage({ viewer, address }: Call<unknown>, filter: z.output<typeof EventsQuery>): Promise<Response> {
  const board = live()
  await board.settled()
  const { logId, revision } = board
  const now = Date.now()
  const page = await listEvents(viewer, filter, now)
  const figure = filter.figure !== undefined && filter.cursor === undefined ? await countListed(viewer, filter, now) : null
  await auditListRead({ viewer, address }, 'list', page.events)
  return json({ ...page, ...(figure && { figure }), logId, revision })
}
