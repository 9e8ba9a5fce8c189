import { giveEvent } from '@/lib/api/event'
import { handle, otherMethods } from '@/lib/api/request'

/** One event with its history, by uuid, 事件编号 or number. */
export const GET = handle<{ id: string }>('/api/events/{id}', giveEvent)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
