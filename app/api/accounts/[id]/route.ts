import { giveAccount, takeAccountChange } from '@/lib/api/accounts'
import { handle, otherMethods } from '@/lib/api/request'

/** One account, by its id or the name to sign in with. */
export const GET = handle<{ id: string }>('/api/accounts/{id}', giveAccount)

/** Changes its name, role, scope or member, or disables it. */
export const PATCH = handle<{ id: string }>('/api/accounts/{id}', takeAccountChange)

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
