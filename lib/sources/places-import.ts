import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { gridsOfPlaces, savePlaces } from '@/lib/db/places/places'
import type { AuditActor } from '@/lib/domain/audit'
import type { ImportCounts, RefusedRow } from '@/lib/domain/import-outcome'
import type { NewPlace } from '@/lib/domain/place'
import { isPlaceFault, type PlaceFault, readPlaceRow } from '@/lib/domain/place-row'
import type { PlaceFile, PlaceFileRow } from './place-file'

const BATCH = 500

export type PlacesImport = {
  /** what the file is called */
  name: string
  file: PlaceFile
  source: string
  dryRun: boolean
  /** who imports, as the audit names them */
  by: { actor: AuditActor; address?: string | null }
  /** may whoever imports change places of this grid? */
  mayKeep(grid: string): boolean
  onRefused(row: RefusedRow, values: PlaceFileRow['values']): void
}

type Taken = { row: PlaceFileRow; place: NewPlace & { grid: string } }

/** Imports a file of places: good rows are kept and bad ones named by line and column, and the same file again changes nothing. */
export async function importPlaces({ name, file, source, dryRun, by, mayKeep, onRefused }: PlacesImport): Promise<ImportCounts> {
  const atlas = await loadAtlas()
  const [found, seen]: [Taken[], Set<string>] = [[], new Set()]
  let [read, rejected] = [0, 0]
  const refuse = ({ line, values }: PlaceFileRow, fault: Omit<RefusedRow, 'line'>) => {
    rejected++
    onRefused({ line, ...fault }, values)
  }
  for await (const row of file.rows) {
    read++
    const place = readPlaceRow(row.reading)
    const grid = isPlaceFault(place) ? undefined : atlas.byId.get(atlas.locate(place.position) ?? 0)?.code
    const fault = row.fault ?? faultOf(place, grid, seen, row.reading.columns, mayKeep)
    if (fault) refuse(row, fault)
    else if (!isPlaceFault(place) && grid !== undefined) {
      seen.add(place.externalId)
      found.push({ row, place: { ...place, grid } })
    }
  }
  // what is there already may lie elsewhere
  const before = await gridsOfPlaces(
    source,
    found.map(({ place }) => place.externalId),
  )
  const taken = found.filter(({ row, place }) => {
    const grid = before.get(place.externalId)
    if (grid === undefined || mayKeep(grid)) return true
    refuse(row, { column: row.reading.columns.externalId ?? 'externalId', code: 'forbidden', message: 'is a place outside of your area' })
    return false
  })
  const saved = { added: 0, updated: 0, unchanged: 0 }
  for (let from = 0; from < taken.length; from += BATCH) {
    const places = taken.slice(from, from + BATCH).map(({ place }) => place)
    const part = await savePlaces(places, { source, dryRun })
    saved.added += part.added
    saved.updated += part.updated
    saved.unchanged += part.unchanged
  }
  const counts = { read, taken: taken.length, rejected, ...saved }
  if (!dryRun)
    await writeAudit(pool(), { ...by, action: 'places.imported', object: { kind: 'source', id: source }, detail: { file: name, ...counts } })
  return counts
}

function faultOf(
  place: NewPlace | PlaceFault,
  grid: string | undefined,
  seen: ReadonlySet<string>,
  columns: PlaceFileRow['reading']['columns'],
  mayKeep: (grid: string) => boolean,
): Omit<RefusedRow, 'line'> | null {
  if (isPlaceFault(place)) return place
  if (seen.has(place.externalId)) return { column: columns.externalId ?? 'externalId', code: 'twice', message: 'an earlier row is the same place' }
  if (grid === undefined) return { column: columns.lon ?? 'lon', code: 'outside_area', message: 'lies in no grid' }
  if (!mayKeep(grid)) return { column: columns.lon ?? 'lon', code: 'forbidden', message: 'lies outside of your area' }
  return null
}
