import { readWords } from '@/lib/db/events/event-detail'
import { getEvent } from '@/lib/db/events/event-list'
import { findOpenWords, openFields } from '@/lib/db/events/reveals'
import { actorOf } from '@/lib/domain/audit'
import type { EventDetail } from '@/lib/domain/event-detail'
import { Problem } from '@/lib/domain/problem'
import type { eventRoutes } from '@/lib/domain/routes/events'
import { live } from '@/lib/live/live'
import { needCode, proofOf } from './people-access'
import type { CallOf } from './route'
import { auditEventRead } from './words-read'

type One = CallOf<typeof eventRoutes.read>

async function eventOf({ viewer, params }: One): Promise<EventDetail> {
  const board = live()
  await board.settled()
  const event = await getEvent(viewer, params().id)
  if (!event) throw new Problem('not_found', 'There is no such event here.')
  return event
}

/** With the words in clear that this viewer opened in the last five minutes. */
async function withOpenWords(call: One, event: EventDetail): Promise<EventDetail> {
  if (event.words !== 'masked') return event
  const open = await findOpenWords(proofOf(call.viewer), event.id)
  if (!open) return event
  const words = await readWords(event.number)
  const clear = Object.fromEntries(open.fields.flatMap((field) => (words[field] === null ? [] : [[field, words[field]]])))
  return { ...event, ...clear, revealed: open.fields, until: new Date(open.until).toISOString() }
}

/** One event with its history. */
export async function giveEvent(call: One): Promise<EventDetail> {
  const event = await withOpenWords(call, await eventOf(call))
  await auditEventRead(call, event, event.revealed ? { open: event.revealed } : {})
  return event
}

/** Opens what is written about an event for five minutes, for a reason, and answers it in clear. */
export async function revealEvent(call: CallOf<typeof eventRoutes.reveal>): Promise<EventDetail> {
  const event = await eventOf(call)
  if (event.words !== 'masked') throw new Problem('forbidden', 'Only those who act on an event read what is written about it.')
  const { reason, fields } = await call.body()
  const object = { kind: 'event' as const, id: event.id }
  await needCode(call, object, reason)
  await openFields(proofOf(call.viewer), object, fields, { actor: actorOf(call.viewer), address: call.address, reason })
  return withOpenWords(call, event)
}
