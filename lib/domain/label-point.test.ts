import { describe, expect, it } from 'vitest'
import { labelPoint } from './label-point'
import type { Ring } from './position'

const label = (...rings: Ring[]) => labelPoint({ type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) })

describe('labelPoint', () => {
  it('is the middle of a square on the equator', () => {
    const { position, radius } = label([
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
      [-1, -1],
    ])
    expect(Math.hypot(...position)).toBeLessThan(0.05)
    expect(radius).toBeGreaterThan(0.95)
  })

  it('lies in the thick part of an L, where its centre of gravity would not', () => {
    const { position } = label([
      [0, 0],
      [10, 0],
      [10, 1],
      [3, 1],
      [3, 10],
      [0, 10],
      [0, 0],
    ])
    expect(position[0]).toBeGreaterThan(1)
    expect(position[0]).toBeLessThan(2.2)
  })

  it('keeps out of holes and takes the roomiest part', () => {
    const outer: Ring = [
      [0, 0],
      [6, 0],
      [6, 6],
      [0, 6],
      [0, 0],
    ]
    const hole: Ring = [
      [1, 1],
      [1, 5],
      [5, 5],
      [5, 1],
      [1, 1],
    ]
    const { position, radius } = labelPoint({ type: 'MultiPolygon', coordinates: [[outer, hole]] })
    expect(radius).toBeLessThan(0.75)
    expect(position[0] < 1 || position[0] > 5 || position[1] < 1 || position[1] > 5).toBe(true)
    expect(
      label(
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
        [
          [20, 0],
          [24, 0],
          [24, 4],
          [20, 4],
          [20, 0],
        ],
      ).position[0],
    ).toBeGreaterThan(20)
  })
})
