import { at, type Cell, distanceToSegment, type Mesh } from './tessellate-mesh'

/**
 * Which vertices a map needs: all junctions, and along each border between two junctions those that Douglas and Peucker (1973) keep at
 * `tolerance` metres. Every border is thinned once, whichever cell it is met in, so neighbours go on sharing their vertices. `exact`
 * vertices always stay.
 */
export function keptVertices(mesh: Mesh, cells: readonly Cell[], tolerance: number, exact: ReadonlySet<number>): Uint8Array {
  const kept = new Uint8Array(mesh.x.length)
  for (const [v, degree] of mesh.degree.entries()) if (degree > 2 || exact.has(v)) kept[v] = 1
  const done = new Set<string>()
  for (const cell of cells) {
    const start = cell.findIndex((v) => kept[v] && (mesh.degree[v] ?? 0) > 2)
    const ring = start < 0 ? [...cell, cell[0] ?? 0] : [...cell.slice(start), ...cell.slice(0, start + 1)]
    let border: number[] = []
    for (const v of ring) {
      border.push(v)
      if (border.length > 1 && (kept[v] || v === ring[0])) {
        const [first, last] = [border[0] ?? 0, v]
        const forward = first < last || (first === last && (border[1] ?? 0) < (border.at(-2) ?? 0))
        const line = forward ? border : border.reverse()
        const key = `${line[0]}/${line[1]}/${line.at(-1)}`
        if (!done.has(key)) thin(mesh, line, tolerance, kept)
        done.add(key)
        border = [v]
      }
    }
  }
  return kept
}

function thin(mesh: Mesh, line: readonly number[], tolerance: number, kept: Uint8Array): void {
  const parts: [number, number][] = [[0, line.length - 1]]
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part
    const [a, b] = [at(mesh, line[from]), at(mesh, line[to])]
    let [worst, off] = [-1, tolerance]
    for (let i = from + 1; i < to; i++) {
      const d = distanceToSegment(at(mesh, line[i]), a, b)
      if (d > off) [worst, off] = [i, d]
    }
    if (worst < 0) continue
    kept[line[worst] ?? 0] = 1
    parts.push([from, worst], [worst, to])
  }
}
