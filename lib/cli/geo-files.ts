import { parse } from 'csv-parse'
import * as z from 'zod/mini'
import { AreaIn } from '@/lib/domain/geometry-check'
import { type MultiPolygon, Position } from '@/lib/domain/position'
import { FileError } from '@/lib/sources/file-error'
import { readFeatures } from '@/lib/sources/geojson'
import { joined, openBytes } from '@/lib/sources/tables/encoding'

const isGeoJson = (file: string) => /\.(geo)?json(\.gz)?$/i.test(file)

/** All areas of a GeoJSON file as one; lines and points in it are passed over. Throws FileError when there is none. */
export async function readBoundary(file: string): Promise<MultiPolygon> {
  const areas = (await readFeatures(file)).flatMap(({ geometry }) => {
    const area = AreaIn.safeParse(geometry)
    return area.success ? area.data.coordinates : []
  })
  if (areas.length === 0) throw new FileError(`${file} holds no Polygon or MultiPolygon in degrees of longitude and latitude.`)
  return { type: 'MultiPolygon', coordinates: areas }
}

const PointIn = z.object({ type: z.literal('Point'), coordinates: z.array(z.number()).check(z.minLength(2)) })

/**
 * The positions of a file of points, in degrees: CSV by the names of two columns, or GeoJSON; `.gz` is unpacked. Rows without a usable
 * position are counted and passed over. Throws FileError when the file or a column is not there.
 */
export async function readPoints(file: string, columns: { lon: string; lat: string }): Promise<{ points: Position[]; unusable: number }> {
  const points: Position[] = []
  let unusable = 0
  const take = (candidate: readonly unknown[]) => {
    const position = Position.safeParse(candidate)
    // 0, 0 is how many systems write that they do not know
    if (position.success && (position.data[0] !== 0 || position.data[1] !== 0)) points.push(position.data)
    else unusable++
  }
  if (isGeoJson(file)) {
    for (const { geometry } of await readFeatures(file)) {
      const point = PointIn.safeParse(geometry)
      take(point.success ? point.data.coordinates.slice(0, 2) : [])
    }
    return { points, unusable }
  }
  const number = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN)
  try {
    const rows = joined(openBytes(file).bytes, parse({ columns: true, bom: true, skip_empty_lines: true, relax_column_count: true, trim: true }))
    for await (const row of rows) {
      const record = z.parse(z.record(z.string(), z.unknown()), row)
      for (const column of [columns.lon, columns.lat]) {
        if (!(column in record))
          throw new FileError(`${file} has no column "${column}"; it has ${Object.keys(record).join(', ')}. Name them by --lon and --lat.`)
      }
      take([number(record[columns.lon]), number(record[columns.lat])])
    }
  } catch (error) {
    throw error instanceof FileError ? error : new FileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { points, unusable }
}
