import { narrow } from '@/lib/domain/access'
import { changesRoute } from '@/lib/domain/routes/changes'
import { figuresRoute } from '@/lib/domain/routes/figures'
import { forecastRoute } from '@/lib/domain/routes/forecast'
import { gridsRoute } from '@/lib/domain/routes/grids'
import { heatRoute } from '@/lib/domain/routes/heat'
import { hotspotsRoute } from '@/lib/domain/routes/hotspots'
import { kpisRoute } from '@/lib/domain/routes/kpis'
import { snapshotRoute } from '@/lib/domain/routes/snapshot'
import { trendsRoute } from '@/lib/domain/routes/trends'
import { MAX_GAP } from '@/lib/domain/wire'
import { live } from '@/lib/live/live'
import { completeFrom } from '@/lib/live/runtime'
import { nextSlice, Slices } from '@/lib/live/slices'
import { DEAR_GAP, readGap, writeChanges, writeFrame } from './changes'
import { readFigures } from './figures'
import { giveForecast } from './forecast'
import { gridsAsGeoJson, namesTag } from './grids'
import { readHeat } from './heat'
import { readHotspots } from './hotspots'
import { readKpis } from './kpis'
import { inBudget, Whole } from './request'
import { type CallOf, type Served, serveViewer } from './route'
import { narrowTo } from './scope'
import { readServiceKpis } from './service-kpis'
import { readSnapshot } from './snapshot'
import { readTrends } from './trends'
import { auditListRead } from './words-read'

/** The grids of the viewer's scope with their boundaries; none of a place that is not there for this viewer. */
async function giveGrids({ query, viewer, request }: CallOf<typeof gridsRoute>): Promise<Response> {
  await nextSlice(viewer.id)
  const { level, within } = query()
  const { etag, body } = gridsAsGeoJson(narrow(viewer, within), level, live().atlas)
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie' }
  if (namesTag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Whole(body, { headers: { ...headers, 'Content-Type': 'application/geo+json' } })
}

async function giveHeat(call: CallOf<typeof heatRoute>): Promise<Response> {
  const query = call.query()
  const read = (slices: Slices) => readHeat(call.viewer, query, slices)
  // what is kept by cell tells nothing of types, so that the events of all times are counted
  const isDear = query.at !== undefined || (query.window === 'all' && query.type !== undefined)
  const bytes = await inBudget(isDear ? 'read' : 'screen', call, read)
  return new Whole(bytes, { headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' } })
}

/** A reset is always JSON. A gap of many changes has a budget. */
async function giveChanges(call: CallOf<typeof changesRoute>): Promise<Response> {
  const { viewer, request, address } = call
  const { within, form, ...cursor } = call.query()
  const board = live()
  await board.settled()
  const narrowed = narrowTo(viewer, within, board.atlas)
  const answer = async (slices: Slices) => {
    const gap = await readGap(narrowed, cursor, slices)
    const isFrame = !gap.reset && form === 'frame'
    const body = isFrame ? await writeFrame(gap, slices) : await writeChanges({ viewer: narrowed, address }, gap, slices)
    return new Whole(body, { headers: { 'Content-Type': isFrame ? 'application/octet-stream' : 'application/json', 'Cache-Control': 'no-store' } })
  }
  const changes = Math.min(board.revision - cursor.since, cursor.limit ?? MAX_GAP)
  return changes > DEAR_GAP ? inBudget('read', call, answer) : answer(new Slices(viewer.id, request.signal))
}

/** The reads that every screen begins with and falls back on: when a thousand of them come back at once, most ask for these. */
export const boardServed: readonly Served[] = [
  serveViewer(snapshotRoute, async ({ query, viewer, address }) => {
    const snapshot = await readSnapshot(viewer, query().within)
    await auditListRead({ viewer, address }, 'snapshot', snapshot.events)
    return snapshot
  }),
  serveViewer(gridsRoute, giveGrids),
  serveViewer(kpisRoute, async ({ query, viewer }) => {
    const asked = query()
    const from = completeFrom()
    const kpis = await (asked.tree === 'service' ? readServiceKpis : readKpis)(viewer, asked)
    // looked at before: what has been written since is in the figures
    return { ...kpis, completeFrom: from === null ? null : new Date(from).toISOString() }
  }),
  serveViewer(figuresRoute, (call) => inBudget('read', call, () => readFigures(call.viewer, call.query()))),
  serveViewer(trendsRoute, ({ query, viewer }) => readTrends(viewer, query())),
  serveViewer(forecastRoute, ({ query, viewer }) => giveForecast(viewer, query().within)),
  serveViewer(hotspotsRoute, ({ query, viewer }) => readHotspots(viewer, query())),
  serveViewer(heatRoute, giveHeat),
  serveViewer(changesRoute, giveChanges),
]
