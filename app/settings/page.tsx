import { SettingsForm } from '@/components/admin/settings-form'
import { Starting } from '@/components/page/starting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayAdminister, mayKnowGrid } from '@/lib/domain/access'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('settings')
export const generateViewport = frameViewport

/** The level of communities and villages. */
const COMMUNITY = 2

/** Life cycle, calendar, types and accounts, for administrators; what holds for the county is changed by those of all of it. */
export default async function Page() {
  const frame = await openPage('settings')
  if (frame === 'starting') return <Starting />
  const atlas = await loadAtlas()
  const { viewer } = frame
  const known = atlas.grids.filter(({ code, level }) => level <= COMMUNITY && mayKnowGrid(viewer, code))
  const names = Object.fromEntries(known.map(({ code }) => [code, nameOfGrid(code, atlas)]))
  return <SettingsForm frame={frame} mayChange={mayAdminister(viewer, atlas.grids)} names={names} />
}
