import type { MultiPolygon, Position, Ring } from '@/lib/domain/position'
import type { SourceCrs } from './crs'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * A shape of a file (GeoJSON, or a collection of areas as KML has it) as one area in the file's own coordinates; heights and measures
 * are dropped. Gives a sentence about the feature when it is none.
 */
export function areaOf(geometry: unknown): MultiPolygon | string {
  if (geometry === null || geometry === undefined) return 'has no shape'
  const polygons = polygonsOf(geometry)
  if (typeof polygons === 'string') return polygons
  return polygons.length > 0 ? { type: 'MultiPolygon', coordinates: polygons } : 'has an empty shape'
}

function polygonsOf(geometry: unknown): Ring[][] | string {
  if (!isRecord(geometry)) return 'has no shape'
  if (geometry.type === 'GeometryCollection' && Array.isArray(geometry.geometries)) {
    const parts = geometry.geometries.map(polygonsOf)
    const fault = parts.find((part) => typeof part === 'string')
    return fault ?? parts.flatMap((part) => (typeof part === 'string' ? [] : part))
  }
  const read =
    geometry.type === 'Polygon'
      ? listOf([geometry.coordinates], (polygon) => listOf(polygon, ringOf))
      : geometry.type === 'MultiPolygon'
        ? listOf(geometry.coordinates, (polygon) => listOf(polygon, ringOf))
        : null
  if (read) return read
  return geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
    ? 'has coordinates that are no pairs of numbers'
    : `is a ${typeof geometry.type === 'string' ? geometry.type : 'thing'}, not an area`
}

/** A shape of a file as lines in the file's own coordinates, at least two points each. Gives a sentence about the feature when it is none. */
export function linesOf(geometry: unknown): Position[][] | string {
  if (geometry === null || geometry === undefined) return 'has no shape'
  const { type, coordinates } = isRecord(geometry) ? geometry : {}
  if (type !== 'LineString' && type !== 'MultiLineString') return `is a ${typeof type === 'string' ? type : 'thing'}, not a line`
  const lines = listOf(type === 'LineString' ? [coordinates] : coordinates, ringOf)
  if (!lines) return 'has coordinates that are no pairs of numbers'
  const long = lines.filter((line) => line.length > 1)
  return long.length > 0 ? long : 'has an empty shape'
}

function listOf<T>(value: unknown, read: (item: unknown) => T | null): T[] | null {
  if (!Array.isArray(value)) return null
  const items: T[] = []
  for (const item of value) {
    const made = read(item)
    if (made === null) return null
    items.push(made)
  }
  return items
}

function ringOf(value: unknown): Ring | null {
  return listOf(value, (point): Ring[number] | null => {
    if (!Array.isArray(point)) return null
    const [x, y]: unknown[] = point
    return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null
  })
}

/** An area in another system made WGS84. */
export function convertArea({ coordinates }: MultiPolygon, crs: SourceCrs): MultiPolygon {
  return { type: 'MultiPolygon', coordinates: coordinates.map((rings) => rings.map((ring) => ring.map(([x, y]) => crs.toWgs84(x, y)))) }
}

/** Where Gauss-Kruger and UTM coordinates of China can lie, with room around. */
const CHINA = { west: 70, east: 140, south: 0, north: 60 }

/** Why these coordinates cannot be of this system, as the end of a sentence, or null. */
export function misfitOf({ coordinates }: Pick<MultiPolygon, 'coordinates'>, crs: SourceCrs): string | null {
  const points = coordinates.flat(2)
  const inDegrees = points.every(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90)
  if (crs.unit === 'metres') {
    if (inDegrees) return `are degrees, not metres as ${crs.name} has them: name the right one by --crs`
    if (crs.name === 'EPSG:3857') return null
    const inChina = points.every(([x, y]) => {
      const [lon, lat] = crs.toWgs84(x, y)
      return lon >= CHINA.west && lon <= CHINA.east && lat >= CHINA.south && lat <= CHINA.north
    })
    return inChina ? null : `lie outside China when read as ${crs.name}: it is another zone, or north comes before east`
  }
  if (inDegrees) return null
  if (points.every(([x, y]) => Math.abs(x) <= 90 && Math.abs(y) <= 180)) return 'have the latitude before the longitude: exchange them'
  return points.some(([x, y]) => Math.abs(x) > 1_000 || Math.abs(y) > 1_000)
    ? 'are metres, not degrees: name their projection by --crs, such as EPSG:4546'
    : null
}
