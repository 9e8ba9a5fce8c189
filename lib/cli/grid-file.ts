import path from 'node:path'
import { shapeFaultOfArea } from '@/lib/domain/geometry-check'
import { GridLevel, type NewGrid } from '@/lib/domain/grid'
import type { Position } from '@/lib/domain/position'
import { FileError } from '@/lib/sources/file-error'
import { LOST_DIGITS } from '@/lib/sources/tables/row'
import type { AreaFeature, AreaFile, AreaOptions } from './areas/area'
import { readAreaFile } from './areas/area-file'
import { CRS_HELP, type SourceCrs } from './areas/crs'
import { areaOf, convertArea, misfitOf } from './areas/shape'

/** What a property of a feature can hold; `level`, `parentCode` and `households` may be absent from a file. */
export const GRID_FIELDS = ['code', 'name', 'level', 'parentCode', 'households'] as const
export type GridField = (typeof GRID_FIELDS)[number]

/** Names of properties that are understood without being told; those of a shapefile have at most ten bytes. */
const USUAL: Record<GridField, readonly string[]> = {
  code: ['code', '网格编码', '网格代码', '编码', '代码', 'grid_code', 'wgbm', 'wgdm'],
  name: ['name', '网格名称', '名称', 'grid_name', 'wgmc', 'mc'],
  level: ['level', '网格级别', '网格层级', '级别', '层级', 'jb'],
  parentCode: ['parentcode', '上级编码', '上级网格编码', '父级编码', 'parent', 'sjbm'],
  households: ['households', '户数', 'hs'],
}

/** How a file of grids is read: names of properties, one level for all its features, and the system its coordinates are in. */
export type GridReading = AreaOptions & { fields: Partial<Record<GridField, string>>; level?: GridLevel | undefined; crs?: SourceCrs | undefined }

/** Something about a grid that should be known before it is saved. An error can never be accepted. */
export type GridFinding = {
  severity: 'error' | 'warning'
  place: string
  code: string | null
  name: string | null
  message: string
  position: Position | null
}

/** A grid of a file, with the place where it stands there and the system its shape came in. */
export type ReadGrid = NewGrid & { place: string; sourceCrs: string }

export type ReadGrids = { grids: ReadGrid[]; findings: GridFinding[]; notes: string[] }

/**
 * Reads the grids of files (area-file.ts) as one set. A level that is absent follows from the length of the code (9, 12, 15, 18 digits),
 * or else is one below the parent's; an absent parent is the code without its last three digits, or else the longest other code that it
 * begins with. Every feature that cannot be a grid is among the findings. Throws FileError when a file as a whole cannot be used.
 */
export async function readGridFiles(files: readonly string[], reading: GridReading): Promise<ReadGrids> {
  const out: ReadGrids = { grids: [], findings: [], notes: [] }
  const seen = new Map<string, string>()
  const rows: Row[] = []
  for (const file of files) {
    const read = await readAreaFile(file, reading)
    out.notes.push(...read.notes)
    const where = files.length > 1 ? `${path.basename(file)} ` : ''
    rows.push(
      ...readRows(file, { ...read, features: read.features.map((f) => ({ ...f, place: `${where}${f.place}` })) }, reading, seen, out.findings),
    )
  }
  const known = new Set(seen.keys())
  out.grids = rows.map((row) => complete(row, known, out.findings)).filter((grid) => grid !== null)
  return out
}

function readRows(file: string, read: AreaFile, reading: GridReading, seen: Map<string, string>, findings: GridFinding[]): Row[] {
  const crs = chooseCrs(file, reading.crs, read)
  const { features } = read
  if (features.length === 0) throw new FileError(`${file} holds no features.`)
  const columns = columnsOf(file, features, reading.fields)
  const rows: Row[] = []
  const misfits: string[] = []
  for (const { place, properties, geometry, fault } of features) {
    const get = (field: GridField) => properties[columns[field] ?? '']?.trim() || null
    const [code, name] = [get('code'), get('name')]
    const error = (message: string, position: Position | null = null) =>
      void findings.push({ severity: 'error', place, code, name, message, position })
    const households = Number(get('households') ?? 0)
    const first = code !== null && !seen.has(code)
    if (!code) error(`has no ${columns.code}`)
    else if (code.startsWith(LOST_DIGITS)) error('its code was kept as a number of more than 15 digits, of which the last are lost')
    else if (first) seen.set(code, place)
    else error(`has the code of ${seen.get(code)}`)
    if (!name) error(`has no ${columns.name}`)
    if (!Number.isInteger(households) || households < 0) error(`its number of households, "${get('households')}", is no whole number`)
    const level = levelOf(reading.level ?? get('level'))
    if (level === null) error(`its level, "${get('level')}", is none of 1 to 4 (大, 中, 小, 子)`)

    const area = fault ?? areaOf(geometry)
    const misfit = typeof area === 'string' ? null : misfitOf(area, crs)
    if (typeof area === 'string' || misfit) {
      if (misfit) misfits.push(misfit)
      error(misfit ? `its coordinates ${misfit}` : String(area))
      continue
    }
    const shape = convertArea(area, crs)
    const wrong = shapeFaultOfArea(shape)
    if (wrong) error(wrong.message, wrong.position)
    if (first && name && level !== null && !wrong)
      rows.push({ place, code, name, level, households, parentCode: get('parentCode'), geometry: shape, sourceCrs: crs.name })
  }
  // when it is most of them, it is the file
  if (misfits.length > features.length / 2) throw new FileError(`The coordinates of ${file} ${misfits[0]}.`)
  return rows
}

