import { expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { replayLapsed } from './lapsed-replay'

const settings = { times: 2, days: 3, clearMinutes: 60 }
/** An order that came on a day at eight (China), and lay there from an hour of that day for so many hours; null: it does still. */
const lapse = (order: string, day: number, hour: number, hours: number | null, place = 'a') => {
  const from = day * DAY_MS + hour * HOUR_MS
  return { order, place, createdAt: day * DAY_MS, from, to: hours === null ? null : from + hours * HOUR_MS }
}
const raised = (...lapses: ReturnType<typeof lapse>[]) => replayLapsed(settings, lapses).map((ms) => ms / HOUR_MS)

it('raises when so many of one place lie there at once', () => {
  expect(raised(lapse('x', 1, 1, 9), lapse('y', 1, 2, 9, 'b'), lapse('z', 1, 3, 9))).toEqual([27])
  expect(raised(lapse('x', 1, 1, 1), lapse('z', 1, 3, 9))).toEqual([])
})

it('is one alert while one of its orders lies there, and an hour after; it tells of an order once', () => {
  const [x, y] = [lapse('x', 1, 1, 2), lapse('y', 1, 2, 2)]
  // z comes within the hour, so v and w make another only after that of x, y and z is over
  expect(raised(x, y, lapse('z', 1, 4.5, 2), lapse('v', 1, 5, 20), lapse('w', 1, 6, 20))).toEqual([26])
  expect(raised(x, y, lapse('x', 1, 7, 9), lapse('y', 1, 8, 9), lapse('z', 1, 9, 9))).toEqual([26])
  expect(raised(x, y, lapse('v', 1, 7, 9), lapse('w', 1, 8, 9))).toEqual([26, 32])
})

it('counts the orders that came within its days, the present one among them', () => {
  expect(raised(lapse('x', 1, 1, null), lapse('y', 3, 1, null))).toEqual([73])
  expect(raised(lapse('x', 1, 1, null), lapse('y', 4, 1, null))).toEqual([])
})
