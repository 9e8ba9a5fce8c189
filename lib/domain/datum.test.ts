import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromWgs84 } from './coordinates'
import { guessDatum, positionsOf } from './datum'
import type { MultiPolygon, Position } from './position'

/** A town of 8 km by 9 km. */
const [west, south, east, north] = [112.19, 32.99, 112.276, 33.071]
const covers = ([x, y]: Position) => x >= west && x <= east && y >= south && y <= north

/** Positions over a box, on a lattice that is not the town's, so that no chance is needed. */
function lattice(box: [number, number, number, number], side: number): Position[] {
  return Array.from({ length: side * side }, (_, i) => [
    box[0] + ((box[2] - box[0]) * ((i % side) + 0.5)) / side,
    box[1] + ((box[3] - box[1]) * (Math.floor(i / side) + 0.5)) / side,
  ])
}
const inTown = lattice([west, south, east, north], 40)
const read = (positions: Position[], crs: 'GCJ02' | 'BD09') => positions.map((p) => fromWgs84(p, crs))

describe('guessDatum', () => {
  it('suspects nothing where everything fits as it is', () => {
    const guess = guessDatum(inTown, covers)
    expect(guess).toMatchObject({ total: 1_600, suspected: null })
    expect(guess.fits.WGS84).toBe(1_600)
    expect(guess.fits.CGCS2000).toBe(1_600)
    expect(guess.fits.GCJ02).toBeLessThan(1_600)
  })

  it.each(['GCJ02', 'BD09'] as const)('recognises %s by the rim', (crs) => {
    const guess = guessDatum(read(inTown, crs), covers)
    expect(guess.suspected).toBe(crs)
    expect(guess.fits[crs]).toBeGreaterThan(1_590)
    expect(guess.fits.WGS84).toBeLessThan(1_550)
  })

  it('recognises a shift among strays', () => {
    const strays = lattice([110, 31, 114, 35], 6)
    expect(guessDatum([...read(inTown, 'GCJ02'), ...strays], covers).suspected).toBe('GCJ02')
  })

  it('suspects nothing of right positions with strays on all sides', () => {
    expect(guessDatum([...inTown, ...lattice([110, 31, 114, 35], 40)], covers).suspected).toBeNull()
    expect(guessDatum(lattice([west - 0.05, south - 0.05, east + 0.05, north + 0.05], 60), covers).suspected).toBeNull()
  })

  it('suspects nothing of one stray in two hundred that are far from the rim, and something of one in four', () => {
    const middle = lattice([112.22, 33.02, 112.24, 33.04], 14)
    const stray = fromWgs84([east - 0.001, 33.03], 'GCJ02')
    expect(guessDatum([...middle, stray], covers)).toMatchObject({ fits: { WGS84: 196, GCJ02: 197 }, suspected: null })
    expect(guessDatum([...middle.slice(0, 3), stray], covers).suspected).toBe('GCJ02')
  })

  it('suspects nothing where no reading fits, and nothing of nothing', () => {
    const elsewhere = lattice([-96, 29, -95, 30], 5)
    expect(guessDatum(elsewhere, covers)).toEqual({ fits: { WGS84: 0, CGCS2000: 0, GCJ02: 0, BD09: 0 }, total: 25, suspected: null })
    expect(guessDatum([], covers)).toMatchObject({ total: 0, suspected: null })
  })

  const file = path.resolve(import.meta.dirname, '../../../shared/data/reference/coords-henan.csv')
  it.skipIf(!existsSync(file))('tells the three readings of 17 cities of Henan apart (skipped without ../shared)', () => {
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(1).map(Number))
    const column = (i: number) => rows.map((r): Position => [r[i] ?? 0, r[i + 1] ?? 0])
    const near = ([x, y]: Position) => column(0).some(([a, b]) => Math.hypot((x - a) * 0.84, y - b) * 111_000 < 100)
    expect(guessDatum(column(0), near)).toEqual({ fits: { WGS84: 17, CGCS2000: 17, GCJ02: 0, BD09: 0 }, total: 17, suspected: null })
    expect(guessDatum(column(2), near)).toEqual({ fits: { WGS84: 0, CGCS2000: 0, GCJ02: 17, BD09: 0 }, total: 17, suspected: 'GCJ02' })
    expect(guessDatum(column(4), near)).toEqual({ fits: { WGS84: 0, CGCS2000: 0, GCJ02: 0, BD09: 17 }, total: 17, suspected: 'BD09' })
  })
})

describe('positionsOf', () => {
  const tile = (x: number, y: number, w: number, h: number): MultiPolygon => ({
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [x, y],
          [x + w, y],
          [x + w, y + h],
          [x, y + h],
          [x, y],
        ],
      ],
    ],
  })
  const tiles = lattice([west, south, east, north], 4).map(([x, y]) =>
    tile(x - (east - west) / 8, y - (north - south) / 8, (east - west) / 4, (north - south) / 4),
  )

  it('judges tiles of the known area itself, whose corners lie on its rim', () => {
    expect(guessDatum(tiles.flatMap(positionsOf), covers)).toMatchObject({ fits: { WGS84: 80 }, total: 80, suspected: null })
    for (const crs of ['GCJ02', 'BD09'] as const) {
      const moved = tiles.map(
        (t): MultiPolygon => ({ type: 'MultiPolygon', coordinates: t.coordinates.map((rings) => rings.map((r) => r.map((p) => fromWgs84(p, crs)))) }),
      )
      const guess = guessDatum(moved.flatMap(positionsOf), covers)
      expect(guess.suspected).toBe(crs)
      expect(guess.fits[crs]).toBe(80)
    }
  })
})
