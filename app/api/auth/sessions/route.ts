import { giveSessions, handlePerson } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** One's own open sessions. */
export const GET = handlePerson('/api/auth/sessions', giveSessions)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
