import * as z from 'zod/mini'
import { decodeColumns, encodeColumns, encodePacked, type PackedColumns, packColumns } from './columns'
import type { RasterFrame } from './field'
import { HeatWindow, KERNEL_METERS } from './heat'
import type { HeatCells } from './heat-state'
import { Lattice } from './lattice'
import { Bounds } from './position'

/**
 * What `GET /api/heat` says before its columns. `steps` are the first and last step the window holds at `at`; counts of later steps
 * may be among the cells (clocks differ), they belong to no field before their time. `revision` is the state that is shown.
 */
export const HeatHeader = z.object({
  logId: z.string(),
  revision: z.int(),
  /** time of receipt of the last change, RFC 3339 */
  asOf: z.nullable(z.string()),
  window: HeatWindow,
  /** the end of the window, RFC 3339 */
  at: z.string(),
  steps: z.object({ first: z.int(), last: z.int() }),
  bounds: Bounds,
  width: z.int(),
  height: z.int(),
  unit: z.literal('events/km2'),
  kernelMeters: z.number(),
  lattice: Lattice,
})
export type HeatHeader = z.infer<typeof HeatHeader>

/** The header for a field of this frame. */
export function heatHeader(
  frame: RasterFrame,
  lattice: Lattice,
  of: Pick<HeatHeader, 'logId' | 'revision' | 'asOf' | 'window' | 'at' | 'steps'>,
): HeatHeader {
  const { bounds, width, height } = frame
  return { ...of, bounds, width, height, unit: 'events/km2', kernelMeters: KERNEL_METERS, lattice }
}

/** The columns of form=cells: cellX, cellY, type (id), step, count. */
export function packHeatCells(cells: HeatCells): PackedColumns {
  const column = (values: ArrayLike<number>) => (values instanceof Int32Array ? values : Int32Array.from(values))
  return packColumns({
    cellX: column(cells.cellX),
    cellY: column(cells.cellY),
    type: column(cells.type),
    step: column(cells.step),
    count: column(cells.count),
  })
}

/** The answer of form=cells; `encodePacked` makes it of columns that were packed before. */
export const encodeHeatCells = (header: HeatHeader, cells: HeatCells): Uint8Array<ArrayBuffer> => encodePacked(header, packHeatCells(cells))

/** The answer of a field: one column `density` of width × height values in events/km². */
export function encodeHeatField(header: HeatHeader, density: Float32Array): Uint8Array<ArrayBuffer> {
  return encodeColumns(header, { density })
}

/** Reads form=cells. Throws RangeError, SyntaxError or ZodError on anything malformed. */
export function decodeHeatCells(bytes: Uint8Array): { header: HeatHeader; cells: HeatCells } {
  const { fields, columns } = decodeColumns(bytes)
  const column = (name: string) => columns[name] ?? missing(name)
  return {
    header: HeatHeader.parse(fields),
    cells: { cellX: column('cellX'), cellY: column('cellY'), type: column('type'), step: column('step'), count: column('count') },
  }
}

/** Reads a field. Throws RangeError, SyntaxError or ZodError on anything malformed. */
export function decodeHeatField(bytes: Uint8Array): { header: HeatHeader; density: Float32Array | Float64Array } {
  const { fields, columns } = decodeColumns(bytes)
  const header = HeatHeader.parse(fields)
  const density = columns.density ?? missing('density')
  if (density.length !== header.width * header.height) throw new RangeError('heat: the field does not fit its size')
  return { header, density }
}

function missing(name: string): never {
  throw new RangeError(`heat: no column ${name}`)
}
