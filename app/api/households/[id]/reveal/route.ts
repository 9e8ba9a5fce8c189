import { revealHousehold } from '@/lib/api/households'
import { handle, otherMethods } from '@/lib/api/request'

/** Opens personal data of a household, for a reason. */
export const POST = handle<{ id: string }>('/api/households/{id}/reveal', revealHousehold)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
