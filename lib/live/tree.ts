import type { EventType } from '@/lib/domain/category'
import { type GridNode, isWithin } from '@/lib/domain/grid'
import type { Lattice } from '@/lib/domain/lattice'

/** The part of an atlas that a board stands on. */
export type BoardAtlas = {
  readonly version: number
  readonly grids: readonly GridNode[]
  readonly typeById: ReadonlyMap<number, EventType>
  readonly lattice: Lattice
}

/** Grids as places in arrays: sorted by code, so that a parent comes before all that lies in it. */
export class Tree {
  readonly nodes: readonly GridNode[]
  /** place of the grid right above, −1 at the top */
  readonly parent: Int32Array
  /** place of the level-1 grid (大, street) above or the grid itself, −1 when there is none */
  readonly street: Int32Array
  /** the place after the last one within a grid: all that lies in it stands behind it without a gap */
  readonly end: Int32Array
  readonly #places: Map<number, number>

  constructor(grids: readonly GridNode[]) {
    this.nodes = [...grids].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
    this.parent = new Int32Array(this.nodes.length).fill(-1)
    this.street = new Int32Array(this.nodes.length).fill(-1)
    this.end = Int32Array.from(this.nodes, (_, i) => i + 1)
    this.#places = new Map(this.nodes.map((node, i) => [node.id, i]))
    // "Within" is "begins with", so what lies above a grid is read from its code and cannot disagree with a scope.
    const above: number[] = []
    this.nodes.forEach((node, i) => {
      while (above.length && !isWithin(node.code, this.codeAt(above.at(-1) ?? 0))) above.pop()
      const parent = above.at(-1) ?? -1
      this.parent[i] = parent
      this.street[i] = node.level === 1 ? i : parent < 0 ? -1 : (this.street[parent] ?? -1)
      above.push(i)
    })
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const parent = this.parent[i] ?? -1
      if (parent >= 0) this.end[parent] = Math.max(this.end[parent] ?? 0, this.end[i] ?? 0)
    }
  }

  get size(): number {
    return this.nodes.length
  }

  /** The place of a grid id, −1 for one that is not here. */
  placeOf(id: number): number {
    return this.#places.get(id) ?? -1
  }

  /** '' for a place that is none. */
  codeAt(place: number): string {
    return this.nodes[place]?.code ?? ''
  }

  /** Adds each grid's own value to all above it. Two values a grid, side by side. */
  rollUp(own: ArrayLike<number>): Float64Array {
    // `Float64Array.from` would ask for an iterator, which takes most of the time
    const sums = new Float64Array(own.length)
    for (let i = 0; i < own.length; i++) sums[i] = own[i] ?? 0
    for (let i = this.size - 1; i >= 0; i--) {
      const parent = this.parent[i] ?? -1
      if (parent < 0) continue
      sums[2 * parent] = (sums[2 * parent] ?? 0) + (sums[2 * i] ?? 0)
      sums[2 * parent + 1] = (sums[2 * parent + 1] ?? 0) + (sums[2 * i + 1] ?? 0)
    }
    return sums
  }
}
