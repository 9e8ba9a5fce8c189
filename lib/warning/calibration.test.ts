import { expect, test } from 'vitest'
import { makeRandom } from '@/lib/domain/random'
import { blocksOf, calibrationOf } from './calibration'

test('the interval holds the level where p is uniform, and is wider where nights hang together', () => {
  const random = makeRandom('calibration test')
  const free = Array.from({ length: 400 }, () => Array.from({ length: 10 }, () => random.next()))
  const [alone] = calibrationOf(blocksOf(free, 1), [0.05])
  expect(alone?.values).toBe(4000)
  expect(alone?.low).toBeLessThan(0.05)
  expect(alone?.high).toBeGreaterThan(0.05)
  // each night as its nine followers: as many values, a tenth of the knowledge
  const same = free.slice(0, 40).flatMap((night) => Array.from({ length: 10 }, () => night))
  const [together] = calibrationOf(blocksOf(same, 10), [0.05])
  const width = (one?: { low: number; high: number }) => (one?.high ?? 0) - (one?.low ?? 0)
  expect(width(together)).toBeGreaterThan(2 * width(alone))
})

test('a share is of all values, blocks of unequal length too, and below the level only', () => {
  const [one] = calibrationOf([[[0.01, 0.5], [0.05]], [[0.2]]], [0.05])
  expect(one).toMatchObject({ value: 1 / 4, values: 4 })
  expect(blocksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
})
