import * as z from 'zod/mini'
import type { AttachmentKind } from '@/lib/domain/attachment'
import type { EventIn, EventWords } from '@/lib/domain/event'
import { EventDetail } from '@/lib/domain/event-detail'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { eventRoutes } from '@/lib/domain/routes/events'
import type { TransitionIn, TransitionResult } from '@/lib/domain/transition'
import { type Answered, http } from './http'

/** Why a call failed, by its code; `lost`: no answer came. `event`: as it is now, where the server told it. */
export type Refusal = { ok: false; code: string; message: string; event: EventDetail | null }
export type Answer<T> = { ok: true; body: T } | Refusal

/** What the problems of events have beside their code: the event as it is, and of a batch each row that was refused. */
const Told = z.object({
  event: z.catch(z.nullable(EventDetail), null),
  rejected: z.catch(z.array(z.object({ code: z.string(), message: z.string() })), []),
})

function answerOf<T>(answer: Answered<T>): Answer<T> {
  if (answer.ok) return answer
  const { event, rejected } = Told.parse({ event: null, rejected: [], ...answer.problem })
  const { code, message } = rejected[0] ?? answer
  return { ok: false, code, message, event }
}

/** A photo over a weak line takes its time. */
const PHOTO_TIMEOUT_MS = 120_000

/** A page of a list, by the query of `GET /api/events`. */
export const listEvents = (query: URLSearchParams, owner?: string) => http(eventListRoute, { query, owner })
export const readEvent = (id: string) => http(eventRoutes.read, { params: { id } })

/** What is sent of a transition: times as text. */
export type Transition = z.input<typeof TransitionIn>
/** How often a transition that got no answer is sent again: the same requestId is done once. */
const TRIES = 3

/** Does one action. `owner`: for whom (request.ts). */
export async function act(id: string, body: Transition, owner?: string): Promise<Answer<z.output<typeof TransitionResult>>> {
  for (let attempt = 1; ; attempt++) {
    const answer = await http(eventRoutes.transition, { params: { id }, body, owner })
    if (answer.ok || answer.code !== 'lost' || attempt === TRIES) return answerOf(answer)
  }
}

export const readPhotos = (id: string) => http(eventRoutes.photos, { params: { id } })
export const addPhoto = async (id: string, kind: AttachmentKind, photo: Blob, owner?: string) =>
  answerOf(await http(eventRoutes.addPhoto, { params: { id }, query: { kind }, body: photo, owner }, PHOTO_TIMEOUT_MS))
export const photoAddress = (id: string, size: 'thumb' | 'full') => `/api/attachments/${id}?size=${size}`

/** Sends a report; the same again is harmless. */
export const sendReport = async (event: EventIn, owner?: string) => answerOf(await http(eventRoutes.send, { body: event, owner }))

/** Opens what is written about an event for five minutes. */
export const revealEvent = (id: string, reason: string, fields: readonly EventWords[]) =>
  http(eventRoutes.reveal, { params: { id }, body: { reason, fields: [...fields] } })
