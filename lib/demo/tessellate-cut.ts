import type { Random } from '@/lib/domain/random'
import { isInside } from '@/lib/domain/ring'
import type { Ground } from './tessellate-ground'
import { drawLine, type LineStyle } from './tessellate-line'
import {
  addVertex,
  areaOf,
  bend,
  type Cell,
  centroid,
  cross,
  distance,
  distanceToSegment,
  type Mesh,
  type Point,
  perimeterOf,
  ringOf,
  roundness,
  samplesOf,
} from './tessellate-mesh'

export type Cutter = {
  mesh: Mesh
  random: Random
  ground: Ground
  /** distance between the points of a line where it passes, metres */
  stepAt: (x: number, y: number) => number
  /** smallest distance that borders keep from each other away from junctions, metres */
  clearance: number
}

/**
 * What a cut should do: cut off `share` of the weight; `cells` grids come of the whole in the end. `normal` fixes the direction square to
 * the cut, radians: the first part then lies on the side it comes from.
 */
export type Wish = {
  share: number
  cells: number
  weight: (x: number, y: number) => number
  normal?: number | undefined
  style?: LineStyle | undefined
}

type Ends = { from: number; to: number; share: number; direction: number; score: number }

/** Directions tried to both sides of the streets' two, radians. */
const SWAYS = [0, 0.06, -0.06, 0.2, -0.2, 0.45, -0.45, 0.7, -0.7]
const RIGHT = Math.PI / 2
const CORNER = 0.6
/** Borders meet at no sharper angle than this, radians (37°). */
const SHARPEST = 0.65
const DRAWN = 5

/**
 * Cuts a cell in two along a line that starts and ends on vertices of its border and adds vertices only inside it; so all neighbours
 * keep sharing every vertex. The first part has about `share` of the weight. Null when no line keeps clear of the border.
 */
export function cutCell(cutter: Cutter, cell: Cell, wish: Wish): [Cell, Cell] | null {
  const { mesh, random, ground } = cutter
  const ring = ringOf(mesh, cell)
  const [cx, cy] = centroid(ring)
  const candidates = chordsOf(cutter, cell, ring, wish, [cx, cy]).sort((a, b) => b.score - a.score)
  let best: { ends: Ends; line: Point[]; score: number } | null = null
  let drawn = 0
  for (const ends of candidates) {
    const [a, b] = [entry(ring, ends.from), entry(ring, ends.to)]
    const urban = ground.urban((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    const style = wish.style ?? (random.next() > 0.35 + 0.65 * urban ? 'stream' : 'street')
    const line = drawLine(random, a, b, style, urban, cutter.stepAt)
    if (!keepsClear(ring, ends, line, cutter.clearance)) continue
    const [one, two] = partsOf(ring, ends, line)
    const shapes = [one, two].map((part) => roundness(areaOf(part), perimeterOf(part)))
    const score = ends.score + 0.8 * Math.min(...shapes)
    if (!best || score > best.score) best = { ends, line, score }
    if (++drawn >= DRAWN) break
  }
  if (!best) return null
  const { ends, line } = best
  for (const end of [cell[ends.from], cell[ends.to]]) if (end !== undefined) mesh.degree[end] = (mesh.degree[end] ?? 2) + 1
  const inner = line.map((point) => addVertex(mesh, point))
  const [one, two] = partsOf(cell, ends, inner)
  const near = (part: Cell) => dot(centroid(ringOf(mesh, part)), wish.normal ?? 0)
  const inOrder = wish.normal === undefined ? Math.abs(ends.share - wish.share) <= Math.abs(1 - ends.share - wish.share) : near(one) <= near(two)
  return inOrder ? [one, two] : [two, one]
}

const dot = ([x, y]: Point, angle: number) => x * Math.cos(angle) + y * Math.sin(angle)

/** The two rings left and right of a line between two entries of a ring; `share` is that of the first. */
function partsOf<T>(ring: readonly T[], { from, to }: Ends, line: readonly T[]): [T[], T[]] {
  const walk = (start: number, end: number) => (start <= end ? ring.slice(start, end + 1) : [...ring.slice(start), ...ring.slice(0, end + 1)])
  return [
    [...walk(from, to), ...[...line].reverse()],
    [...walk(to, from), ...line],
  ]
}

/** Straight cuts in all directions tried, each snapped to vertices, with a score of what both parts would be like. */
function chordsOf({ mesh, random, ground }: Cutter, cell: Cell, ring: Point[], wish: Wish, middle: Point): Ends[] {
  const urban = ground.urban(...middle)
  const street = ground.streets(...middle)
  const points = samplesOf(ring, Math.max(240, Math.min(1600, 110 * wish.cells)))
  const weights = points.map(([x, y]) => wish.weight(x, y))
  const total = weights.reduce((a, b) => a + b, 0)
  const sums = sumsOf(ring)
  const directions =
    wish.normal === undefined
      ? [0, RIGHT].flatMap((q) => SWAYS.map((s) => street + q + s))
      : [0, 0.08, -0.08, 0.16, -0.16].map((s) => (wish.normal ?? 0) + s)
  const shares = wish.normal === undefined && wish.share !== 0.5 ? [wish.share, 1 - wish.share] : [wish.share]
  const found: Ends[] = []
  for (const direction of directions) {
    const [nx, ny] = [Math.cos(direction), Math.sin(direction)]
    const along = points.map((p, i) => ({ v: p[0] * nx + p[1] * ny, w: weights[i] ?? 0 })).sort((a, b) => a.v - b.v)
    for (const share of shares) {
      let [sum, offset] = [0, along[0]?.v ?? 0]
      for (const { v, w } of along) {
        sum += w
        offset = v
        if (sum >= share * total) break
      }
      const chord = longestChord(ring, nx, ny, offset)
      if (!chord) continue
      const reach = chord.length * 0.1
      const from = snap(mesh, cell, ring, chord.from, reach, urban)
      const to = snap(mesh, cell, ring, chord.to, reach, urban)
      if (from.index === to.index) continue
      const ends = { from: from.index, to: to.index, direction, share: 0, score: 0 }
      const angle = Math.min(angleAt(ring, ends.from, ends.to), angleAt(ring, ends.to, ends.from))
      if (angle < SHARPEST) continue
      const [a, b] = [entry(ring, ends.from), entry(ring, ends.to)]
      if (chord.clean) {
        // the first part lies to the right of the line from → to
        let right = 0
        for (const [i, [x, y]] of points.entries()) if ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1]) < 0) right += weights[i] ?? 0
        ends.share = right / total
      } else {
        const [one] = partsOf(ring, ends, [])
        ends.share = points.reduce((s, [x, y], i) => s + (isInside(one, x, y) ? (weights[i] ?? 0) : 0), 0) / total
      }
      const error = Math.min(Math.abs(ends.share - wish.share), Math.abs(1 - ends.share - wish.share))
      const [one, two] = shapesOf(ring, sums, ends)
      const crossings = (from.junction ? 1 : 0) + (to.junction ? 1 : 0)
      ends.score =
        Math.min(one, two) * 0.6 + (one + two) * 0.25 - error * 2.4 - skewOf(ground, a, b) + crossings * 0.09 * urban - Math.max(0, 1.2 - angle) * 0.5
      ends.score += random.next() * 0.05
      found.push(ends)
    }
  }
  return found
}

