import { toWgs84 } from '@/lib/domain/coordinates'
import type { Crs } from '@/lib/domain/event'
import { AreaIn } from '@/lib/domain/geometry-check'
import { type GridFault, GridLevel, type NewGrid } from '@/lib/domain/grid'
import type { MultiPolygon } from '@/lib/domain/position'
import { FileError, readFeatures } from './geo-files'

/** Which property of a feature holds what; `level` and `parentCode` may be absent from the file, `households` is then 0. */
export const GRID_FIELDS = ['code', 'name', 'level', 'parentCode', 'households'] as const
export type GridField = (typeof GRID_FIELDS)[number]
export type GridProperties = Record<GridField, string>

/**
 * Reads grids from a GeoJSON file as `GET /api/grids` writes it, or with other names of properties. A parent that is not named is the
 * longest other code that the code begins with; a level that is not named is one below the parent's. Shapes in `crs` become WGS84.
 * Throws FileError naming the features that cannot be used.
 */
export async function readGridFile(file: string, properties: GridProperties, crs: Crs): Promise<NewGrid[]> {
  const faults: GridFault[] = []
  const rows = (await readFeatures(file)).flatMap(({ geometry, properties: given }, i) => {
    const get = (field: GridField) => {
      const value = given?.[properties[field]]
      return value === undefined || value === null || value === '' ? null : String(value)
    }
    const [code, name, households] = [get('code'), get('name'), Number(get('households') ?? 0)]
    const area = AreaIn.safeParse(geometry)
    const label = code ?? `feature ${i + 1}`
    if (!code) faults.push({ code: label, message: `has no property "${properties.code}"` })
    if (!name) faults.push({ code: label, message: `has no property "${properties.name}"` })
    if (!Number.isInteger(households) || households < 0) faults.push({ code: label, message: 'its number of households is not a whole number' })
    if (!area.success) faults.push({ code: label, message: 'is no Polygon or MultiPolygon in degrees of longitude and latitude' })
    if (!code || !name || !area.success) return []
    return [{ code, name, households, level: get('level'), parentCode: get('parentCode'), geometry: convert(area.data, crs) }]
  })
  if (rows.length === 0 && faults.length === 0) throw new FileError(`${file} holds no features.`)
  const codes = new Set(rows.map((row) => row.code))
  const parentOf = (code: string): string | null => {
    for (let end = code.length - 1; end > 0; end--) if (codes.has(code.slice(0, end))) return code.slice(0, end)
    return null
  }
  const depth = (code: string): number => {
    const parent = parentOf(code)
    return parent === null ? 1 : depth(parent) + 1
  }
  const grids = rows.flatMap(({ level, parentCode, ...row }): NewGrid[] => {
    const parsed = GridLevel.safeParse(level === null ? depth(row.code) : Number(level))
    if (!parsed.success) faults.push({ code: row.code, message: `its level is ${level ?? depth(row.code)}; there are levels 1 to 4` })
    // above the streets stands the county, which is no grid: its code is what the children continue
    const parent = parentCode ?? parentOf(row.code) ?? row.code.slice(0, Math.max(0, row.code.length - 3))
    return parsed.success ? [{ ...row, level: parsed.data, parentCode: parent }] : []
  })
  if (faults.length) {
    const shown = faults.slice(0, 10).map((f) => `${f.code} ${f.message}`)
    throw new FileError(`${faults.length} features of ${file} cannot be used: ${shown.join('; ')}${faults.length > 10 ? '; …' : ''}`)
  }
  return grids
}

function convert({ coordinates }: MultiPolygon, crs: Crs): MultiPolygon {
  return { type: 'MultiPolygon', coordinates: coordinates.map((rings) => rings.map((ring) => ring.map((p) => toWgs84(p, crs)))) }
}
