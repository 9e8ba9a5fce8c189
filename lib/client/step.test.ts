import { expect, it } from 'vitest'
import { stepFrom } from './step'

it('goes on by one in either direction, begins with the first, and ends with the ends', () => {
  const list = ['a', 'b', 'c']
  const cases: [from: string | null, by: 1 | -1, to: string | undefined][] = [
    ['a', 1, 'b'],
    ['c', -1, 'b'],
    ['c', 1, undefined],
    ['a', -1, undefined],
    [null, 1, 'a'],
    ['gone', -1, 'a'],
  ]
  for (const [from, by, to] of cases) expect([from, by, stepFrom(list, from, by)]).toEqual([from, by, to])
  expect(stepFrom([], 'a', 1)).toBeUndefined()
})
