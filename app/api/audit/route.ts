import { giveAudit } from '@/lib/live/audit'
import { handle, otherMethods } from '@/lib/live/request'

/** The audit, the newest first. */
export const GET = handle('/api/audit', giveAudit)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
