import { encodeChanges } from '@/lib/domain/change'
import { ChangesQuery } from '@/lib/domain/queries'
import { changesOut, readGap } from '@/lib/live/gap'
import { live } from '@/lib/live/live'
import { handle, json, otherMethods, parseQuery } from '@/lib/live/request'
import { narrowTo } from '@/lib/live/scope'

/** What a subscriber would have received after a cursor; `form=frame` in the binary form of the socket. A reset is always JSON. */
export const GET = handle('/api/changes', async ({ url, viewer }) => {
  const { within, form, ...cursor } = parseQuery(ChangesQuery, url)
  const board = live()
  await board.settled()
  const narrowed = narrowTo(viewer, within, board.atlas)
  const gap = await readGap(narrowed, cursor)
  if (gap.reset || form === 'json') return json(await changesOut(narrowed, gap))
  const { logId, since, revision, changes } = gap
  const frame = encodeChanges(changes, { logId, since, revision, at: Date.now() }, { brief: true })
  return new Response(new Uint8Array(frame), { headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' } })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
