import { expect, it } from 'vitest'
import { ratioScale, touchesUsual } from './ratio-scale'

const ratio = (low: number, mean: number, high: number) => ({ low, mean, high })

it('ratios stand by their logarithm, within the line, whatever they are', () => {
  const { at, ticks } = ratioScale([ratio(1.5, 2, 3), ratio(0.8, 1.4, 2.2)])
  expect([at(0.5), at(4)]).toEqual([0, 1])
  expect(at(2) - at(1)).toBeCloseTo(at(1) - at(0.5))
  expect(ticks).toEqual([2, 4])
  const wide = ratioScale([ratio(0, 9, 300)])
  expect([wide.at(0), wide.at(300), wide.at(0.1), wide.at(40)]).toEqual([0, 1, 0, 1])
  expect(wide.ticks).toEqual([4, 16])
  expect(ratioScale([ratio(2, 5, 11)]).ticks).toEqual([4])
})

it('a ratio is the usual where its interval reaches down to it', () => {
  expect([ratio(1.01, 2, 3), ratio(1, 2, 3), ratio(0.4, 2, 9)].map(touchesUsual)).toEqual([false, true, true])
})
