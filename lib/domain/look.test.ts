import { expect, it } from 'vitest'
import { DAY_MS } from './clock'
import { LOOK_DAYS, lookedSince } from './look'

const now = Date.parse('2026-11-24T14:32:00+08:00')

it.each([
  ['never looked', null, Date.parse('2026-11-24T00:00:00+08:00')],
  ['looked this morning', now - 3_600_000, now - 3_600_000],
  ['looked before the longest time', now - 90 * DAY_MS, now - LOOK_DAYS * DAY_MS],
  ['by a clock that ran ahead', now + 5_000, now],
])('counts from a time that is not longer ago than it can count: %s', (_, mark, since) => {
  expect(lookedSince(mark, now)).toBe(since)
})
