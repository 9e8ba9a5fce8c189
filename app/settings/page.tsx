import { SettingsForm } from '@/components/admin/settings-form'
import { Starting } from '@/components/desk/starting'
import { PlainPage } from '@/components/plain-page'
import { adminTexts } from '@/lib/client/messages/admin'
import { wallTexts } from '@/lib/client/messages/wall'
import { mayAdminister } from '@/lib/domain/access'
import { readEnv } from '@/lib/env'
import { enter } from '../desk/enter'

/** Life cycle, calendar, types and accounts, for administrators. */
export default async function Page() {
  const viewer = await enter('/settings')
  if (viewer === 'starting') return <Starting />
  if (!mayAdminister(viewer)) return <PlainPage title={wallTexts.title} text={adminTexts.forbidden} />
  return <SettingsForm demo={readEnv().GRIDSIGHT_DEMO === 'county' ? wallTexts.demo : null} />
}
