import { givePeople } from '@/lib/api/people'
import { handle, otherMethods } from '@/lib/api/request'

/** Members and chiefs, masked. */
export const GET = handle('/api/people', givePeople)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
