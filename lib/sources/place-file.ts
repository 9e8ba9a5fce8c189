import * as z from 'zod/mini'
import type { Crs } from '@/lib/domain/event-parts'
import { PLACE_FIELDS, type PlaceField, type PlaceReading } from '@/lib/domain/place-row'
import { namesOf } from '@/lib/domain/rows'
import { FileError } from './file-error'
import { readFeatures } from './geojson'
import type { Encoding } from './tables/encoding'
import { type FeedRow, openTable } from './tables/table'

type Options = { crs: Crs; encoding?: Encoding | undefined; sheet?: string | undefined }
/** A row of a file of places: its line (of GeoJSON the number of the feature), what it says, and how to read that. */
export type PlaceFileRow = FeedRow & { reading: PlaceReading }
export type PlaceFile = { header: string[]; rows: AsyncIterable<PlaceFileRow> }

const Point = z.object({ type: z.literal('Point'), coordinates: z.array(z.unknown()) })

/** Opens a file of places: CSV, XLSX, or GeoJSON of points. Throws FileError where a column that must be there is not. */
export async function openPlaceFile(file: string, { crs, ...table }: Options): Promise<PlaceFile> {
  if (/\.(geo)?json(\.gz)?$/i.test(file)) return featuresOf(file, crs)
  const { header } = await openTable(file, [], table)
  const columns = columnsOf(header)
  const missing = namesOf(PLACE_FIELDS).filter((field) => PLACE_FIELDS[field].needed && columns[field] === undefined)
  if (missing.length > 0)
    throw new FileError(
      `Which column holds ${missing.join(' and ')}? ${file} has ${header.filter((name) => name !== '').join(', ')}; docs/importing.md names those that are known.`,
    )
  const opened = await openTable(file, Object.values(columns), table)
  async function* rows(): AsyncGenerator<PlaceFileRow> {
    for await (const row of opened.rows) yield { ...row, reading: readingOf(row.values, columns, crs) }
  }
  return { header: opened.header, rows: rows() }
}

function columnsOf(header: readonly string[]): Partial<Record<PlaceField, string>> {
  const columns: Partial<Record<PlaceField, string>> = {}
  for (const field of namesOf(PLACE_FIELDS)) {
    const column = PLACE_FIELDS[field].names.find((name) => header.includes(name))
    if (column !== undefined) columns[field] = column
  }
  return columns
}

const readingOf = (values: Readonly<Record<string, string>>, columns: PlaceReading['columns'], crs: Crs): PlaceReading => ({
  cell: (field) => values[columns[field] ?? '']?.trim() || null,
  columns,
  crs,
})

async function featuresOf(file: string, crs: Crs): Promise<PlaceFile> {
  const features = await readFeatures(file)
  const named = features.map(({ properties, geometry }, i) => {
    const values: Record<string, string> = {}
    for (const [name, value] of Object.entries(properties ?? {}))
      if (value !== null && value !== undefined) values[name] = Array.isArray(value) ? value.join(';') : String(value)
    return { line: i + 1, values, geometry }
  })
  const header = [...new Set(named.flatMap(({ values }) => Object.keys(values)))]
  const columns = columnsOf(header)
  async function* rows(): AsyncGenerator<PlaceFileRow> {
    for (const { line, values, geometry } of named) {
      const point = Point.safeParse(geometry)
      yield { line, values, reading: { ...readingOf(values, columns, crs), point: point.success ? point.data.coordinates : [] } }
    }
  }
  return { header, rows: rows() }
}
