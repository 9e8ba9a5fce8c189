import { type Coordinates, distance, type Point } from './distance'

/** Some share of a length that lies within rounding: two places exactly that far apart count as near. */
const SLACK = 1e-9
const MIN_METERS_A_DEGREE = 110_000

/** Whether a length is at most `most`, with slack for rounding. */
export const isWithin = (length: number, most: number): boolean => length <= most * (1 + SLACK)

/**
 * Calls `visit` once for each pair of places (a < b, in their order) at most `radius` apart: metres for degrees, otherwise the unit of the
 * plane. Sweeps by y, so the cost is that of the pairs whose y lie within the radius.
 */
export function visitNear(places: readonly Point[], radius: number, coordinates: Coordinates, visit: (a: number, b: number) => void): void {
  const between = distance(coordinates)
  const span = (coordinates === 'degrees' ? radius / MIN_METERS_A_DEGREE : radius) * (1 + SLACK)
  const order = places.map((place, i) => ({ place, i })).sort((a, b) => a.place[1] - b.place[1])
  for (let first = 0; first < order.length; first++) {
    const a = order[first]
    for (let second = first + 1; a && second < order.length; second++) {
      const b = order[second]
      if (!b || b.place[1] - a.place[1] > span) break
      if (isWithin(between(a.place, b.place), radius)) visit(Math.min(a.i, b.i), Math.max(a.i, b.i))
    }
  }
}
