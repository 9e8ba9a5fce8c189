import { createHash } from 'node:crypto'
import { loadAtlas } from '@/lib/db/ground/grids'
import { continueDemoBookings, type DemoBooking, lastDemoBooking } from '@/lib/db/places/demo-places'
import { listPlaces, type StoredPlace } from '@/lib/db/places/places'
import type { Calendar } from '@/lib/domain/calendar'
import { dayNumber } from '@/lib/domain/clock'
import { slotsOfDay } from '@/lib/domain/place-hours'
import { secrecyOf } from '@/lib/domain/place-kinds'
import type { LeasedJob } from './job'

const EVERY_MS = 10 * 60_000
/** The demonstration has bookings for so many days from today on. */
const AHEAD_DAYS = 7
/** One of so many slots has some, and one of so many pupils waits for a guardian's consent. */
const ONE_OF = 4
const WAITS_ONE_OF = 7
const MAX_TOGETHER = 3
const SURNAMES = '王李张刘陈杨赵黄周吴'
const NAMES = ['志强', '桂兰', '建国', '秀英', '晓燕', '文静', '德明', '玉梅']

type Bookable = Pick<StoredPlace, 'id' | 'kind' | 'hours' | 'offers'>

/** Invented bookings of the days from `first` to `last` (numbers of civil days): the same place, service and time have the same each time. */
export function bookingsOfDays(
  places: readonly Bookable[],
  calendar: Pick<Calendar, 'kindOf'>,
  { first, last }: { first: number; last: number },
): DemoBooking[] {
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  return places.flatMap(({ id: place, kind, hours, offers }) =>
    offers.flatMap(({ service, minutes, seats }) =>
      days
        .flatMap((day) => slotsOfDay(hours, calendar, day, minutes))
        .flatMap(({ from, to }) => {
          const drawn = createHash('sha256').update(`booking\0${place}\0${service}\0${from}`).digest()
          const byte = (at: number) => drawn[at] ?? 0
          if (byte(0) % ONE_OF > 0) return []
          return Array.from({ length: Math.min(seats, 1 + (byte(1) % MAX_TOGETHER)) }, (_, i): DemoBooking => {
            const name = `${SURNAMES.charAt(byte(2 + i) % SURNAMES.length)}${NAMES[byte(5 + i) % NAMES.length] ?? ''}`
            const isPupil = secrecyOf(kind, service) === 'pupils'
            const waits = isPupil && byte(8 + i) % WAITS_ONE_OF === 0
            const phone = `138${String(drawn.readUInt32BE(11 + 4 * i) % 100_000_000).padStart(8, '0')}`
            const guardian = isPupil && !waits ? `${name.charAt(0)}家长` : null
            return { place, service, from, to, seats, state: waits ? 'requested' : 'booked', name, phone, guardian }
          })
        }),
    ),
  )
}

/** Keeps the bookings of the demonstration going: what is over was kept or missed, and the next days have some. */
export function demoBookingsJob(): LeasedJob {
  return {
    lease: 'demo-bookings',
    everyMs: EVERY_MS,
    wake(run) {
      run()
      return () => {}
    },
    async work(fence) {
      const [now, latest] = [Date.now(), await lastDemoBooking()]
      // none were made yet, or somebody took the invented places away
      if (latest === null) return
      const [{ calendar }, places] = [await loadAtlas(), await listPlaces({ prefixes: null, limit: 100_000 })]
      const [today, known] = [dayNumber(now), dayNumber(latest)]
      const days = { first: Math.max(today, known + 1), last: today + AHEAD_DAYS - 1 }
      const demo = places.filter((place) => place.demo)
      await continueDemoBookings(fence, bookingsOfDays(demo, calendar, days), now)
    },
    fault: 'the bookings of the demonstration could not be continued',
  }
}
