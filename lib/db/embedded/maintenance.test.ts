import { expect, it } from 'vitest'
import { makePace } from './maintenance'

it('tells the pace of the last seconds, whatever comes between two looks', () => {
  const pace = makePace()
  expect(pace(1_000_000, 0)).toBe(0)
  expect(pace(1_020_000, 2_000)).toBe(5_000) // half of 10,000 a second, after one half-life
  expect(pace(1_040_000, 4_000)).toBe(7_500)
  // a second without a row is not the end of a bulk load, ten are
  expect(pace(1_040_000, 5_000)).toBeCloseTo(7_500 / Math.SQRT2)
  expect(pace(1_040_000, 15_000)).toBeLessThan(200)
})

it('is the same however often it is asked', () => {
  const [often, seldom] = [makePace(), makePace()]
  for (let at = 0; at <= 6_000; at += 100) often(at * 4, at)
  seldom(0, 0)
  expect(often(24_400, 6_100)).toBeCloseTo(seldom(24_400, 6_100))
})
