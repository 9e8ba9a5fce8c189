import * as z from 'zod/mini'
import { Attachment, AttachmentKind, MAX_PHOTO_BYTES } from '../attachment'
import { TypeCode } from '../category'
import { EventRevealIn, GridEvent, MAX_BATCH, RejectCode, SaveResult } from '../event'
import { EventDetail } from '../event-detail'
import { EventIn } from '../event-in'
import { number } from '../query-parts'
import type { Routes } from '../route'
import { SaneInstant } from '../sane-time'
import { TransitionIn, TransitionResult } from '../transition'

/** A report that is about to be sent: what open event is it perhaps the same as? */
export const NearQuery = z.object({
  type: TypeCode,
  lon: z.pipe(z.transform(number), z.number().check(z.gte(-180), z.lte(180))),
  lat: z.pipe(z.transform(number), z.number().check(z.gte(-90), z.lte(90))),
  at: z.optional(SaneInstant),
})

export const AttachmentsQuery = z.object({ kind: z._default(AttachmentKind, 'report') })

export const AttachmentQuery = z.object({ size: z._default(z.enum(['full', 'thumb']), 'full') })

const NearEvents = z.object({ near: z.array(z.object({ event: GridEvent, meters: z.number(), hours: z.number() })) })
export type NearEvent = z.infer<typeof NearEvents>['near'][number]
const Attachments = z.object({ attachments: z.array(Attachment) })

const One = z.object({ id: z.string().check(z.describe('uuid, 事件编号 or number')) })

/** Events, what is done to them, and their photos. */
export const eventRoutes = {
  send: {
    method: 'POST',
    path: '/api/events',
    access: 'viewer',
    summary: 'Events in: the good rows of a batch are kept, in order; sending the same again is harmless',
    description: `Rows that are not taken are named with one of the codes ${RejectCode.options.join(', ')}. A system sends, and changes by sending again with a later \`updatedAt\`, events of its token's own sources (without \`source\`, its first); a person changes only their own report, until it is accepted, and never gives \`handledAt\`. \`not_yours\`: the event of that id came from somebody else or another source. \`forbidden\`: the source is none of the token's, a person's \`handledAt\`, or a report that has been accepted. Each change is a step \`update\` of the event's timeline. \`stages\` tell what became of it at the source, in ascending order of time: its state, deadlines, lights and figures follow as if it had been done here, by the limits and the calendar of the county, and \`handledAt\` with them. A stage that presupposes others implies them; one that cannot be is \`invalid\` and named by its number. Told again with more of them and a later \`updatedAt\` is an update. Once somebody has acted on the event here, they are kept and shown and change nothing any more.`,
    body: { rows: { EventIn }, most: MAX_BATCH },
    answer: { says: 'at least one was taken or already there', json: { SaveResult } },
    others: { 422: { says: 'none was taken', json: { SaveResult } } },
  },
  near: {
    method: 'GET',
    path: '/api/events/near',
    access: 'viewer',
    summary: 'Open events that a report is perhaps the same as, the nearest first',
    query: NearQuery,
    answer: { says: 'at most five', json: { NearEvents } },
  },
  read: {
    method: 'GET',
    path: '/api/events/{id}',
    access: 'viewer',
    summary: 'One event with its history',
    description:
      'Those who act on an event (whoever reported it, the operator of its grid, those it was given to, dispatcher and supervisor) read what is written about it, with the numbers of phones and identity cards in it, the reporter and the household masked (`words: masked`), here and in every other answer; others get the name of its type for a title, and no notes of its steps (`words: withheld`). `timeline` is what was done here, `stages` what its source told of it. Readings are audited.',
    params: One,
    answer: { says: 'the event', json: { EventDetail } },
    problems: [404],
  },
  reveal: {
    method: 'POST',
    path: '/api/events/{id}/reveal',
    access: 'viewer',
    summary:
      'Open what is written about an event: title, description, reporter, householdId. For a person who signed in, with a code of their second factor; lasts five minutes, and is audited',
    params: One,
    body: { json: { EventRevealIn } },
    answer: { says: 'with the fields in clear, until then', json: { EventDetail } },
    problems: [404],
  },
  transition: {
    method: 'POST',
    path: '/api/events/{id}/transitions',
    access: 'viewer',
    summary: 'One action of the life cycle on an event',
    description:
      'The same requestId is one transition, however often it is sent. `expectedRevision` is the last revision of the event that the sender knows. Whom it is given to must be there for the sender: a department of the county, a grid of their area, a member or team that works in it; otherwise 422 `unknown_party`, with the `party`.',
    params: One,
    body: { json: { TransitionIn }, limit: 100_000 },
    answer: { says: 'the event as it is now', json: { TransitionResult } },
    others: { 409: { says: 'not from this state, or the event has changed', json: { EventAsItIs: z.object({ event: z.nullable(EventDetail) }) } } },
    problems: [404, 422],
  },
  photos: {
    method: 'GET',
    path: '/api/events/{id}/attachments',
    access: 'viewer',
    summary: 'The photos of an event; none for whoever may not read its words',
    params: One,
    answer: { says: 'the photos', json: { Attachments } },
    problems: [404],
  },
  addPhoto: {
    method: 'POST',
    path: '/api/events/{id}/attachments',
    access: 'viewer',
    summary: 'Add a photo: JPEG, PNG or WebP by its content, at most 10 MB; it is kept without its metadata',
    description:
      'By whoever reads the words of the event or reported it, also when it is closed; a void event takes none (`conflict`). The same picture of the same kind is kept once.',
    params: One,
    query: AttachmentsQuery,
    body: { bytes: 'image/*', limit: MAX_PHOTO_BYTES },
    answer: { says: 'what is kept', status: 201, json: { Attachment } },
    problems: [404, 409],
  },
  photo: {
    method: 'GET',
    path: '/api/attachments/{id}',
    access: 'viewer',
    summary: 'A photo, or its thumbnail',
    params: z.object({ id: z.string().check(z.describe('uuid of the photo')) }),
    query: AttachmentQuery,
    answer: { says: 'a picture', bytes: 'image/jpeg' },
    problems: [404],
  },
} as const satisfies Routes
