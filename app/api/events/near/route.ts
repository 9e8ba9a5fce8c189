import { handle, json, otherMethods, parseQuery } from '@/lib/api/request'
import { auditListRead } from '@/lib/api/words-read'
import { nearEvents } from '@/lib/db/events/near-events'
import { NearQuery } from '@/lib/domain/queries'

/** Open events that a report is perhaps the same as, the nearest first. */
export const GET = handle('/api/events/near', async ({ url, viewer, address }) => {
  const near = await nearEvents(viewer, parseQuery(NearQuery, url), Date.now())
  await auditListRead(
    { viewer, address },
    'near',
    near.map(({ event }) => event),
  )
  return json({ near })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
