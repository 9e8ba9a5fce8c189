import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeGridIndex } from './grid-index'
import type { MultiPolygon, Position, Ring } from './position'

const box = (x: number, y: number, w: number, h: number): Ring => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
  [x, y],
]
const area = (...polygons: Ring[][]): MultiPolygon => ({ type: 'MultiPolygon', coordinates: polygons })
const grid = (id: number, code: string, geometry: MultiPolygon) => ({ id, code, geometry })

describe('the grid index', () => {
  it('finds nothing when there are no grids, outside of all, or for what is no position', () => {
    expect(makeGridIndex([]).locate([0, 0])).toBeNull()
    const { locate } = makeGridIndex([grid(1, '1', area([box(10, 20, 1, 1)]))])
    expect([locate([10.5, 20.5]), locate([9.99, 20.5]), locate([180, -90]), locate([Number.NaN, 20.5]), locate([10.5, Infinity])]).toEqual([
      1,
      null,
      null,
      null,
      null,
    ])
  })

  it('gives shared edges and corners to the lowest code, whatever the order of the grids', () => {
    const west = grid(7, '411324002', area([box(0, 0, 1, 1)]))
    const east = grid(3, '411324001', area([box(1, 0, 1, 1)]))
    const north = grid(5, '411324003', area([box(0, 1, 2, 1)]))
    for (const grids of [
      [west, east, north],
      [north, east, west],
    ]) {
      const { locate } = makeGridIndex(grids)
      expect([locate([1, 0.5]), locate([0.5, 1]), locate([1, 1]), locate([1.5, 1]), locate([0, 0]), locate([2, 2])]).toEqual([3, 7, 3, 3, 7, 5])
    }
  })

  it('keeps holes open, but for their edge, and knows all parts of a grid', () => {
    const { locate } = makeGridIndex([grid(1, '1', area([box(0, 0, 10, 10), [...box(4, 4, 2, 2)].reverse()], [box(20, 0, 1, 1)]))])
    expect([locate([1, 1]), locate([5, 5]), locate([4, 5]), locate([4, 4]), locate([20.5, 0.5]), locate([15, 0.5])]).toEqual([1, null, 1, 1, 1, null])
  })

  it('prefers the lowest code where grids overlap', () => {
    const { locate } = makeGridIndex([grid(1, '2', area([box(0, 0, 10, 10)])), grid(2, '1', area([box(3, 3, 2, 2)]))])
    expect([locate([1, 1]), locate([4, 4]), locate([3, 3])]).toEqual([1, 2, 2])
  })

  it('agrees with the plain test of every grid for any stars of points', () => {
    const star = fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 3, maxLength: 24 }).map((radii): Ring => {
      const ring = radii.map((r, i): Ring[number] => [r * Math.cos((i / radii.length) * 2 * Math.PI), r * Math.sin((i / radii.length) * 2 * Math.PI)])
      return [...ring, ring[0] ?? [0, 0]]
    })
    const moved = fc.record({ ring: star, dx: fc.double({ min: -2, max: 2, noNaN: true }), dy: fc.double({ min: -2, max: 2, noNaN: true }) })
    fc.assert(
      fc.property(
        fc.array(moved, { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })), {
          minLength: 20,
          maxLength: 40,
        }),
        (shapes, points) => {
          const rings = shapes.map(({ ring, dx, dy }) => ring.map(([x, y]): Ring[number] => [x + dx, y + dy]))
          const { locate } = makeGridIndex(rings.map((ring, i) => grid(i + 1, String(i + 1), area([ring]))))
          for (const point of [...points, ...rings.flat()]) expect(locate(point)).toBe(plain(rings, point))
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** The first ring that covers the point, by the sum of all its edges. */
function plain(rings: readonly Ring[], [x, y]: Position): number | null {
  for (const [r, ring] of rings.entries()) {
    let winding = 0
    let on = false
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i] ?? [0, 0], ring[i + 1] ?? [0, 0]] as [Position, Position]
      const side = (b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])
      if (side === 0 && x >= Math.min(a[0], b[0]) && x <= Math.max(a[0], b[0]) && y >= Math.min(a[1], b[1]) && y <= Math.max(a[1], b[1])) on = true
      if (a[1] <= y && y < b[1] && side > 0) winding++
      if (b[1] <= y && y < a[1] && side < 0) winding--
    }
    if (on || winding !== 0) return r + 1
  }
  return null
}
