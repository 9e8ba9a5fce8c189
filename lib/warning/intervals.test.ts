import { expect, test } from 'vitest'
import { rateOf, shareOf } from './intervals'

test("Wilson's interval, as R's prop.test(correct = FALSE) has it", () => {
  const share = shareOf(8, 10)
  expect(share?.value).toBe(0.8)
  expect(share?.low).toBeCloseTo(0.4901625, 6)
  expect(share?.high).toBeCloseTo(0.943318, 5)
  expect(shareOf(0, 10)).toMatchObject({ low: 0 })
  expect(shareOf(0, 10)?.high).toBeCloseTo(0.2775328, 6)
  expect(shareOf(10, 10)).toMatchObject({ high: 1 })
  expect(shareOf(0, 0)).toBeNull()
})

test("the exact interval of a Poisson count, as in Garwood's table", () => {
  const ends = (count: number) => {
    const rate = rateOf(count, 1)
    return [rate?.low, rate?.high].map((end) => end?.toFixed(3))
  }
  expect(ends(0)).toEqual(['0.000', '3.689'])
  expect(ends(1)).toEqual(['0.025', '5.572'])
  expect(ends(5)).toEqual(['1.623', '11.668'])
  expect(ends(10)).toEqual(['4.795', '18.390'])
  expect(rateOf(5, 200)?.high).toBeCloseTo(11.668 / 200, 5)
  expect(rateOf(5, 0)).toBeNull()
})
