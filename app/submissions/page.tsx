import { Starting } from '@/components/page/starting'
import { SubmissionsPage } from '@/components/submissions/submissions-page'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayKnowGrid } from '@/lib/domain/access'
import { isWithin } from '@/lib/domain/grid'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('submissions')
export const generateViewport = frameViewport

/** 随手拍: what residents have sent, for the dispatchers whose area holds its community. */
export default async function Page() {
  const frame = await openPage('submissions')
  if (frame === 'starting') return <Starting />
  const atlas = await loadAtlas()
  const { viewer } = frame
  const above = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const known = atlas.grids.filter(({ code }) => mayKnowGrid(viewer, code) || above.some((prefix) => isWithin(prefix, code)))
  const names = Object.fromEntries(known.map(({ code }) => [code, nameOfGrid(code, atlas)]))
  return <SubmissionsPage frame={frame} types={[...atlas.types]} names={names} />
}
