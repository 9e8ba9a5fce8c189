import { SettingsForm } from '@/components/admin/settings-form'
import { PlainPage } from '@/components/page/plain-page'
import { Starting } from '@/components/page/starting'
import { adminTexts } from '@/lib/client/messages/admin'
import { wallTexts } from '@/lib/client/messages/wall'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayAdminister } from '@/lib/domain/access'
import { readEnv } from '@/lib/env'
import { enter } from '../enter'

/** Life cycle, calendar, types and accounts, for administrators; what holds for the county is changed by those of all of it. */
export default async function Page() {
  const viewer = await enter('/settings')
  if (viewer === 'starting') return <Starting />
  if (viewer.role !== 'administrator') return <PlainPage title={wallTexts.title} text={adminTexts.forbidden} />
  const { grids } = await loadAtlas()
  return <SettingsForm mayChange={mayAdminister(viewer, grids)} demo={readEnv().GRIDSIGHT_DEMO === 'county' ? wallTexts.demo : null} />
}
