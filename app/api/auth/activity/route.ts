import { giveActivity, handlePerson } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** What happened to one's own account of late. */
export const GET = handlePerson('/api/auth/activity', giveActivity)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
