import { existsSync } from 'node:fs'
import path from 'node:path'
import { FileError } from '@/lib/sources/file-error'
import { type Entry, openArchive, readWhole } from '@/lib/sources/tables/archive'
import type { AreaFeature, AreaFile, AreaOptions } from './area'
import { readAreaCsv } from './area-csv'
import { crsOfPrj } from './crs'
import { readDbf } from './dbf'
import { readGeoJson } from './geojson'
import { readKml } from './kml'
import { readShp } from './shapefile'

/**
 * Reads areas: GeoJSON, a shapefile (a zip with .shp, .dbf, .prj and .cpg, of one layer or several, or a .shp beside its others), KML,
 * KMZ, or a table (CSV, XLSX) with the shapes as well-known text. Throws FileError.
 */
export async function readAreaFile(file: string, options: AreaOptions): Promise<AreaFile> {
  const kind = path.extname(file.replace(/\.gz$/i, '')).toLowerCase()
  if (kind === '.json' || kind === '.geojson') return readGeoJson(file)
  if (kind === '.kml') return readKml(await readWhole(file), file)
  if (kind === '.kmz') return readKmz(file)
  if (kind === '.zip') return readZip(file, options)
  if (kind === '.shp') return readLayer(await siblings(file), options)
  if (['.csv', '.txt', '.tsv', '.xlsx'].includes(kind)) return readAreaCsv(file, options)
  throw new FileError(`${file} is of no kind that is known here: GeoJSON, a zip with a shapefile, KML, KMZ, or CSV or XLSX with WKT.`)
}

async function readKmz(file: string): Promise<AreaFile> {
  const entry = openArchive(await readWhole(file), file).find(({ name }) => /\.kml$/i.test(name))
  if (!entry) throw new FileError(`${file} holds no .kml.`)
  return readKml(entry.read(), file)
}

async function readZip(file: string, options: AreaOptions): Promise<AreaFile> {
  const entries = openArchive(await readWhole(file), file)
  const shapes = entries.filter(({ name }) => /\.shp$/i.test(name))
  if (shapes.length === 0) {
    const found = entries.map(({ name }) => name)
    const kml = entries.find(({ name }) => /\.kml$/i.test(name))
    if (kml) return readKml(kml.read(), `${file} (${kml.name})`)
    throw new FileError(`${file} holds no .shp: ${found.length > 0 ? `there are ${found.slice(0, 5).join(', ')}` : 'it is empty'}.`)
  }
  const layers = shapes.map(({ name }) => readLayer(partsOf(name, entries, `${file} (${name})`), options))
  const first = layers[0]
  if (!first) throw new FileError(`${file} holds no .shp.`)
  const other = layers.find((layer) => JSON.stringify(layer.crs) !== JSON.stringify(first.crs))
  if (other) throw new FileError(`The layers in ${file} are of different coordinate reference systems: import them one by one.`)
  const named = layers.flatMap((layer, i) =>
    layers.length === 1 ? layer.features : layer.features.map((f) => ({ ...f, place: `${path.posix.basename(shapes[i]?.name ?? '')} ${f.place}` })),
  )
  return { crs: first.crs, features: named, notes: layers.flatMap((layer) => layer.notes) }
}

/** The files of one layer; `file` names it in complaints. */
type Parts = { file: string; shp: Uint8Array; dbf: Uint8Array | null; prj: string | null; cpg: string | undefined }

const text = (bytes: Uint8Array | undefined) => (bytes ? new TextDecoder().decode(bytes) : undefined)

function partsOf(shp: string, entries: readonly Entry[], file: string): Parts {
  const beside = (suffix: string) => entries.find(({ name }) => name.toLowerCase() === shp.toLowerCase().replace(/\.shp$/, suffix))?.read()
  const shape = beside('.shp')
  if (!shape) throw new FileError(`${file} is not there.`)
  return { file, shp: shape, dbf: beside('.dbf') ?? null, prj: text(beside('.prj')) ?? null, cpg: text(beside('.cpg')) }
}

async function siblings(file: string): Promise<Parts> {
  const beside = async (suffix: string) => {
    const found = [suffix, suffix.toUpperCase()].map((s) => file.replace(/\.shp$/i, s)).find((name) => existsSync(name))
    return found ? await readWhole(found) : undefined
  }
  return {
    file,
    shp: await readWhole(file),
    dbf: (await beside('.dbf')) ?? null,
    prj: text(await beside('.prj')) ?? null,
    cpg: text(await beside('.cpg')),
  }
}

function readLayer({ file, shp, dbf, prj, cpg }: Parts, { encoding }: AreaOptions): AreaFile {
  const shapes = readShp(shp, file)
  if (!dbf) throw new FileError(`${file} comes without its .dbf, which holds the codes and names: pack both.`)
  const table = readDbf(dbf, file.replace(/\.shp(\)?)$/i, '.dbf$1'), { cpg, encoding })
  if (table.rows.length !== shapes.length)
    throw new FileError(`${file} has ${shapes.length} shapes and its .dbf ${table.rows.length} rows: they do not belong together.`)
  const features = shapes.flatMap((shape, i): AreaFeature[] => {
    const properties = table.rows[i]
    if (!properties) return []
    const feature = { place: `feature ${i + 1}`, properties }
    if (!shape || !('fault' in shape)) return [{ ...feature, geometry: shape }]
    const { fault, lines } = shape
    return [{ ...feature, geometry: lines ? { type: 'MultiLineString', coordinates: lines } : null, fault }]
  })
  const said = /^(?:utf-?8|65001)/i.test(cpg?.trim() ?? '') ? 'utf-8' : null
  const notes =
    said && table.encoding !== said && !encoding ? [`The .cpg says UTF-8, but the texts are ${table.encoding.toUpperCase()} and were read so.`] : []
  return { crs: prj === null ? null : crsOfPrj(prj), features, notes }
}
