import type { GridShape } from '@/lib/client/grids'

/** A line between two grids. `level` is that of the border (0: the edge of everything, 1 between streets, … 4 between 子 grids). */
export type Border = { level: number; line: [number, number][] }

type Edge = { a: string; b: string; owner: GridShape; other: GridShape | null }

const keyOf = (p: [number, number]) => `${p[0]},${p[1]}`

/** The level of the border between two leaves: the first level at which their ancestors differ. */
function levelBetween(one: GridShape, other: GridShape | null, parentOf: (g: GridShape) => GridShape | undefined): number {
  if (!other) return 0
  const line = (g: GridShape) => {
    const up = [g]
    for (let p = parentOf(g); p; p = parentOf(p)) up.unshift(p)
    return up
  }
  const [x, y] = [line(one), line(other)]
  let depth = 0
  while (x[depth] && x[depth] === y[depth]) depth++
  return Math.max(1, Math.min(x[depth]?.level ?? 4, y[depth]?.level ?? 4))
}

/** Joins edges that meet end to end into long lines, so that dashes, joins and blur run through. Stops where three lines meet. */
function chain(edges: readonly Edge[], points: ReadonlyMap<string, [number, number]>): [number, number][][] {
  const at = new Map<string, Edge[]>()
  for (const edge of edges) for (const end of [edge.a, edge.b]) at.set(end, [...(at.get(end) ?? []), edge])
  const used = new Set<Edge>()
  const walk = (edge: Edge, from: string): string[] => {
    const line = [from]
    let [current, here]: [Edge | undefined, string] = [edge, from]
    while (current) {
      used.add(current)
      here = current.a === here ? current.b : current.a
      line.push(here)
      const meeting: Edge[] = at.get(here) ?? []
      current = meeting.length === 2 ? meeting.find((e) => !used.has(e)) : undefined
    }
    return line
  }
  const lines: string[][] = []
  for (const edge of edges) for (const end of [edge.a, edge.b]) if (!used.has(edge) && at.get(end)?.length !== 2) lines.push(walk(edge, end))
  for (const edge of edges) if (!used.has(edge)) lines.push(walk(edge, edge.a))
  return lines.map((line) => line.map((key) => points.get(key)).filter((p) => p !== undefined))
}

/**
 * The borders of the tiling, each drawn once: edges of leaves that two leaves share carry the level at which their ancestors part,
 * edges of one leaf alone are the outline. Needs shared edges to be identical, vertex for vertex; where an import breaks that, both sides
 * are drawn as outline, which shows the fault.
 */
export function bordersOf(grids: readonly GridShape[]): Border[] {
  const byCode = new Map(grids.map((g) => [g.code, g]))
  const points = new Map<string, [number, number]>()
  const edges = new Map<string, Edge>()
  for (const grid of grids) {
    if (grid.until !== 4) continue
    for (const ring of grid.coordinates.flat()) {
      for (let i = 0; i + 1 < ring.length; i++) {
        const [p, q] = [ring[i], ring[i + 1]]
        if (!p || !q) continue
        const [a, b] = [keyOf(p), keyOf(q)]
        points.set(a, p)
        points.set(b, q)
        const key = a < b ? `${a} ${b}` : `${b} ${a}`
        const known = edges.get(key)
        if (known) known.other = grid
        else edges.set(key, { a, b, owner: grid, other: null })
      }
    }
  }
  const byLevel = new Map<number, Edge[]>()
  for (const edge of edges.values()) {
    const level = levelBetween(edge.owner, edge.other, (g) => byCode.get(g.parentCode))
    const group = byLevel.get(level)
    if (group) group.push(edge)
    else byLevel.set(level, [edge])
  }
  return [...byLevel].flatMap(([level, group]) => chain(group, points).map((line) => ({ level, line })))
}
