import { expect, it } from 'vitest'
import type { Calendar } from '@/lib/domain/calendar'
import { bookingsOfDays } from './demo-bookings'

const calendar: Pick<Calendar, 'kindOf'> = { kindOf: () => 'working' }
const always = { week: Array.from({ length: 7 }, () => [{ from: '08:00', to: '18:00' }]), holidays: null, exceptions: [] }
const place = (id: string, kind: 'homework' | 'studio', service: 'homework' | 'broadcast', seats: number) => ({
  ...{ id, kind, hours: always, offers: [{ service, minutes: 60, seats }] },
})
const places = [place('a', 'homework', 'homework', 20), place('b', 'studio', 'broadcast', 1)]

it('books some of the times of some days, never more than their seats, and the same however often it is asked', () => {
  const planned = bookingsOfDays(places, calendar, { first: 20_000, last: 20_029 })
  expect(planned.filter(({ from }) => from >= 20_010 * 86_400_000 - 28_800_000)).toEqual(
    bookingsOfDays(places, calendar, { first: 20_010, last: 20_029 }),
  )
  const slots = new Map<string, number>()
  for (const { place: of, from, seats } of planned) {
    const taken = (slots.get(`${of} ${from}`) ?? 0) + 1
    expect(taken).toBeLessThanOrEqual(seats)
    slots.set(`${of} ${from}`, taken)
  }
  // about a quarter of 600 times
  expect(slots.size).toBeGreaterThan(100)
  expect(slots.size).toBeLessThan(200)
  // of pupils most have a guardian's consent, and nobody else needs one
  const pupils = planned.filter((one) => one.place === 'a')
  expect(pupils.every(({ state, guardian }) => (state === 'requested') === (guardian === null))).toBe(true)
  expect(pupils.filter(({ guardian }) => guardian !== null).length).toBeGreaterThan(pupils.length / 2)
  expect(planned.filter((one) => one.place === 'b').every(({ guardian, state }) => guardian === null && state === 'booked')).toBe(true)
  expect(bookingsOfDays(places, calendar, { first: 5, last: 4 })).toEqual([])
})
