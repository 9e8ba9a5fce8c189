import { expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { type PastSingle, replaySingles } from './single-replay'

const settings = { clearMinutes: 60, lateHours: 168 }
/** An event so many hours on, closed so many hours after; null: never. */
const at = (hours: number, closedAfter: number | null, grid = 'a1'): PastSingle => {
  const receivedAt = hours * HOUR_MS
  return { grid, receivedAt, occurredAt: receivedAt, closedAt: closedAfter === null ? null : receivedAt + closedAfter * HOUR_MS }
}
const hours = (...events: PastSingle[]) => replaySingles(settings, events).map((ms) => ms / HOUR_MS)

it('raises one alert a place, as long as an event of it is open and an hour after', () => {
  expect(hours(at(0, 2), at(1, 1), at(1, 5, 'b'))).toEqual([0, 1])
  // a place holds what lies below it
  expect(hours(at(0, 5, 'a'), at(1, 5, 'a1'), at(2, 5, 'a2'))).toEqual([0])
  expect(hours(at(0, null), at(24 * 300, 1))).toEqual([0])
})

it('renews one that ended within seven days, and raises another after that', () => {
  expect(hours(at(0, 1), at(3, 1), at(3 + 2 + 7 * 24, 1))).toEqual([0])
  expect(hours(at(0, 1), at(2.1 + 7 * 24, 1))).toEqual([0, 2.1 + 7 * 24])
})

it('counts two that come to share ground as one', () => {
  expect(hours(at(0, 9, 'a1'), at(1, 9, 'a2'), at(2, 9, 'a'))).toEqual([0])
  // and goes on as it: what it took over still holds it
  expect(hours(at(0, 9, 'a1'), at(1, 900, 'a2'), at(2, 9, 'a'), at(800, 1, 'a1'))).toEqual([0])
})

it('raises nothing that was closed when we got to know of it, or long ago by then', () => {
  expect(hours(at(0, 0), at(1, -1))).toEqual([])
  const late = (by: number): PastSingle => ({ ...at(500, 5), occurredAt: 500 * HOUR_MS - by })
  expect([hours(late(7 * DAY_MS)), hours(late(7 * DAY_MS + 1))]).toEqual([[500], []])
})
