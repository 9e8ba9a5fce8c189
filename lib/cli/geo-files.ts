import * as z from 'zod/mini'
import { AreaIn } from '@/lib/domain/geometry-check'
import { type MultiPolygon, Position } from '@/lib/domain/position'
import { FileError } from '@/lib/sources/file-error'
import { readFeatures } from '@/lib/sources/geojson'
import { openTable } from '@/lib/sources/tables/table'

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

type Points = { points: Position[]; unusable: number; refused: string[] }

const PointIn = z.object({ type: z.literal('Point'), coordinates: z.array(z.number()).check(z.minLength(2)) })

/**
 * The positions of a file of points, in degrees: CSV by the names of two columns, or GeoJSON; `.gz` is unpacked. Rows without a usable
 * position are counted and passed over; of these `refused` names those whose cells cannot be trusted. Throws FileError when the file or a
 * column is not there.
 */
export async function readPoints(file: string, columns: { lon: string; lat: string }): Promise<Points> {
  const points: Position[] = []
  const refused: string[] = []
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
    return { points, unusable, refused }
  }
  const number = (text = '') => (text.trim() === '' ? Number.NaN : Number(text))
  try {
    const { header, rows } = await openTable(file, [])
    const missing = [columns.lon, columns.lat].find((column) => !header.includes(column))
    if (missing !== undefined) throw new FileError(`${file} has no column "${missing}"; it has ${header.join(', ')}. Name them by --lon and --lat.`)
    for await (const { line, values, fault } of rows) {
      if (fault) refused.push(`line ${line}: cells: ${fault.message}`)
      take(fault ? [] : [number(values[columns.lon]), number(values[columns.lat])])
    }
  } catch (error) {
    throw error instanceof FileError ? error : new FileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { points, unusable, refused }
}
