import { KERNEL_METERS, kernel } from './heat'
import type { Lattice } from './lattice'
import { type Bounds, fromMercator, groundScale } from './position'

/**
 * Kernel values are kept as whole multiples of 1/FIXED per km², so that sums of them are exact in doubles (up to 2·10⁸ events around one
 * pixel): whatever is added and taken away in any order leaves the very same field as counting anew, and nothing has to be rebuilt
 * against drift. A value is off by at most 1.2·10⁻⁷ per km² and event, 10⁻⁸ of an event's own peak.
 */
const FIXED = 2 ** 22

/** Largest side of a raster in pixels. */
export const MAX_PIXELS = 1024

/** Where the pixels of a field lie. A pixel is `step` × `step` cells; row 0 is the north; `bounds` are in degrees. */
export type RasterFrame = { width: number; height: number; step: number; bounds: Bounds }

/** The kernel of a cell as seen from the pixels around it: row by row, whole numbers of 1/FIXED. */
type Stamp = { top: number; lefts: Int32Array; lengths: Int32Array; values: Float64Array }

/** The pixels for a lattice: the smallest step with at most `maxPixels` a side. */
export function rasterFrame(lattice: Lattice, maxPixels: number = MAX_PIXELS): RasterFrame {
  const step = Math.max(1, Math.ceil(Math.max(lattice.width, lattice.height) / maxPixels))
  const width = Math.max(1, Math.ceil(lattice.width / step))
  const height = Math.max(1, Math.ceil(lattice.height / step))
  const side = step * lattice.cell
  const [west, north] = fromMercator(lattice.west, lattice.north)
  const [east, south] = fromMercator(lattice.west + width * side, lattice.north - height * side)
  return { width, height, step, bounds: [west, south, east, north] }
}

/** The Mercator metres of a pixel's centre, [x east, y north]. */
export function pixelCenter(lattice: Lattice, frame: RasterFrame, column: number, row: number): [x: number, y: number] {
  const side = frame.step * lattice.cell
  return [lattice.west + (column + 0.5) * side, lattice.north - (row + 0.5) * side]
}

/**
 * A density field (热力场) over a lattice: at each pixel's centre the sum over all counts of the kernel at the distance to the cell's
 * centre, in events/km². Distance on the ground = distance in Mercator × ground scale at the latitude of the cell. Adding costs one
 * kernel footprint (about 700 pixels of 20 m), however many events there are.
 */
export class Field {
  readonly frame: RasterFrame
  readonly #sums: Float64Array
  readonly #stamps = new Map<number, Stamp>()

  constructor(
    readonly lattice: Lattice,
    maxPixels: number = MAX_PIXELS,
    readonly kernelMeters: number = KERNEL_METERS,
  ) {
    this.frame = rasterFrame(lattice, maxPixels)
    this.#sums = new Float64Array(this.frame.width * this.frame.height)
  }

  /** Adds `count` events in a cell; negative takes them away. */
  add(cellX: number, cellY: number, count: number): void {
    const { width, height, step } = this.frame
    const sums = this.#sums
    const stamp = this.#stamp(cellX, cellY)
    const left = Math.floor(cellX / step)
    const top = Math.floor(cellY / step) + stamp.top
    const values = stamp.values
    for (let row = 0, at = 0; row < stamp.lengths.length; row++) {
      const length = stamp.lengths[row] ?? 0
      const y = top + row
      if (y >= 0 && y < height) {
        const x = left + (stamp.lefts[row] ?? 0)
        const from = Math.max(0, -x)
        const to = Math.min(length, width - x)
        const base = y * width + x
        for (let i = from; i < to; i++) sums[base + i] = (sums[base + i] ?? 0) + count * (values[at + i] ?? 0)
      }
      at += length
    }
  }

  clear(): void {
    this.#sums.fill(0)
  }

  /** The field in events/km², row by row from the north-west. `into` saves a new array of the same length each time. */
  values(into: Float32Array<ArrayBuffer> = new Float32Array(this.#sums.length)): Float32Array<ArrayBuffer> {
    const sums = this.#sums
    for (let i = 0; i < sums.length; i++) into[i] = (sums[i] ?? 0) / FIXED
    return into
  }

  /** One pixel's density, events/km². */
  at(column: number, row: number): number {
    return (this.#sums[row * this.frame.width + column] ?? 0) / FIXED
  }

  /** Two fields over one lattice hold exactly the same sums. */
  equals(other: Field): boolean {
    return this.#sums.length === other.#sums.length && this.#sums.every((v, i) => v === other.#sums[i])
  }

  /** Stamps differ by the row of the cell (ground scale) and by where in its pixel the cell lies. */
  #stamp(cellX: number, cellY: number): Stamp {
    const { step } = this.frame
    const key = cellY * step + (cellX % step)
    const known = this.#stamps.get(key)
    if (known) return known
    const made = makeStamp(this.lattice, step, cellX % step, cellY, this.kernelMeters)
    this.#stamps.set(key, made)
    return made
  }
}

function makeStamp(lattice: Lattice, step: number, phaseX: number, cellY: number, radius: number): Stamp {
  const cellMeters = lattice.cell * groundScale(lattice.north - (cellY + 0.5) * lattice.cell)
  const reach = Math.ceil(radius / cellMeters / step) + 1
  const phaseY = cellY % step
  // From the cell's centre to the centre of the pixel it lies in, in cells.
  const shift = (phase: number) => step / 2 - phase - 0.5
  const lefts: number[] = []
  const lengths: number[] = []
  const values: number[] = []
  for (let row = -reach; row <= reach; row++) {
    const dy = row * step + shift(phaseY)
    let left = 0
    let length = 0
    for (let column = -reach; column <= reach; column++) {
      const dx = column * step + shift(phaseX)
      const value = Math.round(kernel(Math.hypot(dx, dy) * cellMeters, radius) * FIXED)
      if (value === 0) continue
      if (length === 0) left = column
      length++
      values.push(value)
    }
    lefts.push(left)
    lengths.push(length)
  }
  return { top: -reach, lefts: Int32Array.from(lefts), lengths: Int32Array.from(lengths), values: Float64Array.from(values) }
}
