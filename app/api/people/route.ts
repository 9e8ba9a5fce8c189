import { givePeople } from '@/lib/live/people'
import { handle, otherMethods } from '@/lib/live/request'

/** Members and chiefs, masked. */
export const GET = handle('/api/people', givePeople)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
