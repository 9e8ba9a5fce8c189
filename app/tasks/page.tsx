import { Starting } from '@/components/page/starting'
import { Tasks } from '@/components/tasks/tasks'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { mayKnowGrid } from '@/lib/domain/access'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('tasks')
export const generateViewport = frameViewport

/** What is given to whoever stands before it, made for a phone. */
export default async function Page() {
  const frame = await openPage('tasks')
  if (frame === 'starting') return <Starting />
  const [atlas, { labels }] = await Promise.all([loadAtlas(), readLifecycle()])
  const known = atlas.grids.filter(({ code }) => mayKnowGrid(frame.viewer, code))
  // a place is told with what it lies in
  const above = new Set(known.flatMap(({ code }) => Array.from({ length: code.length }, (_, i) => code.slice(0, i + 1))))
  const named = atlas.grids.filter(({ code }) => above.has(code))
  return (
    <Tasks
      frame={frame}
      types={[...atlas.typeById.values()]}
      names={Object.fromEntries(named.map((g) => [g.code, nameOfGrid(g.code, atlas)]))}
      labels={labels}
    />
  )
}
