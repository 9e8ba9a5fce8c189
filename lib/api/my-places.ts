import { actOnBooking, type BookingRow, bookingLife, listMyBookings, makeBooking, readBooking } from '@/lib/db/places/bookings'
import { listPlaces, readPlace, type StoredPlace } from '@/lib/db/places/places'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import { offered } from '@/lib/domain/machine'
import type { MyStation } from '@/lib/domain/my-places'
import type { Slot } from '@/lib/domain/place'
import { BOOKINGS, type BookingKinds, type MyBooking } from '@/lib/domain/place-booking'
import { secrecyOf } from '@/lib/domain/place-kinds'
import { Problem } from '@/lib/domain/problem'
import { myPlaceRoutes } from '@/lib/domain/routes/my-places'
import { live } from '@/lib/live/live'
import { slotAt } from './place-bookings'
import { dayStart, middleOf, slotsOf, toldPlace } from './places-read'
import { type Served, serveResident } from './route'

const MAX_STATIONS = 20

function stationOf(place: StoredPlace, slots: Slot[], now: number): MyStation {
  const { id, kind, name, address, contact, position, meters, services, facilities, open, until } = toldPlace(place, live().atlas, now)
  const books = place.offers.map(({ service }) => service)
  const pupils = books.filter((service) => secrecyOf(kind, service) === 'pupils')
  return { id, kind, name, address, contact, position, meters, services, facilities, open, until, books, pupils, slots }
}

function myBooking(row: BookingRow, viewer: Viewer, now: number): MyBooking {
  const { id, place, placeName, service, startsAt, endsAt, state, kind, name } = row
  const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() }
  const cancels = offered<BookingKinds>(BOOKINGS, { actor: viewer, subject: bookingLife(row), rules: {}, now }).includes('cancel')
  return { id, place, placeName, service, ...times, state, pupil: secrecyOf(kind, service) === 'pupils' ? name : null, cancels }
}

async function openPlace(id: string): Promise<StoredPlace> {
  const place = await readPlace(id)
  if (!place || place.closed) throw new Problem('not_found', 'There is no such place.')
  return place
}

/** Service places and bookings of residents. */
export const myPlacesServed: readonly Served[] = [
  serveResident(myPlaceRoutes.stations, async ({ resident, query }) => {
    const [{ near, kind }, grid, now] = [query(), live().atlas.byCode.get(resident.grid), Date.now()]
    const places = await listPlaces({ prefixes: null, kinds: kind && [kind], near: near ?? (grid && middleOf(grid)), limit: MAX_STATIONS })
    return { from: near ? ('phone' as const) : ('grid' as const), stations: places.map((place) => stationOf(place, [], now)) }
  }),
  serveResident(myPlaceRoutes.station, async ({ params, query }) => {
    const place = await openPlace(params().id)
    return stationOf(place, await slotsOf(place, live().atlas, dayStart(query().day)), Date.now())
  }),
  serveResident(myPlaceRoutes.bookings, async ({ resident, viewer }) => {
    const now = Date.now()
    return { bookings: (await listMyBookings(resident.id, now - DAY_MS)).map((row) => myBooking(row, viewer, now)) }
  }),
  serveResident(myPlaceRoutes.book, async ({ resident, viewer, address, body }) => {
    const { id, place: at, service, startsAt, pupil, consent = false } = await body()
    const [place, now] = [await openPlace(at), Date.now()]
    const isPupil = secrecyOf(place.kind, service) === 'pupils'
    if (isPupil && (pupil === undefined || !consent)) throw new Problem('invalid', 'A pupil is booked by name, with your consent as their guardian.')
    const slot = slotAt(place, service, startsAt, now)
    const who = {
      residentId: resident.id,
      name: isPupil && pupil !== undefined ? pupil : resident.name,
      phone: null,
      guardian: isPupil ? resident.name : null,
    }
    return myBooking(await makeBooking({ viewer, address }, { id, place, service, slot, ...who }, now), viewer, now)
  }),
  serveResident(myPlaceRoutes.cancel, async ({ resident, viewer, address, params }) => {
    const [row, now] = [await readBooking(params().id), Date.now()]
    if (!row || row.residentId !== resident.id) throw new Problem('not_found', 'There is no such booking of yours.')
    if (row.state === 'cancelled') return myBooking(row, viewer, now)
    // one request, however often it is sent: of two at once the other is told that it is done
    const said = { requestId: row.id, action: 'cancel' as const, expectedRevision: row.revision }
    return myBooking(await actOnBooking({ viewer, address }, row.id, said, now), viewer, now)
  }),
]
