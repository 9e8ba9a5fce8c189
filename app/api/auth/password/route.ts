import { handlePerson, takePassword } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** Changes one's own password. */
export const POST = handlePerson('/api/auth/password', takePassword)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
