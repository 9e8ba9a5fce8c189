import * as z from 'zod/mini'
import { MAX_PHOTO_BYTES } from '../attachment'
import { My, MyPlaces, SolvedIn } from '../my'
import { BindIn, PinIn } from '../resident'
import type { Routes } from '../route'
import { MyReportIn, SubmissionPhoto, SubmissionSent } from '../submission'
import { NearQuery } from './public'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the report')) })

/** All that a resident reaches: what is their own. A phone is bound by the code of an invitation, and signs in with a PIN. */
export const myRoutes = {
  bind: {
    method: 'POST',
    path: '/api/my/binding',
    access: 'public',
    summary: 'Bind this phone by the code of an invitation, with a PIN to sign in with from now on; signs in at once',
    description:
      'A code holds once and for seven days; the same `requestId` and PIN again within an hour are answered as before. The phone keeps a secret in a cookie, and whoever has neither the phone nor the PIN comes no further. 401 for a code that does not hold; 400 names what is wrong with a PIN.',
    body: { json: { BindIn } },
    answer: { says: 'bound; the cookies of the phone and of the session are set' },
    problems: [401, 403, 429],
  },
  signIn: {
    method: 'POST',
    path: '/api/my/sign-in',
    access: 'public',
    summary: 'Sign in on a bound phone by its PIN; the fifth wrong one locks it until the household is invited anew',
    description: '401 for a wrong PIN, with `left`, the tries that are left; 404 where the phone is bound to nobody; 409 where it is locked.',
    body: { json: { PinIn } },
    answer: { says: 'signed in; the cookie of the session is set' },
    problems: [401, 403, 404, 409],
  },
  signOut: {
    method: 'POST',
    path: '/api/my/sign-out',
    access: 'resident',
    whileOff: true,
    summary: 'End the session of this phone; it stays bound',
    answer: { says: 'ended' },
  },
  read: {
    method: 'GET',
    path: '/api/my',
    access: 'resident',
    summary: 'Who one is here, and what is one’s own',
    answer: { says: 'what is one’s own', json: { My } },
  },
  places: {
    method: 'GET',
    path: '/api/my/places',
    access: 'resident',
    summary: 'What one may report, and where: types and places of one’s community; with `near`, open events near a position, by type and metres only',
    query: NearQuery,
    answer: { says: 'types and places', json: { MyPlaces } },
  },
  report: {
    method: 'POST',
    path: '/api/my/reports',
    access: 'resident',
    summary: 'Report what one has seen; sending the same again is harmless',
    description:
      'Kept apart from events until a dispatcher takes it over, as what comes by a poster’s code. At most so many a day as the county has set.',
    body: { json: { MyReportIn } },
    answer: { says: 'it is kept', status: 201, json: { SubmissionSent } },
    problems: [409],
  },
  photo: {
    method: 'POST',
    path: '/api/my/reports/{id}/photos',
    access: 'resident',
    summary: 'A photo of one’s own report, as long as nobody has decided on it: JPEG, PNG or WebP, at most three',
    params: One,
    body: { bytes: 'image/*', limit: MAX_PHOTO_BYTES },
    answer: { says: 'it is kept, drawn anew without what the camera wrote into it', status: 201, json: { SubmissionPhoto } },
    problems: [404, 409],
  },
  answer: {
    method: 'POST',
    path: '/api/my/reports/{id}/answer',
    access: 'resident',
    summary: 'Say whether one’s own report, which is done, is solved; where it is not, the dispatchers of the community are told',
    params: One,
    body: { json: { SolvedIn } },
    answer: { says: 'what is one’s own', json: { My } },
    problems: [404, 409],
  },
} as const satisfies Routes
