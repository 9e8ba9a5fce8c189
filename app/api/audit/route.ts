import { giveAudit } from '@/lib/api/audit'
import { handle, otherMethods } from '@/lib/api/request'

/** The audit, the newest first. */
export const GET = handle('/api/audit', giveAudit)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
