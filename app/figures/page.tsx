import { FiguresPage } from '@/components/figures/figures-page'
import { Starting } from '@/components/page/starting'
import { gridsOf } from '@/lib/api/scope'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('figures')
export const generateViewport = frameViewport

/** The figures of a period; each number leads to the list behind it. */
export default async function Page() {
  const frame = await openPage('figures')
  if (frame === 'starting') return <Starting />
  const [atlas, { labels }] = await Promise.all([loadAtlas(), readLifecycle()])
  const grids = gridsOf(frame.viewer, atlas).map(({ code }) => ({ code, name: nameOfGrid(code, atlas) }))
  return <FiguresPage frame={frame} grids={grids} labels={labels} />
}
