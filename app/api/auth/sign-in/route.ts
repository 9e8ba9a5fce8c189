import { takeSignIn } from '@/lib/api/accounts'
import { handleOpen, otherMethods } from '@/lib/api/request'

/** A name and a password, and where there is a second factor a code: opens a session. */
export const POST = handleOpen('/api/auth/sign-in', takeSignIn)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
