import { handlePerson, takePassword } from '@/lib/live/accounts'
import { otherMethods } from '@/lib/live/request'

/** Changes one's own password. */
export const POST = handlePerson('/api/auth/password', takePassword)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
