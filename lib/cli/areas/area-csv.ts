import { wktToGeoJSON } from 'betterknown'
import { FileError } from '@/lib/sources/file-error'
import { openTable } from '@/lib/sources/tables/table'
import type { AreaFeature, AreaFile, AreaOptions } from './area'
import { crsOf } from './crs'

const USUAL = ['wkt', 'geom', 'geometry', 'the_geom', 'shape', '几何', '边界', '空间数据']

/** The rows of a table, those whose cells cannot be trusted with why, whose column `wktField` (or one of the usual names) holds shapes as well-known text; `SRID=4490;` before it is heeded. */
export async function readAreaCsv(file: string, { encoding, sheet, wktField }: AreaOptions): Promise<AreaFile> {
  const { header, rows } = await openTable(file, wktField ? [wktField] : [], { encoding, sheet })
  const column = wktField ?? header.find((name) => USUAL.includes(name.toLowerCase()))
  if (!column) throw new FileError(`${file} has no column of well-known text that is known; name it by --wkt-field: ${header.join(', ')}.`)
  const features: AreaFeature[] = []
  const systems = new Set<string>()
  for await (const { line, values, fault } of rows) {
    const { [column]: wkt = '', ...properties } = values
    if (fault) {
      features.push({ place: `line ${line}`, properties, geometry: null, fault: fault.message })
      continue
    }
    const srid = /^\s*SRID=(\d+)\s*;/i.exec(wkt)?.[1]
    if (srid) systems.add(`EPSG:${srid}`)
    features.push({ place: `line ${line}`, properties, ...shapeOf(wkt.replace(/^\s*SRID=\d+\s*;/i, '')) })
  }
  const [system, other] = systems
  if (other) throw new FileError(`${file} mixes coordinate reference systems (${[...systems].join(', ')}): split it.`)
  const crs = system === undefined ? null : (crsOf(system) ?? `the file says "${system}", which cannot be converted exactly`)
  return { crs, features, notes: [] }
}

function shapeOf(wkt: string): Pick<AreaFeature, 'geometry' | 'fault'> {
  if (wkt.trim() === '') return { geometry: null }
  try {
    return { geometry: wktToGeoJSON(wkt) }
  } catch (error) {
    return { geometry: null, fault: `its well-known text cannot be read (${error instanceof Error ? error.message : String(error)})` }
  }
}
