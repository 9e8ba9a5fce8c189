import { giveAccounts, takeAccount } from '@/lib/api/accounts'
import { handle, otherMethods } from '@/lib/api/request'

/** The accounts that an administrator manages. */
export const GET = handle('/api/accounts', giveAccounts)

/** Makes an account. */
export const POST = handle('/api/accounts', takeAccount)

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
