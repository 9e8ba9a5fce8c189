import { giveActivity, handlePerson } from '@/lib/live/accounts'
import { otherMethods } from '@/lib/live/request'

/** What happened to one's own account of late. */
export const GET = handlePerson('/api/auth/activity', giveActivity)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