/** How much a straight cut goes against the streets it passes: little outside, much in town. */
function skewOf(ground: Ground, a: Point, b: Point): number {
  const direction = Math.atan2(b[1] - a[1], b[0] - a[0])
  let sum = 0
  for (let i = 0; i < 8; i++) {
    const t = (i + 0.5) / 8
    const [x, y] = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    const off = direction - ground.streets(x, y)
    sum += (0.12 + 1.6 * ground.urban(x, y)) * Math.min(Math.abs(Math.sin(off)), Math.abs(Math.cos(off)))
  }
  return sum / 8
}

/** Where the line n·p = offset runs through the ring the longest way: border positions, and whether it meets the border only twice. */
function longestChord(ring: Point[], nx: number, ny: number, offset: number) {
  const hits: { s: number; index: number }[] = []
  for (let i = 0; i < ring.length; i++) {
    const [u, v] = [entry(ring, i), entry(ring, i + 1)]
    const [a, b] = [u[0] * nx + u[1] * ny - offset, v[0] * nx + v[1] * ny - offset]
    if (a < 0 === b < 0) continue
    const t = a / (a - b)
    hits.push({ s: -(u[0] + (v[0] - u[0]) * t) * ny + (u[1] + (v[1] - u[1]) * t) * nx, index: t < 0.5 ? i : (i + 1) % ring.length })
  }
  hits.sort((p, q) => p.s - q.s)
  let best: { from: number; to: number; length: number; clean: boolean } | null = null
  for (let i = 0; i + 1 < hits.length; i += 2) {
    const [p, q] = [hits[i], hits[i + 1]]
    if (p && q && (!best || q.s - p.s > best.length)) best = { from: p.index, to: q.index, length: q.s - p.s, clean: hits.length === 2 }
  }
  return best
}

/**
 * The vertex near a place of the border where a line should end: not on a corner of the cell; in town rather on a junction from the
 * other side, which makes a crossing of four streets.
 */
