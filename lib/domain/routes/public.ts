import * as z from 'zod/mini'
import { MAX_PHOTO_BYTES } from '../attachment'
import { numbers } from '../query-parts'
import type { Routes } from '../route'
import { Followed, ReportLink, SubmissionIn, SubmissionPhoto, SubmissionSent } from '../submission'

/** `near`: a position about which open events are asked. */
export const NearQuery = z.object({
  near: z.optional(
    z.pipe(
      z.transform(numbers),
      z.tuple([z.number().check(z.gte(-180), z.lte(180)), z.number().check(z.gte(-90), z.lte(90))]).check(z.describe('lon,lat in WGS84')),
    ),
  ),
})

/** All that somebody without an account reaches, by a link (`Authorization: Bearer gsl_…`) and only what it is for. */
export const publicRoutes = {
  report: {
    method: 'GET',
    path: '/api/public/report',
    access: 'link',
    summary: 'What the link of a poster is for: community, types, places; with `near`, open events near a position, by type and metres only',
    query: NearQuery,
    answer: { says: 'what may be sent by it', json: { ReportLink } },
  },
  send: {
    method: 'POST',
    path: '/api/public/report',
    access: 'link',
    summary: 'Tell what one has seen; sending the same again is harmless',
    description:
      'Kept apart from events until a dispatcher takes it over. At most 40 an hour from an address, and so many a day by a link as the county has set.',
    body: { json: { SubmissionIn } },
    answer: { says: 'it is kept', status: 201, json: { SubmissionSent } },
    problems: [409],
  },
  photo: {
    method: 'POST',
    path: '/api/public/photos',
    access: 'link',
    summary: 'A photo of one’s own telling, by the link that follows it, as long as nobody has decided on it: JPEG, PNG or WebP, at most three',
    body: { bytes: 'image/*', limit: MAX_PHOTO_BYTES },
    answer: { says: 'it is kept, drawn anew without what the camera wrote into it', status: 201, json: { SubmissionPhoto } },
    problems: [409],
  },
  follow: {
    method: 'GET',
    path: '/api/public/follow',
    access: 'link',
    summary: 'What became of one’s own telling, by the link that follows it; no names',
    answer: { says: 'how it stands', json: { Followed } },
  },
} as const satisfies Routes
