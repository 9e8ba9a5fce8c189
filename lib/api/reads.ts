import { narrow } from '@/lib/domain/access'
import { ChangesQuery, GridsQuery, HeatQuery, KpisQuery, SnapshotQuery } from '@/lib/domain/queries'
import { MAX_GAP } from '@/lib/domain/wire'
import { live } from '@/lib/live/live'
import { nextSlice, Slices } from '@/lib/live/slices'
import { DEAR_GAP, readGap, writeChanges, writeFrame } from './changes'
import { gridsAsGeoJson, namesTag } from './grids'
import { readHeat } from './heat'
import { readKpis } from './kpis'
import { type Call, inBudget, json, parseQuery } from './request'
import { narrowTo } from './scope'
import { readServiceKpis } from './service-kpis'
import { readSnapshot } from './snapshot'
import { auditListRead } from './words-read'

/** The reads that every screen begins with and falls back on: when a thousand of them come back at once, these are what they ask for. */

/** The grids of the viewer's scope with their boundaries; none of a place that is not there for this viewer. */
export async function giveGrids({ url, viewer, request }: Call<unknown>): Promise<Response> {
  await nextSlice(viewer.id)
  const { level, within } = parseQuery(GridsQuery, url)
  const { etag, body } = gridsAsGeoJson(narrow(viewer, within), level, live().atlas)
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie' }
  if (namesTag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(body, { headers: { ...headers, 'Content-Type': 'application/geo+json' } })
}

/** What a page starts from. */
export async function giveSnapshot({ url, viewer, address }: Call<unknown>): Promise<Response> {
  const snapshot = await readSnapshot(viewer, parseQuery(SnapshotQuery, url).within)
  await auditListRead({ viewer, address }, 'snapshot', snapshot.events)
  return json(snapshot)
}

/** Figures of a period, of the whole scope and of each grid or node right below. */
export async function giveKpis({ url, viewer }: Call<unknown>): Promise<Response> {
  const query = parseQuery(KpisQuery, url)
  return json(await (query.tree === 'service' ? readServiceKpis : readKpis)(viewer, query))
}

/** A density field in events/km², or the counts that it is made of. */
export async function giveHeat(call: Call<unknown>): Promise<Response> {
  const query = parseQuery(HeatQuery, call.url)
  const read = (slices: Slices) => readHeat(call.viewer, query, slices)
  const bytes = await inBudget(query.at === undefined ? 'screen' : 'read', call, read)
  return new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' } })
}

/**
 * What a subscriber would have received after a cursor; `form=frame` in the binary form of the socket. A reset is always JSON. A gap of
 * many changes has a budget.
 */
export async function giveChanges(call: Call<unknown>): Promise<Response> {
  const { url, viewer, request, address } = call
  const { within, form, ...cursor } = parseQuery(ChangesQuery, url)
  const board = live()
  await board.settled()
  const narrowed = narrowTo(viewer, within, board.atlas)
  const answer = async (slices: Slices) => {
    const gap = await readGap(narrowed, cursor, slices)
    const isFrame = !gap.reset && form === 'frame'
    const body = isFrame ? await writeFrame(gap, slices) : await writeChanges({ viewer: narrowed, address }, gap, slices)
    return new Response(body, { headers: { 'Content-Type': isFrame ? 'application/octet-stream' : 'application/json', 'Cache-Control': 'no-store' } })
  }
  const changes = Math.min(board.revision - cursor.since, cursor.limit ?? MAX_GAP)
  return changes > DEAR_GAP ? inBudget('read', call, answer) : answer(new Slices(viewer.id, request.signal))
}
