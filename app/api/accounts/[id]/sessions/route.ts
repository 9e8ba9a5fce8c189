import { endAccountSessions } from '@/lib/api/accounts'
import { handle, otherMethods } from '@/lib/api/request'

/** Ends all sessions of an account. */
export const DELETE = handle<{ id: string }>('/api/accounts/{id}/sessions', endAccountSessions)

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
