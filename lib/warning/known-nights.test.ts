import { expect, it } from 'vitest'
import { type KnownDays, knownNights } from './known-nights'

const known: KnownDays = {
  ...{ first: 100, days: 4, leaves: 2, types: [{ code: '01', classCode: '0', sensitive: false }] },
  counts: [Int32Array.of(1, 2, 3, 4, 10, 20, 30, 40)],
  // two events of the first leaf on day 101 that the night of 103 knew first
  later: [{ type: 0, at: 1, night: 103, n: 2 }],
}
const nights = (from: number, to: number, study: number) =>
  [...knownNights(known, { from, to, study })].map(({ night, date, counts }) => [night, date, counts.days, [...(counts.counts[0] ?? [])]])

it('each night knows the days before it that it studies, and what had come by then', () => {
  expect(nights(102, 104, 2)).toEqual([
    [102, '1970-04-13', 2, [1, 2, 10, 20]],
    [103, '1970-04-14', 2, [4, 3, 20, 30]],
    [104, '1970-04-15', 2, [3, 4, 30, 40]],
  ])
})

it('what was known before the first night is in it, and fewer days are there at the beginning', () => {
  expect(nights(103, 103, 365)).toEqual([[103, '1970-04-14', 3, [1, 4, 3, 10, 20, 30]]])
  expect(known.counts[0]?.[1]).toBe(2)
})
