import { expect, test } from 'vitest'
import { awayFromSeam, readTile } from './tile'

test('a tile is read from the address, and what cannot be one is the whole wall', () => {
  expect(readTile('?tile=2/3&theme=light')).toEqual({ index: 2, of: 3 })
  for (const no of ['', '?tile=', '?tile=2', '?tile=0/3', '?tile=4/3', '?tile=1/9', '?tile=1.5/3', '?tile=a/b'])
    expect(readTile(no)).toEqual({ index: 1, of: 1 })
})

test('what a seam runs through goes where its centre lies', () => {
  expect(awayFromSeam(100, 400, 1_920)).toBe(0)
  expect(awayFromSeam(1_800, 2_000, 1_920)).toBe(-80)
  expect(awayFromSeam(1_900, 2_400, 1_920)).toBe(20)
  expect(awayFromSeam(1_920, 2_400, 1_920)).toBe(0)
  expect(awayFromSeam(0, 5_760, 1_920)).toBe(0)
})
