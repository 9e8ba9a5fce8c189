import polylabel from 'polylabel'
import type { MultiPolygon, Position, Ring } from './position'

/**
 * Where a label sits best: the point of an area that is farthest from its border (pole of inaccessibility, to 2 % of the size), with that
 * distance in degrees of latitude. Degrees of longitude are shortened by the latitude, so that near and far are as on the ground.
 */
export function labelPoint({ coordinates }: MultiPolygon): { position: Position; radius: number } {
  let best: { position: Position; radius: number } = { position: [0, 0], radius: -Infinity }
  for (const rings of coordinates) {
    const found = poleOf(rings)
    if (found.radius > best.radius) best = found
  }
  return best
}

function poleOf(rings: readonly Ring[]): { position: Position; radius: number } {
  const outer = rings[0] ?? []
  const shrink = Math.cos(((outer[0]?.[1] ?? 0) * Math.PI) / 180)
  const flat = rings.map((ring) => ring.map(([x, y]): [number, number] => [x * shrink, y]))
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values)
  const size = Math.min(extent(outer.map(([x]) => x * shrink)), extent(outer.map(([, y]) => y)))
  const pole = polylabel(flat, size * 0.02)
  return { position: [pole[0] / shrink, pole[1]], radius: pole.distance }
}
