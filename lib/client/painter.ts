import { makeGridIndex } from '@/lib/domain/grid-index'
import { ceilingOf, heatCeiling } from '@/lib/domain/heat'
import type { HeatState } from '@/lib/domain/heat-state'
import { cellCenter, cellOf, type Lattice } from '@/lib/domain/lattice'
import type { MultiPolygon } from '@/lib/domain/position'
import type { HeatGrid } from './heat-messages'
import { BRIGHT, shade } from './ramp'

/** More points than this would be a second field. */
const MAX_POINTS = 4_000

/** Colours a field, one word a pixel, on the window's fixed square-root scale. */
export function paintField(density: Float32Array, ceiling: number, palette: Uint32Array, into: Uint32Array): void {
  const top = palette.length - 1
  const scale = 1 / ceiling
  for (let i = 0; i < density.length; i++) {
    const value = density[i] ?? 0
    // 1e-9: what cancels to nothing must be nothing
    into[i] = value < 1e-9 ? 0 : (palette[Math.min(top, Math.round(Math.sqrt(value * scale) * top))] ?? 0)
  }
}

/** Ground of a shape in km², by the planar formula at its own latitude: 0.1 % off at county size, enough for a colour. */
export function areaKm2({ coordinates }: MultiPolygon): number {
  const kmPerDegree = 111.195
  let total = 0
  for (const polygon of coordinates) {
    polygon.forEach((ring, hole) => {
      const squeeze = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180)
      let twice = 0
      for (let i = 0; i + 1 < ring.length; i++) twice += (ring[i]?.[0] ?? 0) * (ring[i + 1]?.[1] ?? 0) - (ring[i + 1]?.[0] ?? 0) * (ring[i]?.[1] ?? 0)
      total += ((hole === 0 ? 1 : -1) * Math.abs(twice) * squeeze * kmPerDegree * kmPerDegree) / 2
    })
  }
  return total
}

/** Which leaf each cell of a lattice belongs to (by its centre), and how large every grid is. */
export type Ground = {
  leafOfCell: Int32Array
  leaves: readonly string[]
  above: ReadonlyMap<string, readonly string[]>
  areas: ReadonlyMap<string, number>
}

/** Works the ground out; about 100 ms for 345 grids and 400,000 cells, once. */
export function groundOf(grids: readonly HeatGrid[], lattice: Lattice): Ground {
  const byCode = new Map(grids.map((g) => [g.code, g]))
  const leaves = grids.filter((g) => g.leaf)
  const index = makeGridIndex(leaves.flatMap(({ code, leaf }, i) => (leaf ? [{ id: i + 1, code, geometry: leaf }] : [])))
  const leafOfCell = new Int32Array(lattice.width * lattice.height)
  for (let y = 0; y < lattice.height; y++) {
    for (let x = 0; x < lattice.width; x++) leafOfCell[y * lattice.width + x] = index.locate(cellCenter(lattice, x, y)) ?? 0
  }
  const above = new Map<string, string[]>()
  const areas = new Map<string, number>()
  for (const { code, leaf } of leaves) {
    const line: string[] = []
    for (let at = byCode.get(code); at && !line.includes(at.code); at = byCode.get(at.parentCode)) line.push(at.code)
    above.set(code, line)
    const area = leaf ? areaKm2(leaf) : 0
    for (const up of line) areas.set(up, (areas.get(up) ?? 0) + area)
  }
  return { leafOfCell, leaves: leaves.map((g) => g.code), above, areas }
}

/**
 * Where each grid stands on the legend by its own density. Counted from cells of at most 20 m, so that an event within a few metres of a
 * border may tint the neighbour: a colour may do that, figures come from the server.
 */
export function shadesOf(state: HeatState, ground: Ground): Map<string, number> {
  const counts = new Map<string, number>()
  const { width } = state.lattice
  state.forEachCell((x, y, count) => {
    const leaf = ground.leaves[(ground.leafOfCell[y * width + x] ?? 0) - 1]
    for (const code of (leaf && ground.above.get(leaf)) || []) counts.set(code, (counts.get(code) ?? 0) + count)
  })
  const ceiling = heatCeiling[state.window]
  return new Map([...counts].map(([code, count]) => [code, shade(count / Math.max(1e-6, ground.areas.get(code) ?? 0), ceiling)]))
}

/** The centres of cells with events, in degrees; nothing where there are too many. */
export function pointsOf(state: HeatState): Float32Array<ArrayBuffer> {
  if (state.events > MAX_POINTS) return new Float32Array()
  const points: number[] = []
  state.forEachCell((x, y) => points.push(...cellCenter(state.lattice, x, y)))
  return Float32Array.from(points)
}

/** Half the width of a name on the ground when the whole area is seen, in cells. */
const HALF_NAME = 6

/** The grids whose name lies on bright ground from end to end. */
export function brightOf(state: HeatState, grids: readonly HeatGrid[], near = false): Set<string> {
  const { step } = state.field.frame
  const ceiling = ceilingOf(state.window, near)
  const bright = new Set<string>()
  for (const { code, place } of grids) {
    const [x, y] = cellOf(state.lattice, place)
    const at = (shift: number) => shade(state.field.at(Math.floor((x + shift) / step), Math.floor(y / step)), ceiling)
    if (Math.min(at(-HALF_NAME), at(0), at(HALF_NAME)) > BRIGHT) bright.add(code)
  }
  return bright
}
