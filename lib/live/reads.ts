import { narrow } from '@/lib/domain/access'
import { encodeChanges } from '@/lib/domain/change'
import { ChangesQuery, GridsQuery, HeatQuery, KpisQuery, SnapshotQuery } from '@/lib/domain/queries'
import { changesOut, readGap } from './gap'
import { gridsAsGeoJson, namesTag } from './geojson'
import { readHeat } from './heat'
import { readKpis } from './kpis'
import { live } from './live'
import { type Call, json, parseQuery } from './request'
import { narrowTo } from './scope'
import { readServiceKpis } from './service-kpis'
import { readSnapshot } from './snapshot'

/** The reads that every screen begins with and falls back on: when a thousand of them come back at once, these are what they ask for. */

/** The grids of the viewer's scope with their boundaries; none of a place that is not there for this viewer. */
export function giveGrids({ url, viewer, request }: Call<unknown>): Response {
  const { level, within } = parseQuery(GridsQuery, url)
  const { etag, body } = gridsAsGeoJson(narrow(viewer, within), level, live().atlas)
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie' }
  if (namesTag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(body, { headers: { ...headers, 'Content-Type': 'application/geo+json' } })
}

/** What a page starts from. */
export const giveSnapshot = async ({ url, viewer }: Call<unknown>): Promise<Response> =>
  json(await readSnapshot(viewer, parseQuery(SnapshotQuery, url).within))

/** Figures of a period, of the whole scope and of each grid or node right below. */
export async function giveKpis({ url, viewer }: Call<unknown>): Promise<Response> {
  const query = parseQuery(KpisQuery, url)
  return json(await (query.tree === 'service' ? readServiceKpis : readKpis)(viewer, query))
}

/** A density field in events/km², or the counts that it is made of. */
export async function giveHeat({ url, viewer }: Call<unknown>): Promise<Response> {
  const bytes = await readHeat(viewer, parseQuery(HeatQuery, url))
  return new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' } })
}

/** What a subscriber would have received after a cursor; `form=frame` in the binary form of the socket. A reset is always JSON. */
export async function giveChanges({ url, viewer }: Call<unknown>): Promise<Response> {
  const { within, form, ...cursor } = parseQuery(ChangesQuery, url)
  const board = live()
  await board.settled()
  const narrowed = narrowTo(viewer, within, board.atlas)
  const gap = await readGap(narrowed, cursor)
  if (gap.reset || form === 'json') return json(await changesOut(narrowed, gap))
  const { logId, since, revision, changes } = gap
  const frame = encodeChanges(changes, { logId, since, revision, at: Date.now() }, { brief: true })
  return new Response(new Uint8Array(frame), { headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' } })
}
