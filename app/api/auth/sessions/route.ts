import { giveSessions, handlePerson } from '@/lib/live/accounts'
import { otherMethods } from '@/lib/live/request'

/** One's own open sessions. */
export const GET = handlePerson('/api/auth/sessions', giveSessions)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
