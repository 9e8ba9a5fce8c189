/** Vertices in metres east and north of the middle. Grids are rings of vertex numbers, so neighbours share their border by construction. */
export type Mesh = {
  readonly x: number[]
  readonly y: number[]
  /** lines that meet at the vertex: 2 along a border, 3 at a junction */
  readonly degree: number[]
}

/** A ring of vertex numbers, counter-clockwise, the first not repeated. */
export type Cell = readonly number[]
export type Point = readonly [x: number, y: number]

export function makeMesh(): Mesh {
  return { x: [], y: [], degree: [] }
}

/** Adds a vertex of degree 2 and gives its number. */
export function addVertex(mesh: Mesh, [x, y]: Point): number {
  mesh.x.push(x)
  mesh.degree.push(2)
  return mesh.y.push(y) - 1
}

export function at(mesh: Mesh, vertex: number | undefined): Point {
  return [mesh.x[vertex ?? 0] ?? 0, mesh.y[vertex ?? 0] ?? 0]
}

export const ringOf = (mesh: Mesh, cell: Cell): Point[] => cell.map((v) => at(mesh, v))

/** Signed area, m²; counter-clockwise is positive. */
export function areaOf(ring: readonly Point[]): number {
  let sum = 0
  let [px, py] = ring.at(-1) ?? [0, 0]
  for (const [x, y] of ring) {
    sum += px * y - x * py
    px = x
    py = y
  }
  return sum / 2
}

export function perimeterOf(ring: readonly Point[]): number {
  let sum = 0
  let last = ring.at(-1) ?? [0, 0]
  for (const point of ring) {
    sum += distance(last, point)
    last = point
  }
  return sum
}

export const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1])

/** 4π·area/perimeter²: 1 for a circle, 0.79 for a square, small for a sliver. */
export const roundness = (area: number, perimeter: number) => (4 * Math.PI * Math.abs(area)) / (perimeter * perimeter || 1)

/** True when the open segments cross. */
export function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

const turn = (p: Point, q: Point, r: Point) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

/** The change of direction at b on the way a → b → c, radians; left is positive. */
export function bend(a: Point, b: Point, c: Point): number {
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]]
  return Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)
}

export function distanceToSegment(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const t = Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
}

/** About `count` points of a square lattice inside the ring (scan lines), at least one. */
export function samplesOf(ring: readonly Point[], count: number): Point[] {
  const step = Math.sqrt(Math.abs(areaOf(ring)) / count)
  const xs = ring.map((p) => p[0])
  const ys = ring.map((p) => p[1])
  const [west, south, north] = [Math.min(...xs), Math.min(...ys), Math.max(...ys)]
  const out: Point[] = []
  for (let y = south + step / 2; y < north; y += step) {
    const crossings: number[] = []
    let [px, py] = ring.at(-1) ?? [0, 0]
    for (const [cx, cy] of ring) {
      if (cy > y !== py > y) crossings.push(cx + ((px - cx) * (y - cy)) / (py - cy))
      px = cx
      py = cy
    }
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [from, to] = [crossings[i] ?? 0, crossings[i + 1] ?? 0]
      for (let x = west + Math.ceil((from - west) / step - 0.5) * step + step / 2; x < to; x += step) if (x > from) out.push([x, y])
    }
  }
  return out.length ? out : [centroid(ring)]
}

/** The centre of gravity of a ring's area. */
export function centroid(ring: readonly Point[]): Point {
  const [ox, oy] = ring[0] ?? [0, 0]
  let [sum, cx, cy] = [0, 0, 0]
  let [px, py] = ring.at(-1) ?? [0, 0]
  for (const [x, y] of ring) {
    const f = (px - ox) * (y - oy) - (x - ox) * (py - oy)
    sum += f
    cx += (px + x - 2 * ox) * f
    cy += (py + y - 2 * oy) * f
    px = x
    py = y
  }
  return sum === 0 ? [ox, oy] : [ox + cx / (3 * sum), oy + cy / (3 * sum)]
}
