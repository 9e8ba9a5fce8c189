import { SettingsForm } from '@/components/admin/settings-form'
import { Starting } from '@/components/desk/starting'
import { PlainPage } from '@/components/plain-page'
import { adminTexts } from '@/lib/client/messages/admin'
import { wallTexts } from '@/lib/client/messages/wall'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayAdminister } from '@/lib/domain/access'
import { readEnv } from '@/lib/env'
import { enter } from '../desk/enter'

/** Life cycle, calendar, types and accounts, for administrators; what holds for the county is changed by those of all of it. */
export default async function Page() {
  const viewer = await enter('/settings')
  if (viewer === 'starting') return <Starting />
  if (viewer.role !== 'administrator') return <PlainPage title={wallTexts.title} text={adminTexts.forbidden} />
  const { grids } = await loadAtlas()
  return <SettingsForm mayChange={mayAdminister(viewer, grids)} demo={readEnv().GRIDSIGHT_DEMO === 'county' ? wallTexts.demo : null} />
}
