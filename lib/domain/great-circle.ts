import type { Position } from './position'

/** The mean radius of the earth in metres (IUGG: (2a + b) / 3), by which great circles are measured. */
export const EARTH_RADIUS_METERS = 6_371_008.8

const RADIANS = Math.PI / 180

/** The ground distance in metres on the sphere. Haversine: exact for near places, where the arc cosine loses its digits. */
export function greatCircle(a: Readonly<Position>, b: Readonly<Position>): number {
  const lat = Math.sin(((b[1] - a[1]) * RADIANS) / 2)
  const lon = Math.sin(((b[0] - a[0]) * RADIANS) / 2)
  const h = lat * lat + Math.cos(a[1] * RADIANS) * Math.cos(b[1] * RADIANS) * lon * lon
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(h)))
}
