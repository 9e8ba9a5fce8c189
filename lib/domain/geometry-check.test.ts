import { describe, expect, it } from 'vitest'
import { AreaIn, faultOfArea, faultOfRing } from './geometry-check'
import type { Ring } from './position'

const square: Ring = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
  [0, 0],
]

describe('faultOfRing', () => {
  it('passes sound rings, either way round, with points on straight edges or twice in a row', () => {
    expect(faultOfRing(square)).toBeNull()
    expect(faultOfRing([...square].reverse())).toBeNull()
    expect(
      faultOfRing([
        [0, 0],
        [1, 0],
        [2, 0],
        [2, 0],
        [2, 2],
        [0, 2],
        [0, 0],
      ]),
    ).toBeNull()
    expect(
      faultOfRing([
        [0, 0],
        [1, 0],
        [0, 1],
        [0, 0],
      ]),
    ).toBeNull()
  })

  it.each<[string, Ring, RegExp]>([
    [
      'too short',
      [
        [0, 0],
        [1, 1],
        [0, 0],
      ],
      /3 points/,
    ],
    [
      'open',
      [
        [0, 0],
        [2, 0],
        [2, 2],
        [0, 2],
      ],
      /not closed/,
    ],
    [
      'outside the world',
      [
        [0, 0],
        [181, 0],
        [2, 2],
        [0, 0],
      ],
      /not a longitude/,
    ],
    [
      'not finite',
      [
        [0, 0],
        [Number.NaN, 0],
        [2, 2],
        [0, 0],
      ],
      /not a longitude/,
    ],
    [
      'flat',
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ],
      /no area/,
    ],
    [
      'a bow tie',
      [
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 3],
        [0, 0],
      ],
      /meets itself/,
    ],
    [
      'touching at a vertex',
      [
        [0, 0],
        [2, 0],
        [2, 2],
        [1, 0],
        [0, 2],
        [0, 0],
      ],
      /meets itself/,
    ],
    [
      'with a spike',
      [
        [0, 0],
        [2, 0],
        [2, 3],
        [2, 2],
        [0, 2],
        [0, 0],
      ],
      /meets itself/,
    ],
    ['twice round', [...square, ...square.slice(1)], /meets itself/],
  ])('refuses one that is %s', (_name, ring, fault) => expect(faultOfRing(ring)).toMatch(fault))
})

describe('areas', () => {
  it('are checked in all their rings', () => {
    expect(faultOfArea({ type: 'MultiPolygon', coordinates: [] })).toMatch(/empty/)
    expect(faultOfArea({ type: 'MultiPolygon', coordinates: [[]] })).toMatch(/no ring/)
    expect(faultOfArea({ type: 'MultiPolygon', coordinates: [[square, square.slice(1)]] })).toMatch(/not closed/)
  })

  it('come in as Polygon or MultiPolygon', () => {
    expect(AreaIn.parse({ type: 'Polygon', coordinates: [square] })).toEqual({ type: 'MultiPolygon', coordinates: [[square]] })
    expect(AreaIn.parse({ type: 'MultiPolygon', coordinates: [[square]] })).toEqual({ type: 'MultiPolygon', coordinates: [[square]] })
    expect(AreaIn.safeParse({ type: 'Point', coordinates: [0, 0] }).success).toBe(false)
    expect(AreaIn.safeParse({ type: 'Polygon', coordinates: [[[0, 0, 5]]] }).success).toBe(false)
    expect(AreaIn.safeParse({ type: 'Polygon', coordinates: [[[0, '1']]] }).success).toBe(false)
  })
})
