import * as z from 'zod/mini'
import { MyStation, MyStations } from '../my-places'
import { PlaceKind } from '../place'
import { MyBooking, MyBookingIn } from '../place-booking'
import type { Routes } from '../route'
import { SaneDay } from '../sane-time'
import { NearQuery } from './public'

const One = z.object({ id: z.uuid() })
const MyBookings = z.object({ bookings: z.array(MyBooking) })

/** Service places as a resident asks for them, and what they have booked there. */
export const myPlaceRoutes = {
  stations: {
    method: 'GET',
    path: '/api/my/stations',
    access: 'resident',
    summary:
      'The nearest service places, with whether they are open: from where the phone is, or from the middle of one’s grid; of one kind where it is asked for',
    query: z.extend(NearQuery, { kind: z.optional(PlaceKind) }),
    answer: { says: 'the nearest first, at most 20', json: { MyStations } },
  },
  station: {
    method: 'GET',
    path: '/api/my/stations/{id}',
    access: 'resident',
    summary: 'One service place, with what can be booked there on a day',
    params: One,
    query: z.object({ day: z.optional(SaneDay) }),
    answer: { says: 'the place', json: { MyStation } },
    problems: [404],
  },
  bookings: {
    method: 'GET',
    path: '/api/my/bookings',
    access: 'resident',
    summary: 'What one has booked: all that lies ahead, and that of the last day',
    answer: { says: 'the soonest first', json: { MyBookings } },
  },
  book: {
    method: 'POST',
    path: '/api/my/bookings',
    access: 'resident',
    summary: 'Book a seat for oneself, or for a pupil of one’s own with one’s consent; the same `id` again is harmless',
    description:
      '409 with `full` where all seats are taken, with `many` where ten bookings lie ahead already, with `enough` where one has three seats of this time.',
    body: { json: { MyBookingIn } },
    answer: { says: 'the booking', status: 201, json: { MyBooking } },
    problems: [404, 409],
  },
  cancel: {
    method: 'POST',
    path: '/api/my/bookings/{id}/cancel',
    access: 'resident',
    summary: 'Give up what one has booked, before it begins; its seat is free at once',
    params: One,
    answer: { says: 'the booking', json: { MyBooking } },
    problems: [404, 409],
  },
} as const satisfies Routes
