import { handle, otherMethods } from '@/lib/live/request'
import { takeTransition } from '@/lib/live/transitions'

/** One action of the life cycle on an event, by uuid, 事件编号 or number. */
export const POST = handle<{ id: string }>('/api/events/{id}/transitions', takeTransition)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
