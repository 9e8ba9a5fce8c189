import { transitionEvent } from '@/lib/db/events/transitions'
import { TransitionIn } from '@/lib/domain/transition'
import { notePosted } from '@/lib/live/posted'
import { readBody } from './body'
import { type Call, json } from './request'

/** A transition is words, not photos. */
const MAX_BYTES = 100_000

/** One action on an event (contract): 200 with the event, 403 not theirs to do, 409 from another state or too late, with the event as it is. */
export async function takeTransition({ request, params, viewer, address }: Call<{ id: string }>): Promise<Response> {
  const input = await readBody(TransitionIn, request, { limit: MAX_BYTES })
  const done = await transitionEvent(viewer, params.id, input, { now: Date.now(), address })
  notePosted(done.logId, done.revision)
  return json(done)
}
