import * as z from 'zod/mini'
import { ErrandIn, Errands, Place, PlaceDetail, PlaceIn, PlaceKind, PlaceService, Places } from '../place'
import { Booking, BookingActIn, BookingIn, BookingRevealIn, RevealedBooking } from '../place-booking'
import { GapMeters, Gaps } from '../place-gap'
import { list, number, Within, whole } from '../query-parts'
import type { Routes } from '../route'
import { SaneDay } from '../sane-time'
import { NearQuery } from './public'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the place')) })
const OneBooking = z.object({ id: z.uuid(), booking: z.uuid() })

/** `near`: the nearest of these first; `nearGrid`: as seen from the middle of a grid, as a household of it is. */
export const PlacesQuery = z.object({
  ...NearQuery.shape,
  within: Within,
  nearGrid: z.optional(z.string().check(z.maxLength(24))),
  kind: list(PlaceKind),
  service: z.optional(PlaceService),
  open: z.optional(z.literal('now')),
  limit: z._default(whole(1, 1_000), 500),
})
const Day = z.optional(SaneDay)
const PlaceQuery = z.object({ day: Day })
const ErrandsQuery = z.object({
  within: Within,
  place: z.optional(z.uuid()),
  from: Day,
  to: Day,
  trips: z.optional(z.enum(['one', 'more'])),
})
/** Beyond so many metres of a place of this kind, or with this service. */
const GapsQuery = z.object({
  within: Within,
  kind: z.optional(PlaceKind),
  service: z.optional(PlaceService),
  meters: z._default(z.pipe(z.transform(number), GapMeters), 500),
})

/** Service places (阵地): where they are, when they are open, what is booked there, and who lives too far from one. */
export const placeRoutes = {
  list: {
    method: 'GET',
    path: '/api/places',
    access: 'viewer',
    summary: 'Service places of the scope: with `near`, the nearest first, in metres of a straight line; with `open=now`, those that are open',
    query: PlacesQuery,
    answer: { says: 'the places; `more`: there are more than `limit`', json: { Places } },
    problems: [404],
  },
  save: {
    method: 'POST',
    path: '/api/places',
    access: 'viewer',
    summary: 'Make a place, or change one (`id`, `expectedRevision`); the same `requestId` again is harmless',
    description: 'For dispatchers and administrators of the grid that it lies in. 409 with `revision` where somebody has changed it meanwhile.',
    body: { json: { PlaceIn }, limit: 40_000 },
    answer: { says: 'the place', json: { Place } },
    problems: [403, 404, 409],
  },
  gaps: {
    method: 'GET',
    path: '/api/places/gaps',
    access: 'viewer',
    summary: 'Households beyond 500, 1,000 or 2,000 metres of a place, by grid; null where fewer than three households would be told of',
    description:
      'Straight lines. Households have no position of their own: those of a leaf count where the middle of the leaf is, the farthest from its border. Places of the whole county count, also beyond the scope.',
    query: GapsQuery,
    answer: { says: 'the grids of the scope', json: { Gaps } },
    problems: [403, 404],
  },
  errands: {
    method: 'GET',
    path: '/api/places/errands',
    access: 'viewer',
    summary: 'What was dealt with for people (代办) in a period, those of one trip among all (最多跑一次), by place and together, and the list',
    description: '`from` and `to` are days, both taken; unless said, this month. `trips` narrows the list and no figure.',
    query: ErrandsQuery,
    answer: { says: 'figures and list', json: { Errands } },
    problems: [403, 404],
  },
  read: {
    method: 'GET',
    path: '/api/places/{id}',
    access: 'viewer',
    summary: 'One place, with the slots of a day (unless said, today) and how many seats of each are taken',
    params: One,
    query: PlaceQuery,
    answer: { says: 'the place', json: { PlaceDetail } },
    problems: [404],
  },
  errand: {
    method: 'POST',
    path: '/api/places/{id}/errands',
    access: 'viewer',
    summary: 'Record what was dealt with for somebody there, and how many trips it took them; the same `id` again is harmless',
    params: One,
    body: { json: { ErrandIn } },
    answer: { says: 'it is kept', status: 201, json: { RecordedErrand: z.object({ id: z.uuid() }) } },
    problems: [403, 404, 409],
  },
  bookings: {
    method: 'GET',
    path: '/api/places/{id}/bookings',
    access: 'viewer',
    summary: 'Who has booked there on a day, masked, of the services whose bookings the asker keeps; every call is audited',
    params: One,
    query: PlaceQuery,
    answer: { says: 'the bookings, in order', json: { PlaceBookings: z.object({ day: z.iso.date(), bookings: z.array(Booking) }) } },
    problems: [403, 404],
  },
  book: {
    method: 'POST',
    path: '/api/places/{id}/bookings',
    access: 'viewer',
    summary: 'Book a seat for somebody; of all who want the last one at once, one gets it',
    description:
      'A booking of a pupil stands as `requested` until a guardian’s consent is recorded. 409 with `full` where all seats are taken. Pupils and whoever seeks help are booked and seen only by those who run it.',
    params: One,
    body: { json: { BookingIn } },
    answer: { says: 'the booking', status: 201, json: { Booking } },
    problems: [403, 404, 409],
  },
  act: {
    method: 'POST',
    path: '/api/places/{id}/bookings/{booking}/transitions',
    access: 'viewer',
    summary: 'Confirm a booking, note that somebody came or did not, or cancel it; the same `requestId` again is harmless',
    params: OneBooking,
    body: { json: { BookingActIn } },
    answer: { says: 'the booking', json: { Booking } },
    problems: [403, 404, 409],
  },
  revealBooking: {
    method: 'POST',
    path: '/api/places/{id}/bookings/{booking}/reveal',
    access: 'viewer',
    summary:
      'Open who has booked, for those who keep the bookings: for a person who signed in, with a code of their second factor; lasts five minutes, and is audited',
    params: OneBooking,
    body: { json: { BookingRevealIn } },
    answer: { says: 'what was opened', json: { RevealedBooking } },
    problems: [403, 404],
  },
} as const satisfies Routes
