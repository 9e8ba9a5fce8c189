import { AuditLog } from '@/components/admin/audit-log'
import { Starting } from '@/components/page/starting'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('audit')
export const generateViewport = frameViewport

/** The audit, for auditors and administrators. */
export default async function Page() {
  const frame = await openPage('audit')
  return frame === 'starting' ? <Starting /> : <AuditLog frame={frame} />
}
