import { revealHousehold } from '@/lib/live/households'
import { handle, otherMethods } from '@/lib/live/request'

/** Opens personal data of a household, for a reason. */
export const POST = handle<{ id: string }>('/api/households/{id}/reveal', revealHousehold)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
