import { endSession, handlePerson } from '@/lib/live/accounts'
import { otherMethods } from '@/lib/live/request'

/** Ends one of one's own sessions. */
export const DELETE = handlePerson<{ id: string }>('/api/auth/sessions/{id}', endSession)

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
