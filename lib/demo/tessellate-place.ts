import type { MultiPolygon, Position, Ring } from '@/lib/domain/position'
import { makeRandom } from '@/lib/domain/random'
import { isInside } from '@/lib/domain/ring'
import { type Ground, groundOfPoints, townGround } from './tessellate-ground'
import { areaOf, distance, type Point } from './tessellate-mesh'

/** Metres east and north of a middle, good to 0.1 % over 100 km: cells only need their proportions to be right. */
export type Plane = { toMetres(position: Position): Point; toDegrees(point: Point): Position }

/** What is to be divided: an outline in metres (counter-clockwise, not closed), its plane, and what the ground is like. */
export type Place = { plane: Plane; outline: Point[]; ground: Ground; exactOutline: boolean }

const METERS_PER_DEGREE = 111_195

/** Coordinates come out rounded to 1e-7 degrees, about a centimetre. */
export function planeAround([lon, lat]: Position): Plane {
  const perLon = METERS_PER_DEGREE * Math.cos((lat * Math.PI) / 180)
  const round = (v: number) => Math.round(v * 1e7) / 1e7
  return {
    toMetres: ([x, y]) => [(x - lon) * perLon, (y - lat) * METERS_PER_DEGREE],
    toDegrees: ([x, y]) => [round(lon + x / perLon), round(lat + y / METERS_PER_DEGREE)],
  }
}

/** A town with an invented body: a rounded oblong of `width` × `height` metres whose edge is rough like a coast at every scale. */
export function placeOfTown(middle: Position, { width, height, seed }: { width: number; height: number; seed: number }): Place {
  const rough = coast(seed, 150)
  const outline = Array.from({ length: 720 }, (_, i): Point => {
    const angle = (i / 720) * 2 * Math.PI
    const square = (Math.abs(Math.cos(angle)) ** 2.5 + Math.abs(Math.sin(angle)) ** 2.5) ** (-1 / 2.5)
    const r = square * (1 + rough(angle))
    return [(width / 2) * r * Math.cos(angle), (height / 2) * r * Math.sin(angle)]
  })
  return { plane: planeAround(middle), outline, ground: townGround(1500), exactOutline: false }
}

/** Relative roughness of a radius by angle: harmonics with falling amplitude, so about as rough at every scale. */
function coast(seed: number, harmonics: number): (angle: number) => number {
  const random = makeRandom('coast', seed)
  const waves = Array.from({ length: harmonics - 2 }, (_, i) => {
    const k = i + 2
    return { k, size: (k < 9 ? 0.155 : 0.1) / k ** 1.1, phase: random.next() * 2 * Math.PI }
  })
  return (angle) => {
    let sum = 0
    for (const { k, size, phase } of waves) sum += size * Math.cos(k * angle + phase) * (0.75 + 0.5 * Math.sin(2 * angle + phase * 0.2))
    return sum
  }
}

/** Share of the points, far strays apart, that the outline around a cloud of points should hold. */
const BULK = 0.99

/**
 * The place around a cloud of points: a smooth outline around the bulk of them, seen from their median, with a rough edge; strays far
 * outside fall out. Throws RangeError for fewer than 100 points.
 */
export function placeAround(positions: readonly Position[], seed: number): Place {
  if (positions.length < 100) throw new RangeError(`${positions.length} points are too few to make grids around; at least 100 are needed`)
  const middle: Position = [
    quantile(
      positions.map((p) => p[0]),
      0.5,
    ),
    quantile(
      positions.map((p) => p[1]),
      0.5,
    ),
  ]
  const plane = planeAround(middle)
  const points = positions.map(plane.toMetres)
  const radius = quantile(
    points.map((p) => Math.hypot(...p)),
    0.97,
  )
  const near = points.filter((p) => Math.hypot(...p) <= radius * 1.6)
  const sectors: number[][] = Array.from({ length: 72 }, () => [])
  for (const [x, y] of near) sectors[Math.floor(((Math.atan2(y, x) / (2 * Math.PI) + 1) % 1) * 72)]?.push(Math.hypot(x, y))
  // each direction may leave the same number of points outside, so that thinly settled ones do not reach far
  const strays = Math.floor(((1 - BULK) * near.length) / 72)
  let radii = sectors.map((list) => Math.max(radius * 0.25, list.sort((a, b) => b - a)[strays] ?? 0))
  for (let pass = 0; pass < 8; pass++) radii = radii.map((r, i) => 0.5 * r + 0.25 * ((radii[(i + 71) % 72] ?? r) + (radii[(i + 1) % 72] ?? r)))
  const rough = coast(seed, 60)
  const outlineAt = (scale: number) =>
    Array.from({ length: 720 }, (_, i): Point => {
      const [low, part] = [Math.floor(i / 10), (i % 10) / 10]
      const smoothed = part * part * (3 - 2 * part)
      const r = ((radii[low] ?? 0) * (1 - smoothed) + (radii[(low + 1) % 72] ?? 0) * smoothed) * scale * (1 + 0.35 * rough((i / 720) * 2 * Math.PI))
      return [r * Math.cos((i / 720) * 2 * Math.PI), r * Math.sin((i / 720) * 2 * Math.PI)]
    })
  let scale = 1
  let outline = outlineAt(scale)
  const sample = near.filter((_, i) => i % Math.ceil(near.length / 4000) === 0)
  while (sample.filter(([x, y]) => isInside(outline, x, y)).length < BULK * sample.length && scale < 1.5) {
    scale *= 1.04
    outline = outlineAt(scale)
  }
  const half = Math.max(...outline.map((p) => Math.max(Math.abs(p[0]), Math.abs(p[1]))))
  return { plane, outline, ground: groundOfPoints(near, half * 1.02), exactOutline: false }
}

/**
 * The place within a boundary: the outer ring of its largest polygon, kept to the centimetre (long edges get more vertices, so that
 * borders can end on them). The ground is a town in the middle of it.
 */
export function placeOfBoundary({ coordinates }: MultiPolygon): Place {
  const rings = coordinates.map((polygon) => polygon[0] ?? []).filter((ring) => ring.length >= 4)
  const largest = rings.sort((a, b) => Math.abs(areaOf(b)) - Math.abs(areaOf(a)))[0]
  if (!largest) throw new RangeError('the boundary has no ring')
  const plane = planeAround(middleOf(largest))
  const ring = largest.slice(0, -1).map(plane.toMetres)
  if (areaOf(ring) < 0) ring.reverse()
  const area = areaOf(ring)
  const step = Math.sqrt(area) / 160
  const outline = ring.flatMap((a, i): Point[] => {
    const b = ring[(i + 1) % ring.length] ?? a
    const pieces = Math.max(1, Math.round(distance(a, b) / step))
    return Array.from({ length: pieces }, (_, k): Point => [a[0] + ((b[0] - a[0]) * k) / pieces, a[1] + ((b[1] - a[1]) * k) / pieces])
  })
  return { plane, outline, ground: townGround(Math.sqrt(area / Math.PI) * 0.28), exactOutline: true }
}

function middleOf(ring: Ring): Position {
  const xs = ring.map((p) => p[0])
  const ys = ring.map((p) => p[1])
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2]
}

function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
}
