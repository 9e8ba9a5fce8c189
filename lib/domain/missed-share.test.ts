import { expect, it } from 'vitest'
import { missedShare } from './missed-share'

it('is of those who said yes or no, with its interval, and of none it says nothing', () => {
  // Wilson's 95 % interval of 3 in 12, by hand: (0.25 + 3.8415/24 ± 1.96·√(0.1875/12 + 3.8415/576)) / (1 + 3.8415/12)
  const told = missedShare({ yes: 3, no: 9, unclear: 4 })
  expect(told).toMatchObject({ yes: 3, of: 12, unclear: 4, share: { value: 0.25 } })
  expect([told.share?.low, told.share?.high]).toEqual([expect.closeTo(0.0889, 3), expect.closeTo(0.5323, 3)])
  expect(missedShare({ yes: 0, no: 0, unclear: 2 })).toEqual({ yes: 0, of: 0, unclear: 2, share: null })
})
