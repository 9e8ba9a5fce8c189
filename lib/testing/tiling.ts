import { leavesOf, type NewGrid } from '@/lib/domain/grid'
import type { Ring } from '@/lib/domain/position'

/** The outer ring of a grid of one polygon. */
export function outerRing(grid: Pick<NewGrid, 'code' | 'geometry'>): Ring {
  const ring = grid.geometry.coordinates[0]?.[0]
  if (!ring || grid.geometry.coordinates.length !== 1 || grid.geometry.coordinates[0]?.length !== 1)
    throw new Error(`${grid.code} is not one plain polygon`)
  return ring
}

/** Area in square degrees; counter-clockwise is positive. Measured from the first point, so that digits are kept. */
export function ringArea(ring: Ring): number {
  const [ox, oy] = ring[0] ?? [0, 0]
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]]
    if (a && b) sum += (a[0] - ox) * (b[1] - oy) - (b[0] - ox) * (a[1] - oy)
  }
  return sum / 2
}

const pointKey = (p: readonly [number, number] | undefined) => `${p?.[0]},${p?.[1]}`

/** How often each edge is used by the rings, whatever its direction. */
export function edgeUses(rings: readonly Ring[]): Map<string, number> {
  const uses = new Map<string, number>()
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [pointKey(ring[i]), pointKey(ring[i + 1])]
      const key = a < b ? `${a} ${b}` : `${b} ${a}`
      uses.set(key, (uses.get(key) ?? 0) + 1)
    }
  }
  return uses
}

/** What keeps grids from tiling each other exactly: areas that do not add up, edges that do not match. Empty when all is well. */
export function tilingFaults(grids: readonly NewGrid[]): string[] {
  const faults: string[] = []
  const leafUses = edgeUses(leavesOf(grids).map(outerRing))
  for (const [edge, n] of leafUses) if (n > 2) faults.push(`edge ${edge} is used ${n} times`)
  const streets = grids.filter((g) => g.level === 1)
  const outline = [...edgeUses(streets.map(outerRing))].filter(([, n]) => n === 1).map(([edge]) => edge)
  const once = [...leafUses].filter(([, n]) => n === 1).map(([edge]) => edge)
  if (once.length !== outline.length || outline.some((edge) => leafUses.get(edge) !== 1)) faults.push('edges of leaves used once are not the outline')
  for (const grid of grids) {
    const ring = outerRing(grid)
    if (ringArea(ring) <= 0) faults.push(`${grid.code} is not counter-clockwise`)
    const children = grids.filter((g) => g.parentCode === grid.code)
    if (children.length === 0) continue
    if (children.length === 1) faults.push(`${grid.code} has a single child`)
    const area = ringArea(ring)
    const sum = children.reduce((s, child) => s + ringArea(outerRing(child)), 0)
    if (Math.abs(sum / area - 1) > 1e-9) faults.push(`the children of ${grid.code} cover ${sum / area} of it`)
    const inner = edgeUses(children.map(outerRing))
    const border = edgeUses([ring])
    const outside = [...inner].filter(([, n]) => n === 1)
    if (outside.length !== border.size || outside.some(([edge]) => !border.has(edge))) faults.push(`the border of ${grid.code} is not its children's`)
  }
  return faults
}
