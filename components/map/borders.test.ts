import { describe, expect, test } from 'vitest'
import type { GridShape } from '@/lib/client/grids'
import { bordersOf } from './borders'

const square = (code: string, level: 1 | 2 | 3 | 4, until: 1 | 2 | 3 | 4, x: number, y: number, w = 1): GridShape => ({
  code,
  name: code,
  label: code,
  sign: code,
  level,
  until,
  parentCode: code.slice(0, -1),
  households: 0,
  demo: true,
  place: [x, y],
  coordinates: [
    [
      [
        [x, y],
        [x + w, y],
        [x + w, y + 1],
        [x, y + 1],
        [x, y],
      ],
    ],
  ],
})
const lengthOf = (line: [number, number][]) =>
  line.slice(1).reduce((n, p, i) => n + Math.hypot(p[0] - (line[i]?.[0] ?? 0), p[1] - (line[i]?.[1] ?? 0)), 0)

describe('bordersOf', () => {
  // two streets side by side; the first has two communities, the second is a leaf
  const grids = [square('1', 1, 1, 0, 0, 2), square('11', 2, 4, 0, 0), square('12', 2, 4, 1, 0), square('2', 1, 4, 2, 0)]
  const borders = bordersOf(grids)
  const total = (level: number) => borders.filter((b) => b.level === level).reduce((n, b) => n + lengthOf(b.line), 0)

  test('each border is drawn once, at the level where the two sides part', () => {
    expect(total(0)).toBe(8)
    expect(total(1)).toBe(1)
    expect(total(2)).toBe(1)
    expect(total(3) + total(4)).toBe(0)
  })
  test('the outline is one closed line', () => {
    const [outline, ...rest] = borders.filter((b) => b.level === 0)
    expect(rest).toEqual([])
    expect(outline?.line[0]).toEqual(outline?.line.at(-1))
  })
  test('nothing comes of nothing', () => expect(bordersOf([])).toEqual([]))
})
