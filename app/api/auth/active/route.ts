import { handlePerson, takeActive } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** The person still does something: the session stays open. */
export const POST = handlePerson('/api/auth/active', takeActive)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
