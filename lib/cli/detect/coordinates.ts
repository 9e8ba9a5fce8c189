import { Option } from 'commander'
import { COORDINATES, type Coordinates, type Point } from '@/lib/warning/distance'
import type { Row } from './rows'

/** The option that says how x and y are read. */
export const coordinatesOption = (): Option =>
  new Option(
    '--coordinates <kind>',
    'degrees: longitude and latitude, distances in metres along the great circle (mean radius 6371008.8 m); degrees-as-plane: the same, flat, distances in degrees; metres: any plane in its own unit',
  )
    .choices(COORDINATES)
    .default('degrees')

/** The place in the columns x and y of a row. */
export function pointIn(row: Row, coordinates: Coordinates): Point {
  const [x, y] = [row.number('x'), row.number('y')]
  if (coordinates === 'metres') return [x, y]
  if (Math.abs(x) > 180) throw row.fault('x', `${x} is no longitude in degrees; a plane needs --coordinates metres`)
  if (Math.abs(y) > 90) throw row.fault('y', `${y} is no latitude in degrees; a plane needs --coordinates metres`)
  return [x, y]
}
