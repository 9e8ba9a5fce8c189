import * as z from 'zod/mini'
import { type Bounds, fromMercator, groundScale, type Position, toMercator } from './position'

/**
 * The lattice that positions snap to for heat: square cells in Mercator, row 0 in the north, column 0 in the west. `west`/`north` are
 * Mercator metres of the north-west corner, `cell` is the side in Mercator metres (at most 20 m on the ground), sizes are in cells.
 */
export const Lattice = z.object({ west: z.number(), north: z.number(), cell: z.number(), width: z.int(), height: z.int() })
export type Lattice = z.infer<typeof Lattice>

/** Largest side of a cell on the ground, metres. */
export const CELL_METERS = 20
/** Room around the area, so that the kernel of a point at its edge is drawn whole, metres on the ground. */
const MARGIN_METERS = 600

/** The lattice for an area: a pure function of its bounds, so that server, browser and SQL agree. */
export function latticeFor([west, south, east, north]: Bounds): Lattice {
  const [x0, y0] = toMercator([west, south])
  const [x1, y1] = toMercator([east, north])
  const equatorward = south <= 0 && north >= 0 ? 0 : Math.min(Math.abs(y0), Math.abs(y1))
  const cell = CELL_METERS / groundScale(equatorward)
  const margin = MARGIN_METERS / groundScale(Math.max(Math.abs(y0), Math.abs(y1)))
  const left = Math.floor((x0 - margin) / cell) * cell
  const top = Math.ceil((y1 + margin) / cell) * cell
  return { west: left, north: top, cell, width: Math.ceil((x1 + margin - left) / cell), height: Math.ceil((top - (y0 - margin)) / cell) }
}

/** The cell of a position, [column, row]; clamped to the lattice. */
export function cellOf(lattice: Lattice, position: Position): [cellX: number, cellY: number] {
  const [x, y] = toMercator(position)
  const clamp = (v: number, size: number) => Math.max(0, Math.min(size - 1, Math.floor(v)))
  return [clamp((x - lattice.west) / lattice.cell, lattice.width), clamp((lattice.north - y) / lattice.cell, lattice.height)]
}

/** The centre of a cell in WGS84 degrees. */
export function cellCenter(lattice: Lattice, cellX: number, cellY: number): Position {
  return fromMercator(lattice.west + (cellX + 0.5) * lattice.cell, lattice.north - (cellY + 0.5) * lattice.cell)
}
