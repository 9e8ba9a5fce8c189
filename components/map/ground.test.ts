import { describe, expect, test } from 'vitest'
import type { GridShape } from '@/lib/client/grids'
import { toWgs84 } from '@/lib/domain/coordinates'
import { fromMercator, toMercator } from '@/lib/domain/position'
import { groundOf } from './ground'

type Place = [number, number]
const metres = (a: readonly number[], b: readonly number[]) => Math.hypot(((a[0] ?? 0) - (b[0] ?? 0)) * 93_400, ((a[1] ?? 0) - (b[1] ?? 0)) * 110_900)

/** The urban area of the county, as large as the demonstration's. */
const bounds: [number, number, number, number] = [112.15, 32.95, 112.32, 33.11]
const places = Array.from({ length: 121 }, (_, i): Place => [bounds[0] + ((i % 11) / 10) * 0.17, bounds[1] + (Math.floor(i / 11) / 10) * 0.16])

describe('the ground of GCJ-02', () => {
  const ground = groundOf('GCJ02')

  test('moves the county by hundreds of metres, and back', () => {
    for (const place of places) {
      const moved = ground.at(place)
      expect(metres(moved, place)).toBeGreaterThan(500)
      expect(metres(toWgs84(moved, 'GCJ02'), place)).toBeLessThan(1.5)
    }
  })

  test('keeps the heat’s picture within 15 m of points and areas, all over it', () => {
    const [west, south, east, north] = ground.bounds(bounds)
    const [x0, y0] = toMercator([bounds[0], bounds[1]])
    const [x1, y1] = toMercator([bounds[2], bounds[3]])
    const [left, bottom] = toMercator([west, south])
    const [right, top] = toMercator([east, north])
    const off = places.map((place) => {
      const [x, y] = toMercator(place)
      const drawn = fromMercator(left + ((x - x0) / (x1 - x0)) * (right - left), bottom + ((y - y0) / (y1 - y0)) * (top - bottom))
      return metres(drawn, ground.at(place))
    })
    expect(Math.max(...off)).toBeLessThan(15)
  })

  test('moves points, rings and names alike', () => {
    const ring: Place[] = [places[0] ?? [0, 0], places[5] ?? [0, 0], places[60] ?? [0, 0], places[0] ?? [0, 0]]
    const grid: GridShape = {
      code: '1',
      name: '1',
      label: '1',
      sign: '1',
      level: 1,
      until: 4,
      parentCode: '',
      households: 0,
      demo: true,
      place: places[30] ?? [0, 0],
      coordinates: [[ring]],
    }
    const [moved] = ground.shapes([grid])
    expect(moved?.place).toEqual(ground.at(grid.place))
    expect(moved?.coordinates[0]?.[0]).toEqual(ring.map((p) => ground.at(p)))
    expect(grid.coordinates[0]?.[0]).toBe(ring)
    const points = ground.points(Float32Array.from(ring.flat()))
    // a 32 bit float of degrees is worth half a metre
    for (const [i, p] of ring.entries()) expect(metres([points[i * 2] ?? 0, points[i * 2 + 1] ?? 0], ground.at(p))).toBeLessThan(2)
  })
})

test('WGS84 and CGCS2000 move nothing', () => {
  for (const crs of ['WGS84', 'CGCS2000'] as const) {
    const ground = groundOf(crs)
    const pairs = Float32Array.of(112, 33)
    expect(ground.at([112, 33])).toEqual([112, 33])
    expect(ground.points(pairs)).toBe(pairs)
    expect(ground.bounds(bounds)).toBe(bounds)
  }
})
