import * as z from 'zod/mini'
import { list } from '../query-parts'
import type { Routes } from '../route'
import { Submission, SubmissionActIn, SubmissionState, Submissions, WaitingSubmissions } from '../submission'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the submission')) })
const Photo = z.object({ id: z.uuid().check(z.describe('uuid of the photo')) })

/** `solved=false`: what is done, of which a resident says that it is not solved; the states are not looked at then. */
export const SubmissionsQuery = z.object({ state: list(SubmissionState), solved: z.optional(z.literal('false')) })
const PhotoQuery = z.object({ size: z._default(z.enum(['full', 'thumb']), 'full') })

/** What residents have sent (随手拍), for the dispatchers whose area holds its community. It is no event until it is taken over. */
export const submissionRoutes = {
  list: {
    method: 'GET',
    path: '/api/submissions',
    access: 'viewer',
    summary: 'What residents have sent: what waits, the oldest first, or, of other states, the newest first; at most 200. Readings are audited',
    query: SubmissionsQuery,
    answer: { says: 'the submissions, and how many wait', json: { Submissions } },
    problems: [403],
  },
  waiting: {
    method: 'GET',
    path: '/api/submissions/waiting',
    access: 'viewer',
    summary: 'How many wait for the asker: asked by every page of a dispatcher again and again, so it tells nothing of them',
    answer: { says: 'how many', json: { WaitingSubmissions } },
    problems: [403],
  },
  act: {
    method: 'POST',
    path: '/api/submissions/{id}/transitions',
    access: 'viewer',
    summary: 'Take a submission over, which makes an event of it, received now; or refuse it with an answer',
    description:
      'The event is one of the source 随手拍, of the type, urgency and place that are given here or that the resident said, with the photos that came. Of several who decide at the same time one does, and the others get 409; the same `requestId` again is harmless.',
    params: One,
    body: { json: { SubmissionActIn } },
    answer: { says: 'the submission as decided', json: { Submission } },
    problems: [403, 404, 409],
  },
  photo: {
    method: 'GET',
    path: '/api/submissions/photos/{id}',
    access: 'viewer',
    summary: 'A photo that a resident sent, before it is a photo of an event; audited',
    params: Photo,
    query: PhotoQuery,
    answer: { says: 'the picture', bytes: 'image/jpeg' },
    problems: [403, 404],
  },
} as const satisfies Routes
