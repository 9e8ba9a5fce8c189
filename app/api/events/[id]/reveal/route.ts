import { revealEvent } from '@/lib/api/event'
import { handle, otherMethods } from '@/lib/api/request'

/** Opens what is written about an event, for a reason. */
export const POST = handle<{ id: string }>('/api/events/{id}/reveal', revealEvent)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
