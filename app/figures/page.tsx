import { FiguresPage } from '@/components/figures/figures-page'
import { Starting } from '@/components/page/starting'
import { gridsOf } from '@/lib/api/scope'
import { loadAtlas } from '@/lib/db/ground/grids'
import { shortName } from '@/lib/domain/grid'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('figures')
export const generateViewport = frameViewport

/** The figures of a period; each number leads to the list behind it. */
export default async function Page() {
  const frame = await openPage('figures')
  if (frame === 'starting') return <Starting />
  const grids = gridsOf(frame.viewer, await loadAtlas()).map(({ code, name }) => ({ code, name: shortName(name) }))
  return <FiguresPage frame={frame} grids={grids} />
}
