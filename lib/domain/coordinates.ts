import gcoord from 'gcoord'
import type { Crs } from './event'
import type { Position } from './position'

/**
 * Converts a position to WGS84, [longitude, latitude] in degrees. CGCS2000 is treated as WGS84 (they differ by centimetres); GCJ-02 and
 * BD-09 are undone by iteration, to well under a metre. Outside China those two are WGS84 already and stay as they are (gcoord).
 */
export function toWgs84(position: Position, crs: Crs): Position {
  if (crs === 'WGS84' || crs === 'CGCS2000') return position
  const [lon, lat] = gcoord.transform<[number, number]>([position[0], position[1]], crs === 'GCJ02' ? gcoord.GCJ02 : gcoord.BD09, gcoord.WGS84)
  return [lon, lat]
}

/**
 * Converts a WGS84 position to the datum of a base map, to be drawn over its tiles; the inverse of `toWgs84`. Nothing that was converted
 * so may be stored or sent.
 */
export function fromWgs84(position: Position, crs: Crs): Position {
  if (crs === 'WGS84' || crs === 'CGCS2000') return position
  const [lon, lat] = gcoord.transform<[number, number]>([position[0], position[1]], gcoord.WGS84, crs === 'GCJ02' ? gcoord.GCJ02 : gcoord.BD09)
  return [lon, lat]
}
