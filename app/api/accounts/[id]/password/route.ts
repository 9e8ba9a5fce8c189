import { takeReset } from '@/lib/api/accounts'
import { handle, otherMethods } from '@/lib/api/request'

/** Gives an account a new password. */
export const POST = handle<{ id: string }>('/api/accounts/{id}/password', takeReset)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
