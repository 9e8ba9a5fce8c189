import { takeSignOut } from '@/lib/live/accounts'
import { handle, otherMethods } from '@/lib/live/request'

/** Ends the session of this browser. */
export const POST = handle('/api/auth/sign-out', takeSignOut)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
