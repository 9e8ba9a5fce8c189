import { getEvent } from '@/lib/db/event-list'
import { Problem } from '@/lib/domain/problem'
import { live } from '@/lib/live/live'
import { handle, json, otherMethods } from '@/lib/live/request'

/** One event with its history, by uuid, 事件编号 or number. */
export const GET = handle<{ id: string }>('/api/events/{id}', async ({ params, viewer }) => {
  const board = live()
  await board.settled()
  const event = await getEvent(viewer, params.id)
  if (!event) throw new Problem('not_found', 'There is no such event here.')
  return json(event)
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