function snap(mesh: Mesh, cell: Cell, ring: Point[], near: number, reach: number, urban: number) {
  const place = ring[near] ?? [0, 0]
  let best = { index: near, junction: false }
  let bestScore = -Infinity
  for (let k = -10; k <= 10; k++) {
    const index = (near + k + ring.length) % ring.length
    const off = distance(ring[index] ?? [0, 0], place)
    if (off > reach && k !== 0) continue
    const degree = mesh.degree[cell[index] ?? 0] ?? 2
    const corner = isCorner(ring, index)
    const junction = degree === 3 && !corner
    const score = -off / (reach || 1) + (junction ? 0.35 + 0.95 * urban : degree > 2 ? -1 : 0) - (corner ? 1.5 : 0)
    if (score > bestScore) {
      bestScore = score
      best = { index, junction }
    }
  }
  return best
}

const entry = (ring: Point[], index: number): Point => ring[(index + ring.length * 2) % ring.length] ?? [0, 0]

function isCorner(ring: Point[], i: number): boolean {
  const one = Math.abs(bend(entry(ring, i - 1), entry(ring, i), entry(ring, i + 1)))
  return one > CORNER || Math.abs(bend(entry(ring, i - 2), entry(ring, i), entry(ring, i + 2))) > CORNER * 1.3
}

/** The smaller angle that the straight line to `other` makes with the border at `i`, over one and over two steps of the border. */
function angleAt(ring: Point[], i: number, other: number): number {
  const [here, there] = [entry(ring, i), entry(ring, other)]
  return Math.min(...[-2, -1, 1, 2].map((k) => Math.PI - Math.abs(bend(entry(ring, i + k), here, there))))
}

type Sums = { cross: Float64Array; length: Float64Array }

/** Running sums along a ring, so that area and perimeter of any part behind a chord cost nothing. */
function sumsOf(ring: Point[]): Sums {
  const [cross, length] = [new Float64Array(ring.length + 1), new Float64Array(ring.length + 1)]
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [entry(ring, i), entry(ring, i + 1)]
    cross[i + 1] = (cross[i] ?? 0) + a[0] * b[1] - b[0] * a[1]
    length[i + 1] = (length[i] ?? 0) + distance(a, b)
  }
  return { cross, length }
}

function shapesOf(ring: Point[], sums: Sums, { from, to }: Ends): [number, number] {
  const between = (s: Float64Array, i: number, j: number) => (s[j] ?? 0) - (s[i] ?? 0) + (i <= j ? 0 : (s[ring.length] ?? 0))
  const [a, b] = [entry(ring, from), entry(ring, to)]
  const [chord, closing] = [distance(a, b), b[0] * a[1] - a[0] * b[1]]
  return [
    roundness((between(sums.cross, from, to) + closing) / 2, between(sums.length, from, to) + chord),
    roundness((between(sums.cross, to, from) - closing) / 2, between(sums.length, to, from) + chord),
  ]
}

/** True when the line stays inside the ring and away from its border, less so towards its own ends. */
function keepsClear(ring: Point[], { from, to }: Ends, line: Point[], clearance: number): boolean {
  const full = [entry(ring, from), ...line, entry(ring, to)]
  const middle = line[line.length >> 1] ?? entry(ring, from)
  if (!isInside(ring, middle[0], middle[1])) return false
  const length = perimeterOf(full) - distance(entry(ring, from), entry(ring, to))
  const keep = Math.min(clearance, length * 0.09)
  const n = ring.length
  let gone = 0
  for (let k = 0; k + 1 < full.length; k++) {
    const [p, q] = [entry(full, k), entry(full, k + 1)]
    gone += distance(p, q)
    const free = Math.min(keep, 0.5 * Math.min(gone, length - gone))
    const [west, east] = [Math.min(p[0], q[0] - free), Math.max(p[0], q[0] + free)]
    const [south, north] = [Math.min(p[1], q[1] - free), Math.max(p[1], q[1] + free)]
    for (let i = 0; i < n; i++) {
      const j = i + 1 === n ? 0 : i + 1
      const a = ring[i] ?? p
      const b = ring[j] ?? p
      // nearly all of the border is far from this step
      if ((a[0] < west && b[0] < west) || (a[0] > east && b[0] > east) || (a[1] < south && b[1] < south) || (a[1] > north && b[1] > north)) continue
      const atFrom = i === from || j === from
      const atTo = i === to || j === to
      if (!(atFrom && k === 0) && !(atTo && k === full.length - 2) && cross(p, q, a, b)) return false
      if (k + 2 < full.length && distanceToSegment(q, a, b) < free) return false
    }
  }
  return true
}
