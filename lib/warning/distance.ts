/** The mean radius of the earth in metres (IUGG: (2a + b) / 3), by which great circles are measured. */
export const EARTH_RADIUS_METERS = 6_371_008.8

/**
 * How the two coordinates of a place are read: `degrees` is longitude and latitude, measured along the great circle in metres;
 * `degrees-as-plane` is the same pair measured as if it were flat, in degrees; `metres` is any plane, in its own unit.
 */
export const COORDINATES = ['degrees', 'degrees-as-plane', 'metres'] as const

/** One of COORDINATES. */
export type Coordinates = (typeof COORDINATES)[number]

/** A place: x (longitude) before y (latitude). */
export type Point = readonly [x: number, y: number]

/** The function that measures between two places of this kind of coordinates; symmetric, 0 for the same place. */
export function distance(kind: Coordinates): (a: Point, b: Point) => number {
  return kind === 'degrees' ? greatCircle : plane
}

function plane(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

const RADIANS = Math.PI / 180

/** Haversine: exact for near places, where the arc cosine loses its digits. */
function greatCircle(a: Point, b: Point): number {
  const lat = Math.sin(((b[1] - a[1]) * RADIANS) / 2)
  const lon = Math.sin(((b[0] - a[0]) * RADIANS) / 2)
  const h = lat * lat + Math.cos(a[1] * RADIANS) * Math.cos(b[1] * RADIANS) * lon * lon
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(h)))
}
