import * as z from 'zod/mini'

/** [longitude, latitude] in degrees, WGS84 (EPSG:4326; CGCS2000/EPSG:4490 is treated as the same). */
export const Position = z.tuple([z.number().check(z.gte(-180), z.lte(180)), z.number().check(z.gte(-90), z.lte(90))])
export type Position = z.infer<typeof Position>

/** [west, south, east, north] in degrees, WGS84. */
export const Bounds = z.tuple([z.number(), z.number(), z.number(), z.number()])
export type Bounds = z.infer<typeof Bounds>

/** A ring is closed (first = last), in degrees; a polygon is [outer, ...holes]. */
export type Ring = [number, number][]
export type MultiPolygon = { type: 'MultiPolygon'; coordinates: Ring[][] }

/** Earth radius of spherical Mercator (EPSG:3857), metres. */
export const MERCATOR_RADIUS = 6378137

/** WGS84 → EPSG:3857 in metres, [x east, y north]. */
export function toMercator([lon, lat]: Position): [x: number, y: number] {
  return [(lon * Math.PI * MERCATOR_RADIUS) / 180, MERCATOR_RADIUS * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))]
}

/** EPSG:3857 metres → WGS84 degrees. */
export function fromMercator(x: number, y: number): Position {
  return [(x / MERCATOR_RADIUS) * (180 / Math.PI), (2 * Math.atan(Math.exp(y / MERCATOR_RADIUS)) - Math.PI / 2) * (180 / Math.PI)]
}

/** Ground metres for one Mercator metre at a Mercator y (the cosine of the latitude). */
export function groundScale(y: number): number {
  return 1 / Math.cosh(y / MERCATOR_RADIUS)
}
