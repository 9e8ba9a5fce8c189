import { handlePerson, takeFirstCode } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** The first code of a second factor, which holds from here on. */
export const POST = handlePerson('/api/auth/second-factor/confirm', takeFirstCode)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
