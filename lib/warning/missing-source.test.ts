import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { missesSource } from './missing-source'

const end = 100 * DAY_MS
const source = (looked: number, hoursAgo: number) => ({ looked, lastOccurredAt: end - hoursAgo * HOUR_MS })

test('a source is missing when it is silent since before noon and eight of its events would have come', () => {
  // a tenth of 160 a day are 16, eight of them in half a day
  expect(missesSource([source(900, 1), source(100, 12)], 160, end)).toBe(false)
  expect(missesSource([source(900, 1), source(100, 12.1)], 160, end)).toBe(true)
  expect(missesSource([source(900, 1), source(100, 13)], 140, end)).toBe(false)
})

test('a small source holds back nothing that matters, and no source misses none', () => {
  expect(missesSource([source(950, 1), source(50, 200)], 1_000, end)).toBe(false)
  expect(missesSource([], 1_000, end)).toBe(false)
})

test('the only source that is silent is missing', () => {
  expect(missesSource([source(10, 30)], 10, end)).toBe(true)
  expect(missesSource([source(10, 30)], 5, end)).toBe(false)
})
