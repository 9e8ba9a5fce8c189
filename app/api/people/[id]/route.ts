import { givePerson } from '@/lib/api/people'
import { handle, otherMethods } from '@/lib/api/request'

/** One member or chief, masked but for what was opened. */
export const GET = handle<{ id: string }>('/api/people/{id}', givePerson)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
