import { expect, it } from 'vitest'
import { isInside } from './ring'

const horseshoe = [
  [0, 0],
  [3, 0],
  [3, 3],
  [2, 3],
  [2, 1],
  [1, 1],
  [1, 3],
  [0, 3],
] as const

it.each([
  ['open', horseshoe],
  ['closed', [...horseshoe, horseshoe[0]]],
  ['the other way round', horseshoe.toReversed()],
])('tells what lies in the arms of a horseshoe (%s), and not between them', (_, ring) => {
  for (const [x, y, inside] of [
    [0.5, 2, true],
    [2.5, 2, true],
    [1.5, 0.5, true],
    [1.5, 2, false],
    [-1, 2, false],
    [4, 0.5, false],
    [1.5, 9, false],
  ] as const)
    expect([x, y, isInside(ring, x, y)]).toEqual([x, y, inside])
})
it('has nothing inside nothing', () => expect(isInside([], 0, 0)).toBe(false))
