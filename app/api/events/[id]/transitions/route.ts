import { handle, otherMethods } from '@/lib/api/request'
import { takeTransition } from '@/lib/api/transitions'

/** One action of the life cycle on an event, by uuid, 事件编号 or number. */
export const POST = handle<{ id: string }>('/api/events/{id}/transitions', takeTransition)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
