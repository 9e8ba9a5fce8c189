import { greatCircle } from '@/lib/domain/great-circle'

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
