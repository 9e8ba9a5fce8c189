import { ListPage } from '@/components/list/list-page'
import { Starting } from '@/components/page/starting'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { mayKnowGrid } from '@/lib/domain/access'
import { isWithin } from '@/lib/domain/grid'
import { readEnv } from '@/lib/env'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('events')
export const generateViewport = frameViewport

type Query = Record<string, string | string[] | undefined>

/** 事件清单. Its address says what the list is narrowed by, its order and columns, and the event that is open. */
export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const query = Object.entries(await searchParams).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  const search = query.length === 0 ? '' : `?${new URLSearchParams(query)}`
  const frame = await openPage('events', `/events${search}`)
  if (frame === 'starting') return <Starting />
  const [atlas, { labels }] = await Promise.all([loadAtlas(), readLifecycle()])
  // of places those that the viewer knows, and what lies above them
  const { viewer } = frame
  const above = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const known = atlas.grids.filter(({ code }) => mayKnowGrid(viewer, code) || above.some((prefix) => isWithin(prefix, code)))
  const names = Object.fromEntries(known.map(({ code }) => [code, nameOfGrid(code, atlas)]))
  return <ListPage frame={frame} types={[...atlas.typeById.values()]} names={names} labels={labels} search={search} map={mapSettingsOf(readEnv())} />
}