type Row = Omit<ReadGrid, 'level' | 'parentCode'> & { level: GridLevel | undefined; parentCode: string | null }

function chooseCrs(file: string, asked: SourceCrs | undefined, { crs }: AreaFile): SourceCrs {
  if (asked) return asked
  if (crs === null) throw new FileError(`${file} does not say in which coordinate reference system it is: name it by --crs (${CRS_HELP}).`)
  if (typeof crs !== 'string') return crs
  throw new FileError(
    `${file} is refused: ${crs}. Convert it to CGCS2000 with the parameters of your surveying office, or, if the file is wrong, name the right one by --crs.`,
  )
}

/** The property of this name, whatever its case. Shapefiles cut names to ten bytes: 网格编码 in UTF-8 is 网格编 there. */
function propertyOf(there: readonly string[], wanted: string): string | undefined {
  const exact = there.find((name) => name === wanted) ?? there.find((name) => name.toLowerCase() === wanted.toLowerCase())
  return exact ?? there.find((name) => Buffer.byteLength(name) >= 9 && wanted.startsWith(name))
}

/** The property for each field: the one that was named, which must be there, or one of the usual names. */
function columnsOf(file: string, features: readonly AreaFeature[], fields: GridReading['fields']): Partial<Record<GridField, string>> {
  const there = [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))]
  const names = there.join(', ') || 'none'
  const columns: Partial<Record<GridField, string>> = {}
  for (const field of GRID_FIELDS) {
    const named = fields[field]
    const found = (named === undefined ? USUAL[field] : [named]).map((name) => propertyOf(there, name)).find((name) => name !== undefined)
    if (found !== undefined) columns[field] = found
    else if (named !== undefined) throw new FileError(`No feature of ${file} has a property "${named}"; there are ${names}.`)
    else if (field === 'code' || field === 'name')
      throw new FileError(`${file} does not say which property is the ${field} of a grid: name it by --${field}-field (there are ${names}).`)
  }
  return columns
}

const SIGNS = ['大', '中', '小', '子']

/** 1 to 4 of a number or of 大, 中, 小, 子; undefined when nothing is said, null when it is something else. */
function levelOf(said: string | number | null): GridLevel | undefined | null {
  if (said === null) return undefined
  const sign = SIGNS.findIndex((s) => String(said).startsWith(s))
  const parsed = GridLevel.safeParse(sign >= 0 ? sign + 1 : Number(said))
  return parsed.success ? parsed.data : null
}

/** Digits of the codes of the four levels, as the national statistics codes are continued. */
const LENGTHS = [9, 12, 15, 18]

function complete({ level, parentCode, ...row }: Row, known: ReadonlySet<string>, findings: GridFinding[]): ReadGrid | null {
  const { code, place, name } = row
  const byLength = LENGTHS.indexOf(code.length) + 1
  const above = (of: string): string | null => {
    for (let end = of.length - 1; end > 0; end--) if (known.has(of.slice(0, end))) return of.slice(0, end)
    return null
  }
  const depth = (of: string): number => {
    const parent = above(of)
    return parent === null ? 1 : depth(parent) + 1
  }
  const parsed = GridLevel.safeParse(level ?? (byLength || depth(code)))
  if (!parsed.success) {
    findings.push({ severity: 'error', place, code, name, message: `stands ${depth(code)} levels deep, and there are 4`, position: null })
    return null
  }
  // above the streets stands the county, which is no grid: its code is what the children continue
  const parent = parentCode ?? (byLength ? code.slice(0, -3) : (above(code) ?? code.slice(0, Math.max(0, code.length - 3))))
  return { ...row, level: parsed.data, parentCode: parent }
}
