import { handlePerson, takeStepUp } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** A code of the second factor: opens reveal and export for five minutes. */
export const POST = handlePerson('/api/auth/step-up', takeStepUp)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
