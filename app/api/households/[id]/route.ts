import { giveHousehold } from '@/lib/api/households'
import { handle, otherMethods } from '@/lib/api/request'

/** One household, masked but for what was opened. */
export const GET = handle<{ id: string }>('/api/households/{id}', giveHousehold)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
