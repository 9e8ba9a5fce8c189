import { Starting } from '@/components/page/starting'
import { RemotePage } from '@/components/remote/remote-page'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayReadGrid } from '@/lib/domain/access'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('remote')
export const generateViewport = frameViewport

/** 大屏遥控: steers a wall by the code that it shows. */
export default async function Page() {
  const frame = await openPage('remote')
  if (frame === 'starting') return <Starting />
  const atlas = await loadAtlas()
  const known = atlas.grids.filter(({ code }) => mayReadGrid(frame.viewer, code))
  const names = Object.fromEntries(known.map(({ code }) => [code, nameOfGrid(code, atlas)]))
  const classes = new Map([...atlas.typeById.values()].map(({ classCode, className }) => [classCode, className]))
  return <RemotePage frame={frame} names={names} classes={[...classes].map(([code, name]) => ({ code, name }))} />
}
