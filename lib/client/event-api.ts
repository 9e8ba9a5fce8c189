import * as z from 'zod/mini'
import { Attachment, type AttachmentKind } from '@/lib/domain/attachment'
import { EventDetail, type EventIn, type EventWords, GridEvent, SaveResult } from '@/lib/domain/event'
import { Hotspots } from '@/lib/domain/hotspots'
import { Departments } from '@/lib/domain/people'
import { type TransitionIn, TransitionResult } from '@/lib/domain/transition'

/** Why a call failed, by its code; `lost`: no answer came. `event`: as it is now, where the server told it. */
export type Refusal = { ok: false; code: string; message: string; event: EventDetail | null }
export type Answer<T> = { ok: true; body: T } | Refusal

const ProblemBody = z.looseObject({
  code: z.string(),
  detail: z.optional(z.string()),
  event: z.optional(z.nullable(EventDetail)),
  rejected: z.optional(z.array(z.object({ code: z.string(), message: z.string() }))),
})
const PATIENCE_MS = 20_000
/** A photo over a weak line takes its time. */
const PHOTO_PATIENCE_MS = 120_000

const lost: Refusal = { ok: false, code: 'lost', message: '', event: null }

async function call<T extends z.ZodMiniType>(schema: T, path: string, init: RequestInit = {}, patience = PATIENCE_MS): Promise<Answer<z.output<T>>> {
  try {
    const response = await fetch(`/api/${path}`, { credentials: 'same-origin', signal: AbortSignal.timeout(patience), ...init })
    const answer: unknown = await response.json()
    if (response.ok) return { ok: true, body: schema.parse(answer) }
    const problem = ProblemBody.safeParse(answer)
    if (!problem.success) return { ok: false, code: 'other', message: '', event: null }
    const { code, detail = '', event = null, rejected } = problem.data
    const row = rejected?.[0]
    return { ok: false, code: row?.code ?? code, message: row?.message ?? detail, event }
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof DOMException)) console.error(path, error)
    return lost
  }
}

const body = (value: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

const EventPage = z.object({
  events: z.array(GridEvent),
  nextCursor: z.nullable(z.string()),
  figure: z.optional(z.object({ counted: z.int(), listed: z.int() })),
})
export type EventPage = z.infer<typeof EventPage>

/** A page of a list, by the query of `GET /api/events`. */
export const listEvents = (query: URLSearchParams) => call(EventPage, `events?${query}`)
export const readEvent = (id: string) => call(EventDetail, `events/${encodeURIComponent(id)}`)
/** Whom events can be given to, as the viewer may. */
export const readTargets = () => call(Departments, 'departments')
export const readHotspots = (within?: string) => call(Hotspots, `hotspots${within ? `?within=${within}` : ''}`)

/** What is sent of a transition: times as text. */
export type Transition = z.input<typeof TransitionIn>
/** How often a transition that got no answer is sent again: the same requestId is done once. */
const TRIES = 3

/** Does one action. */
export async function act(id: string, input: Transition): Promise<Answer<z.output<typeof TransitionResult>>> {
  for (let attempt = 1; ; attempt++) {
    const answer = await call(TransitionResult, `events/${encodeURIComponent(id)}/transitions`, body(input))
    if (answer.ok || answer.code !== 'lost' || attempt === TRIES) return answer
  }
}

const Attachments = z.object({ attachments: z.array(Attachment) })
export const readPhotos = (id: string) => call(Attachments, `events/${encodeURIComponent(id)}/attachments`)
export const addPhoto = (id: string, kind: AttachmentKind, photo: Blob) =>
  call(
    Attachment,
    `events/${encodeURIComponent(id)}/attachments?kind=${kind}`,
    { method: 'POST', headers: { 'content-type': photo.type || 'image/jpeg' }, body: photo },
    PHOTO_PATIENCE_MS,
  )
export const photoAddress = (id: string, size: 'thumb' | 'full') => `/api/attachments/${id}?size=${size}`

const Near = z.object({ near: z.array(z.object({ event: GridEvent, meters: z.number(), hours: z.number() })) })
export type NearEvent = z.infer<typeof Near>['near'][number]
/** Open events that a report is perhaps the same as; none where they cannot be read. */
export async function readNear(type: string, [lon, lat]: readonly [number, number], at?: string): Promise<readonly NearEvent[]> {
  const query = new URLSearchParams({ type, lon: String(lon), lat: String(lat), ...(at === undefined ? {} : { at }) })
  const answer = await call(Near, `events/near?${query}`)
  return answer.ok ? answer.body.near : []
}

/** Sends a report; the same again is harmless. */
export const sendReport = (event: EventIn) => call(SaveResult, 'events', body(event))

/** Opens what is written about an event for five minutes. */
export const revealEvent = (id: string, reason: string, fields: readonly EventWords[]) =>
  call(EventDetail, `events/${encodeURIComponent(id)}/reveal`, body({ reason, fields }))
