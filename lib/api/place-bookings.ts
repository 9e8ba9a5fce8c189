import { auditReading } from '@/lib/db/audit/read-audit'
import { openFields } from '@/lib/db/events/reveals'
import { actOnBooking, type BookingRow, bookingLife, listBookings, makeBooking, readBooking } from '@/lib/db/places/bookings'
import type { StoredPlace } from '@/lib/db/places/places'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { civilDate, DAY_MS, dayNumber, startOfDay } from '@/lib/domain/clock'
import { offered } from '@/lib/domain/machine'
import { maskName, maskPhone } from '@/lib/domain/masking'
import { BOOKABLE_DAYS, mayRunBookings } from '@/lib/domain/place'
import { BOOKINGS, type Booking, type BookingField, type BookingKinds, type RevealedBooking } from '@/lib/domain/place-booking'
import { slotsOfDay } from '@/lib/domain/place-hours'
import type { PlaceService } from '@/lib/domain/place-kinds'
import { Problem } from '@/lib/domain/problem'
import { placeRoutes } from '@/lib/domain/routes/places'
import { live } from '@/lib/live/live'
import { needCode, proofOf } from './people-access'
import { dayStart, placeFor } from './places-read'
import { type CallOf, type Served, serveViewer } from './route'

/** A booking as those see it who keep it: masked. */
function shownBooking(row: BookingRow, viewer: Viewer, now: number): Booking {
  const { id, service, startsAt, endsAt, state, name, phone, guardian, consentAt, residentId, revision } = row
  return {
    ...{ id, service, state, revision },
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    name: maskName(name),
    phone: phone && maskPhone(phone),
    guardian: guardian && maskName(guardian),
    consentAt: consentAt === null ? null : new Date(consentAt).toISOString(),
    byResident: residentId !== null,
    actions: offered<BookingKinds>(BOOKINGS, { actor: viewer, subject: bookingLife(row), rules: {}, now }),
  }
}

/**
 * The slot of a place that begins at an instant. Throws Problem `not_found` where the place offers none of this service then, `conflict` where it is over or
 * too far ahead.
 */
export function slotAt(place: StoredPlace, service: PlaceService, startsAt: string, now: number): { from: number; to: number; seats: number } {
  const [from, offer] = [Date.parse(startsAt), place.offers.find((one) => one.service === service)]
  const day = dayNumber(from)
  // a slot after midnight belongs to the hours of the day before
  const slots = offer ? [day - 1, day].flatMap((at) => slotsOfDay(place.hours, live().atlas.calendar, at, offer.minutes)) : []
  const slot = slots.find((one) => one.from === from)
  if (!offer || !slot || place.closed) throw new Problem('not_found', 'The place offers no such time.')
  if (slot.to <= now) throw new Problem('conflict', 'That time is over.', { over: true })
  if (from >= startOfDay(now) + BOOKABLE_DAYS * DAY_MS)
    throw new Problem('conflict', `It can be booked ${BOOKABLE_DAYS} days ahead.`, { ahead: true })
  return { ...slot, seats: offer.seats }
}

async function book({ viewer, address, params, body }: CallOf<typeof placeRoutes.book>): Promise<Booking> {
  const place = await placeFor(viewer, params().id)
  const { id, service, startsAt, name, phone = null, guardian = null } = await body()
  if (!mayRunBookings(viewer, place, service)) throw new Problem('forbidden', 'Bookings are made by those who keep them.')
  const now = Date.now()
  const slot = slotAt(place, service, startsAt, now)
  const row = await makeBooking({ viewer, address }, { id, place, service, slot, residentId: null, name, phone, guardian }, now)
  return shownBooking(row, viewer, now)
}

async function giveBookings({ viewer, address, params, query }: CallOf<typeof placeRoutes.bookings>) {
  const place = await placeFor(viewer, params().id)
  const services = place.offers.flatMap(({ service }) => (mayRunBookings(viewer, place, service) ? [service] : []))
  if (services.length === 0) throw new Problem('forbidden', 'Who has booked is told to those who keep the bookings.')
  const [from, now] = [dayStart(query().day), Date.now()]
  const rows = await listBookings(place.id, { from, to: from + DAY_MS, services })
  const object = { kind: 'place', id: place.id }
  const detail = { day: civilDate(from), ids: rows.map(({ id }) => id) }
  if (rows.length > 0) await auditReading({ actor: actorOf(viewer), action: 'booking.read', object, address, detail })
  return { day: civilDate(from), bookings: rows.map((row) => shownBooking(row, viewer, now)) }
}

/** The booking of a call, for whoever keeps it. Throws Problem `forbidden`, `not_found`. */
async function keptBooking(viewer: Viewer, { id, booking }: { id: string; booking: string }): Promise<BookingRow> {
  const place = await placeFor(viewer, id)
  const row = await readBooking(booking)
  const runs = row !== null && row.place === place.id && mayRunBookings(viewer, place, row.service)
  // whoever keeps no bookings here is not told which there are
  if (!runs && !place.offers.some(({ service }) => mayRunBookings(viewer, place, service)))
    throw new Problem('forbidden', 'Bookings are kept by those who work there.')
  if (!runs) throw new Problem('not_found', 'There is no such booking here.')
  return row
}

async function act({ viewer, address, params, body }: CallOf<typeof placeRoutes.act>): Promise<Booking> {
  const { id } = await keptBooking(viewer, params())
  const now = Date.now()
  return shownBooking(await actOnBooking({ viewer, address }, id, await body(), now), viewer, now)
}

/** Opens who has booked for five minutes, for a reason, and answers it in clear. Where it was is not written: a resident who books is named in the audit. */
async function reveal(call: CallOf<typeof placeRoutes.revealBooking>): Promise<RevealedBooking> {
  const { viewer, address } = call
  const { id, name, phone, guardian } = await keptBooking(viewer, call.params())
  const { reason, fields } = await call.body()
  const object = { kind: 'booking' as const, id }
  await needCode(call, object, reason)
  const { fields: revealed, until } = await openFields(proofOf(viewer), object, fields, { actor: actorOf(viewer), address, reason })
  const opened = (field: BookingField, value: string | null) => (revealed.includes(field) ? value : null)
  return {
    ...{ id, name: opened('name', name), phone: opened('phone', phone), guardian: opened('guardian', guardian) },
    ...{ revealed, until: new Date(until).toISOString() },
  }
}

/** Bookings of places, for those who keep them. */
export const bookingsServed: readonly Served[] = [
  serveViewer(placeRoutes.bookings, giveBookings),
  serveViewer(placeRoutes.book, book),
  serveViewer(placeRoutes.act, act),
  serveViewer(placeRoutes.revealBooking, reveal),
]
