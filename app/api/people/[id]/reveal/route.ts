import { revealPerson } from '@/lib/api/people'
import { handle, otherMethods } from '@/lib/api/request'

/** Opens personal data of a member or chief, for a reason. */
export const POST = handle<{ id: string }>('/api/people/{id}/reveal', revealPerson)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
