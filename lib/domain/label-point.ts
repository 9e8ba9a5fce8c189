import type { MultiPolygon, Position, Ring } from './position'

/**
 * Where a label sits best: the point of an area that is farthest from its border (pole of inaccessibility, to 2 % of the size), with that
 * distance in degrees of latitude. Degrees of longitude are shortened by the latitude, so that near and far are as on the ground. The
 * area is searched by squares, best first, each split in four while it could hold a better point (Agafonkin 2016).
 */
export function labelPoint({ coordinates }: MultiPolygon): { position: Position; radius: number } {
  let best: { position: Position; radius: number } = { position: [0, 0], radius: -Infinity }
  for (const rings of coordinates) {
    const found = poleOf(rings)
    if (found.radius > best.radius) best = found
  }
  return best
}

type Square = { x: number; y: number; half: number; distance: number; bound: number }

function poleOf(rings: readonly Ring[]): { position: Position; radius: number } {
  const outer = rings[0] ?? []
  const shrink = Math.cos(((outer[0]?.[1] ?? 0) * Math.PI) / 180)
  const flat = rings.map((ring) => ring.map(([x, y]): [number, number] => [x * shrink, y]))
  const xs = flat[0]?.map((p) => p[0]) ?? []
  const ys = flat[0]?.map((p) => p[1]) ?? []
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const size = Math.min(east - west, north - south)
  const square = (x: number, y: number, half: number): Square => {
    const distance = signedDistance(flat, x, y)
    return { x, y, half, distance, bound: distance + half * Math.SQRT2 }
  }
  const queue: Square[] = []
  for (let x = west; x < east; x += size || 1) for (let y = south; y < north; y += size || 1) queue.push(square(x + size / 2, y + size / 2, size / 2))
  let best = square((west + east) / 2, (south + north) / 2, 0)
  for (;;) {
    let next = -1
    for (let i = 0; i < queue.length; i++) if (next < 0 || (queue[i]?.bound ?? 0) > (queue[next]?.bound ?? 0)) next = i
    const [here] = next < 0 ? [] : queue.splice(next, 1)
    if (!here || here.bound - best.distance <= size * 0.02) break
    if (here.distance > best.distance) best = here
    const half = here.half / 2
    for (const dx of [-half, half]) for (const dy of [-half, half]) queue.push(square(here.x + dx, here.y + dy, half))
  }
  return { position: [best.x / shrink, best.y], radius: best.distance }
}

/** Distance to the nearest border, negative outside. */
function signedDistance(rings: readonly Ring[], x: number, y: number): number {
  let inside = false
  let nearest = Infinity
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [ax, ay] = ring[i] ?? [0, 0]
      const [bx, by] = ring[i + 1] ?? [0, 0]
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
      const [dx, dy] = [bx - ax, by - ay]
      const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
      nearest = Math.min(nearest, Math.hypot(x - ax - t * dx, y - ay - t * dy))
    }
  }
  return inside ? nearest : -nearest
}
