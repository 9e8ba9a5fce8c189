import type { GridShape } from '@/lib/client/grids'
import { fromWgs84 } from '@/lib/domain/coordinates'
import type { Crs } from '@/lib/domain/event'
import type { Bounds } from '@/lib/domain/position'

type Place = [number, number]

/**
 * The ground that the map draws on: WGS84, or the datum of a base map's tiles. The one place where our data are moved to the tiles, so
 * that areas, points and the heat's picture move together. What is moved is for drawing alone.
 */
export type Ground = {
  readonly crs: Crs
  at(place: Place): Place
  bounds(bounds: Bounds): Bounds
  points(pairs: Float32Array): Float32Array
  shapes(grids: readonly GridShape[]): readonly GridShape[]
}

const plain: Ground = { crs: 'WGS84', at: (p) => p, bounds: (b) => b, points: (p) => p, shapes: (g) => g }

/** The ground of a datum. A box is moved by the means of its sides; over a county what is inside stays within 15 m (ground.test.ts). */
export function groundOf(crs: Crs): Ground {
  if (crs === 'WGS84' || crs === 'CGCS2000') return plain
  const at = (place: Place): Place => fromWgs84(place, crs)
  return {
    crs,
    at,
    bounds([west, south, east, north]) {
      const [middleX, middleY] = [(west + east) / 2, (south + north) / 2]
      return [at([west, middleY])[0], at([middleX, south])[1], at([east, middleY])[0], at([middleX, north])[1]]
    },
    points(pairs) {
      const moved = new Float32Array(pairs.length)
      for (let i = 0; i + 1 < pairs.length; i += 2) moved.set(at([pairs[i] ?? 0, pairs[i + 1] ?? 0]), i)
      return moved
    },
    shapes: (grids) =>
      grids.map((grid) => ({
        ...grid,
        place: at(grid.place),
        coordinates: grid.coordinates.map((rings) => rings.map((ring) => ring.map(at))),
      })),
  }
}
