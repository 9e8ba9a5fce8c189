import type { Position } from '@/lib/domain/position'
import { MAX_ROAD_NAME, type Road, type RoadGrade } from '@/lib/domain/road'
import { FileError } from '@/lib/sources/file-error'
import type { AreaFeature, AreaOptions } from './areas/area'
import { readAreaFile } from './areas/area-file'
import { CRS_HELP, type SourceCrs } from './areas/crs'
import { linesOf, misfitOf } from './areas/shape'

/** Names of properties that are understood without being told. */
const USUAL = {
  name: ['name', '名称', '道路名称', '路名', 'road_name', 'mc', 'dlmc'],
  grade: ['grade', '等级', '道路等级', '类型', 'fclass', 'highway', 'type'],
} as const
type Field = keyof typeof USUAL

export type RoadReading = AreaOptions & { fields: Partial<Record<Field, string>>; crs?: SourceCrs | undefined }

/** `unnamed`: lines without a name, which no map needs; `left`: why others were left out, by their place in the file. */
export type ReadRoads = { roads: Road[]; lines: number; unnamed: number; left: { place: string; message: string }[]; notes: string[] }

/** What kinds of streets are called: in words, and as OpenStreetMap has them. What is no street (a foot path, a river) is a lane at most. */
const GRADES: readonly (readonly [RegExp, RoadGrade])[] = [
  [/^(main|motorway|trunk|primary)|高速|国道|省道|快速|主干/i, 'main'],
  [/^(street|secondary|tertiary)|县道|次干|支路/i, 'street'],
]
const gradeOf = (said: string | undefined): RoadGrade =>
  said === undefined ? 'street' : (GRADES.find(([words]) => words.test(said.trim()))?.[1] ?? 'lane')
const LARGEST: readonly RoadGrade[] = ['main', 'street', 'lane']

/**
 * Reads streets from a file of lines (area-file.ts) in any system that can be converted: all lines of one name are one street, as large as the largest of
 * them. Throws FileError when the file as a whole cannot be used: it holds no line with a name, or says neither its names nor its system.
 */
export async function readRoadFile(file: string, reading: RoadReading): Promise<ReadRoads> {
  const read = await readAreaFile(file, reading)
  const crs = crsOf(file, reading.crs, read.crs)
  const columns = {
    name: columnOf(file, read.features, 'name', reading.fields.name),
    grade: columnOf(file, read.features, 'grade', reading.fields.grade),
  }
  if (columns.name === undefined) throw new FileError(`${file} does not say which property is the name of a street: name it by --name-field.`)
  const out: ReadRoads = { roads: [], lines: 0, unnamed: 0, left: [], notes: read.notes }
  const byName = new Map<string, Road>()
  for (const { place, properties, geometry, fault } of read.features) {
    const name = properties[columns.name]?.trim() ?? ''
    const lines = linesOf(geometry)
    const wrong = typeof lines === 'string' ? (fault ?? lines) : faultOf(name, lines, crs)
    if (wrong !== null || typeof lines === 'string') {
      out.left.push({ place, message: wrong ?? 'is no line' })
      continue
    }
    out.lines += lines.length
    if (name === '') {
      out.unnamed += lines.length
      continue
    }
    const grade = gradeOf(columns.grade === undefined ? undefined : properties[columns.grade])
    const placed = lines.map((line) => line.map(([x, y]) => crs.toWgs84(x, y)))
    const known = byName.get(name)
    if (!known) byName.set(name, { name, grade, lines: placed })
    else {
      known.lines.push(...placed)
      known.grade = LARGEST.find((g) => g === known.grade || g === grade) ?? grade
    }
  }
  out.roads = [...byName.values()]
  if (out.roads.length > 0) return out
  const first = out.left[0]
  throw new FileError(`${file} holds no line with a name${first ? `: ${first.place} ${first.message}` : ''}.`)
}

function faultOf(name: string, lines: readonly Position[][], crs: SourceCrs): string | null {
  if ([...name].length > MAX_ROAD_NAME) return `has a name of more than ${MAX_ROAD_NAME} characters`
  const misfit = misfitOf({ coordinates: [[...lines]] }, crs)
  return misfit === null ? null : `has coordinates that ${misfit}`
}

function crsOf(file: string, asked: SourceCrs | undefined, said: SourceCrs | string | null): SourceCrs {
  if (asked) return asked
  if (said === null) throw new FileError(`${file} does not say in which coordinate reference system it is: name it by --crs (${CRS_HELP}).`)
  if (typeof said === 'string') throw new FileError(`${file} is refused: ${said}. Convert it to CGCS2000, or name the right one by --crs.`)
  return said
}

function columnOf(file: string, features: readonly AreaFeature[], field: Field, named: string | undefined): string | undefined {
  const there = [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))]
  const find = (wanted: string) => there.find((name) => name.toLowerCase() === wanted.toLowerCase())
  if (named === undefined) return USUAL[field].map(find).find((name) => name !== undefined)
  const found = find(named)
  if (found === undefined) throw new FileError(`No feature of ${file} has a property "${named}"; there are ${there.join(', ') || 'none'}.`)
  return found
}
