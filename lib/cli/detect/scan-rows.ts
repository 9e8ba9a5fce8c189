import { Failure } from '../shell'
import { type Row, readRows } from './rows'
import { dateOf, intervalOf, type Study, type TimeUnit, unitOf } from './scan-study'

/** The places of a file, in its order. */
export type PlaceList = {
  readonly file: string
  readonly ids: readonly string[]
  readonly index: ReadonlyMap<string, number>
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Reads `location,x,y`. In degrees x is the longitude. */
export async function readPlaces(file: string, degrees: boolean): Promise<PlaceList> {
  const rows = await readRows(file, ['location', 'x', 'y'])
  const index = new Map<string, number>()
  for (const [i, row] of rows.entries()) {
    const id = row.text('location')
    if (index.has(id)) throw row.fault('location', `"${id}" stands in the file twice`)
    index.set(id, i)
  }
  const within = (row: Row, column: string, most: number) => {
    const value = row.number(column)
    if (degrees && Math.abs(value) > most) throw row.fault(column, `${value} is not between -${most} and ${most} degrees`)
    return value
  }
  return {
    file,
    ids: [...index.keys()],
    index,
    x: Float64Array.from(rows, (row) => within(row, 'x', 180)),
    y: Float64Array.from(rows, (row) => within(row, 'y', 90)),
  }
}

/** The number of the place that a row names. */
export function placeOf(row: Row, { index, file }: PlaceList): number {
  const id = row.text('location')
  const place = index.get(id)
  if (place === undefined) throw row.fault('location', `there is no location "${id}" in ${file}`)
  return place
}

/** A row that counts something at a place, in a unit of time (null: over the whole study). */
export type Cell = { readonly row: Row; readonly place: number; readonly unit: number | null }

/** Reads rows of places and, where it is asked for or there is one, a date. */
export async function readCells(
  file: string,
  columns: readonly string[],
  { places, unit, dated }: { places: PlaceList; unit: TimeUnit; dated: boolean },
): Promise<Cell[]> {
  const rows = await readRows(file, ['location', ...(dated ? ['date'] : []), ...columns])
  return rows.map((row) => ({ row, place: placeOf(row, places), unit: row.has('date') ? unitOf(dateOf(row, unit).day, unit) : null }))
}

/** Calls for each cell inside the study with its interval (null: over the whole study), and counts the others. */
export function withinStudy(cells: readonly Cell[], study: Study | null, call: (cell: Cell, interval: number | null) => void): number {
  let ignored = 0
  for (const cell of cells) {
    const interval = cell.unit === null || !study ? null : intervalOf(study, cell.unit)
    if (interval === -1) ignored++
    else call(cell, interval)
  }
  return ignored
}

/** The study that options and dates of the cases make: from the first to the last date unless told otherwise; null where nothing has a date. */
export function boundsOf(cells: readonly Cell[], start: number | undefined, end: number | undefined): { first: number; last: number } | null {
  let [first, last] = [start ?? Infinity, end ?? -Infinity]
  for (const { unit } of cells) {
    if (unit === null) continue
    if (start === undefined) first = Math.min(first, unit)
    if (end === undefined) last = Math.max(last, unit)
  }
  if (!Number.isFinite(first) || !Number.isFinite(last)) return null
  if (first > last) throw new Failure('The study ends before it starts: --start must not lie after --end or the last date.', 2)
  return { first, last }
}
