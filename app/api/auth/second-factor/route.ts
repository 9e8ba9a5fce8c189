import { handlePerson, takeSecondFactor } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** Begins a second factor; it holds once a first code of it was given. */
export const POST = handlePerson('/api/auth/second-factor', takeSecondFactor)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
