import { SettingsForm } from '@/components/admin/settings-form'
import { Starting } from '@/components/page/starting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayAdminister } from '@/lib/domain/access'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('settings')
export const generateViewport = frameViewport

/** Life cycle, calendar, types and accounts, for administrators; what holds for the county is changed by those of all of it. */
export default async function Page() {
  const frame = await openPage('settings')
  if (frame === 'starting') return <Starting />
  const { grids } = await loadAtlas()
  return <SettingsForm frame={frame} mayChange={mayAdminister(frame.viewer, grids)} />
}
