import * as z from 'zod/mini'
import { type MultiPolygon, Position, type Ring } from './position'

const Rings = z.array(z.array(Position))

/** A GeoJSON area as files bring it: Polygon or MultiPolygon, made a MultiPolygon; a third coordinate is refused. */
export const AreaIn = z.pipe(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('Polygon'), coordinates: Rings }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(Rings) }),
  ]),
  z.transform((area): MultiPolygon => ({ type: 'MultiPolygon', coordinates: area.type === 'Polygon' ? [area.coordinates] : area.coordinates })),
)

/** Twice the signed area of a ring (counter-clockwise is positive), measured from its first point to keep the digits. */
function doubleArea(ring: Ring): number {
  const [x0, y0] = ring[0] ?? [0, 0]
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]]
    if (a && b) sum += (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)
  }
  return sum
}

/** What is wrong with a ring or an area, as a sentence, and where (degrees), where it has a place. */
export type ShapeFault = { message: string; position: Position | null }

/**
 * What is wrong with a ring, as a sentence, or null: at least four points, closed, finite and within the world, some area, no two edges
 * that cross or touch (neighbours share their end only). The last test sorts edges by x: about n·√n for the rings of maps.
 */
export function faultOfRing(ring: Ring): string | null {
  return shapeFaultOfRing(ring)?.message ?? null
}

function shapeFaultOfRing(ring: Ring): ShapeFault | null {
  const fault = (message: string, position: Position | null = ring[0] ?? null): ShapeFault => ({ message, position })
  for (const [x, y] of ring) {
    if (!(Math.abs(x) <= 180 && Math.abs(y) <= 90)) return fault(`[${x}, ${y}] is not a longitude and latitude in degrees`, null)
  }
  if (ring.length < 4) return fault(`a ring has ${ring.length} points, at least 4 are needed`)
  const [first, last] = [ring[0], ring.at(-1)]
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) return fault('a ring is not closed: its last point differs from its first')
  if (doubleArea(ring) === 0) return fault('a ring encloses no area')
  return selfContact(ring)
}

type Edge = { index: number; a: Ring[number]; b: Ring[number]; left: number; right: number; low: number; high: number }

function selfContact(ring: Ring): ShapeFault | null {
  const edges: Edge[] = []
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]]
    if (!a || !b || (a[0] === b[0] && a[1] === b[1])) continue
    const [left, right, low, high] = [Math.min(a[0], b[0]), Math.max(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[1], b[1])]
    edges.push({ index: edges.length, a, b, left, right, low, high })
  }
  const sorted = [...edges].sort((p, q) => p.left - q.left)
  let active: Edge[] = []
  for (const edge of sorted) {
    active = active.filter((other) => other.right >= edge.left)
    for (const other of active) {
      if (other.low > edge.high || other.high < edge.low) continue
      const gap = Math.abs(edge.index - other.index)
      const neighbours = gap === 1 || gap === edges.length - 1
      if (neighbours ? foldsBack(edge, other, edges.length) : touches(edge, other))
        return { message: `a ring meets itself near [${edge.a[0]}, ${edge.a[1]}]`, position: edge.a }
    }
    active.push(edge)
  }
  return null
}

const cross = (o: Ring[number], a: Ring[number], b: Ring[number]) => (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1])
const within = (e: Edge, [x, y]: Ring[number]) => x >= e.left && x <= e.right && y >= e.low && y <= e.high

function touches(p: Edge, q: Edge): boolean {
  const [d1, d2, d3, d4] = [cross(p.a, p.b, q.a), cross(p.a, p.b, q.b), cross(q.a, q.b, p.a), cross(q.a, q.b, p.b)]
  if (d1 > 0 !== d2 > 0 && d3 > 0 !== d4 > 0 && d1 !== 0 && d2 !== 0 && d3 !== 0 && d4 !== 0) return true
  return (d1 === 0 && within(p, q.a)) || (d2 === 0 && within(p, q.b)) || (d3 === 0 && within(q, p.a)) || (d4 === 0 && within(q, p.b))
}

/** Neighbours may only share their end: an edge that runs back over the one before it is a spike without width. */
function foldsBack(p: Edge, q: Edge, count: number): boolean {
  const [before, after] = (p.index + 1) % count === q.index ? [p, q] : [q, p]
  const [far, joint, end] = [before.a, before.b, after.b]
  return cross(far, joint, end) === 0 && (joint[0] - far[0]) * (end[0] - joint[0]) + (joint[1] - far[1]) * (end[1] - joint[1]) < 0
}

/** What is wrong with an area, as a sentence, or null when every ring is sound. Whether rings lie right to each other is PostGIS's to say. */
export function faultOfArea(area: MultiPolygon): string | null {
  return shapeFaultOfArea(area)?.message ?? null
}

/** What is wrong with an area, and where; null when every ring is sound. */
export function shapeFaultOfArea({ coordinates }: MultiPolygon): ShapeFault | null {
  if (coordinates.length === 0) return { message: 'the area is empty', position: null }
  for (const polygon of coordinates) {
    if (polygon.length === 0) return { message: 'a polygon has no ring', position: null }
    for (const ring of polygon) {
      const fault = shapeFaultOfRing(ring)
      if (fault) return fault
    }
  }
  return null
}
