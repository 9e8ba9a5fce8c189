import { describe, expect, it } from 'vitest'
import { nameSpots } from './name-spots'

const SIZE = 13
const place = (names: readonly [string, number, number][], signs: readonly [number, number][] = []) =>
  nameSpots(
    names.map(([text, x, y]) => ({ text, at: [x, y] as const })),
    { size: SIZE, signs, sign: 22 },
  )

describe('names of a map', () => {
  it('stand where they belong while that is free', () => {
    expect(
      place(
        [
          ['雪枫路', 100, 100],
          ['府前街', 160, 100],
        ],
        [[100, 140]],
      ),
    ).toEqual([
      [100, 100],
      [160, 100],
    ])
  })

  it('give way to signs, and stay near', () => {
    const [[x, y] = [0, 0]] = place([['雪枫路', 100, 100]], [[102, 98]])
    expect([Math.abs(x - 100) >= SIZE / 2 || Math.abs(y - 98) >= 11 + SIZE / 2, Math.hypot(x - 100, y - 100) <= 3 * SIZE]).toEqual([true, true])
  })

  it('give way to one another', () => {
    const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = place([
      ['雪枫路', 100, 100],
      ['府前街', 110, 102],
    ])
    expect([ax, ay]).toEqual([100, 100])
    expect(Math.abs(by - ay) >= SIZE || Math.abs(bx - ax) >= 3 * SIZE).toBe(true)
  })

  it('lie as little as can be on what is everywhere', () => {
    const signs = Array.from({ length: 400 }, (_, i): [number, number] => [(i % 20) * 22, Math.floor(i / 20) * 22])
    const [[x, y] = [0, 0]] = place([['雪枫路', 220, 220]], signs)
    expect([Number.isFinite(x), Number.isFinite(y)]).toEqual([true, true])
  })
})
