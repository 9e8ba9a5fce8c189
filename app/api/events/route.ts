import { giveEvents } from '@/lib/api/event-list'
import { takeEvents } from '@/lib/api/events-in'
import { handle, otherMethods } from '@/lib/api/request'

// The server answers both before they come here (lib/server/direct.ts), by the same functions.
export const GET = handle('/api/events', giveEvents)
export const POST = handle('/api/events', takeEvents)

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
