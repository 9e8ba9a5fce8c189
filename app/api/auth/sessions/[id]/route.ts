import { endSession, handlePerson } from '@/lib/api/accounts'
import { otherMethods } from '@/lib/api/request'

/** Ends one of one's own sessions. */
export const DELETE = handlePerson<{ id: string }>('/api/auth/sessions/{id}', endSession)

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
