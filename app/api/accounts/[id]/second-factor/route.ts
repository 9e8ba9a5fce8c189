import { takeAwaySecondFactor } from '@/lib/api/accounts'
import { handle, otherMethods } from '@/lib/api/request'

/** Takes the second factor of an account away. */
export const DELETE = handle<{ id: string }>('/api/accounts/{id}/second-factor', takeAwaySecondFactor)

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
