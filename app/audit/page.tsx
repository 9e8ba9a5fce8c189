import { AuditLog } from '@/components/admin/audit-log'
import { PlainPage } from '@/components/page/plain-page'
import { Starting } from '@/components/page/starting'
import { adminTexts } from '@/lib/client/messages/admin'
import { wallTexts } from '@/lib/client/messages/wall'
import { mayAudit } from '@/lib/domain/account'
import { readEnv } from '@/lib/env'
import { enter } from '../enter'

/** The audit, for auditors and administrators. */
export default async function Page() {
  const viewer = await enter('/audit')
  if (viewer === 'starting') return <Starting />
  if (!mayAudit(viewer)) return <PlainPage title={wallTexts.title} text={adminTexts.forbiddenAudit} />
  return <AuditLog demo={readEnv().GRIDSIGHT_DEMO === 'county' ? wallTexts.demo : null} />
}
