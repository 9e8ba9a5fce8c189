import { takeSignOut } from '@/lib/api/accounts'
import { handle, otherMethods } from '@/lib/api/request'

/** Ends the session of this browser. */
export const POST = handle('/api/auth/sign-out', takeSignOut)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
