import { AlertsPage } from '@/components/alerts/alerts-page'
import { Starting } from '@/components/page/starting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { mayKnowGrid } from '@/lib/domain/access'
import { isWithin } from '@/lib/domain/grid'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('alerts')
export const generateViewport = frameViewport

/** 预警台: the alerts of one's area. */
export default async function Page() {
  const frame = await openPage('alerts')
  if (frame === 'starting') return <Starting />
  const [atlas, { labels }] = await Promise.all([loadAtlas(), readLifecycle()])
  // of places those that the viewer knows, and what lies above them
  const { viewer } = frame
  const above = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const known = atlas.grids.filter(({ code }) => mayKnowGrid(viewer, code) || above.some((prefix) => isWithin(prefix, code)))
  const names = Object.fromEntries(known.map(({ code }) => [code, nameOfGrid(code, atlas)]))
  return <AlertsPage frame={frame} types={[...atlas.typeById.values()]} names={names} labels={labels} />
}
