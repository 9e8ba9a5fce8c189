import { nearEvents } from '@/lib/db/near-events'
import { NearQuery } from '@/lib/domain/queries'
import { handle, json, otherMethods, parseQuery } from '@/lib/live/request'

/** Open events that a report is perhaps the same as, the nearest first. */
export const GET = handle('/api/events/near', async ({ url, viewer }) =>
  json({ near: await nearEvents(viewer, parseQuery(NearQuery, url), Date.now()) }),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
