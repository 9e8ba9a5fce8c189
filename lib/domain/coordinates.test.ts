import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromWgs84, toWgs84 } from './coordinates'
import type { Position } from './position'

const file = path.resolve(import.meta.dirname, '../../../shared/data/reference/coords-henan.csv')
const rows = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(1).map(Number))
  : []

const metres = (a: Position, b: Position) => Math.hypot((a[0] - b[0]) * 111_320 * Math.cos((a[1] * Math.PI) / 180), (a[1] - b[1]) * 110_940)

describe('toWgs84', () => {
  it.skipIf(rows.length === 0)('undoes GCJ-02 and BD-09 for 17 cities of Henan within 1 m (skipped without ../shared)', () => {
    for (const [lon = 0, lat = 0, gcjLon = 0, gcjLat = 0, bdLon = 0, bdLat = 0] of rows) {
      expect(metres(toWgs84([gcjLon, gcjLat], 'GCJ02'), [lon, lat])).toBeLessThan(1)
      expect(metres(toWgs84([bdLon, bdLat], 'BD09'), [lon, lat])).toBeLessThan(1.5)
    }
    expect(rows).toHaveLength(17)
  })

  it('moves GCJ-02 near the county seat by about 590 m, into another grid', () => {
    const moved = toWgs84([112.234, 33.034], 'GCJ02')
    expect(metres(moved, [112.234, 33.034])).toBeGreaterThan(550)
    expect(metres(moved, [112.234, 33.034])).toBeLessThan(640)
  })

  it('leaves WGS84, CGCS2000 and places outside China alone', () => {
    expect(toWgs84([112.234, 33.034], 'WGS84')).toEqual([112.234, 33.034])
    expect(toWgs84([112.234, 33.034], 'CGCS2000')).toEqual([112.234, 33.034])
    expect(toWgs84([-120.66, 35.28], 'GCJ02')).toEqual([-120.66, 35.28])
  })
})

describe('fromWgs84', () => {
  it.skipIf(rows.length === 0)('agrees with the published GCJ-02 and BD-09 of 17 cities within 1 m (skipped without ../shared)', () => {
    for (const [lon = 0, lat = 0, gcjLon = 0, gcjLat = 0, bdLon = 0, bdLat = 0] of rows) {
      expect(metres(fromWgs84([lon, lat], 'GCJ02'), [gcjLon, gcjLat])).toBeLessThan(1)
      expect(metres(fromWgs84([lon, lat], 'BD09'), [bdLon, bdLat])).toBeLessThan(1.5)
    }
  })

  it('is undone by toWgs84', () => {
    for (const crs of ['WGS84', 'CGCS2000', 'GCJ02', 'BD09'] as const)
      expect(metres(toWgs84(fromWgs84([112.234, 33.034], crs), crs), [112.234, 33.034])).toBeLessThan(1)
  })

  it('moves the county seat 556 m east and 209 m south in GCJ-02', () => {
    const [lon, lat] = fromWgs84([112.234, 33.034], 'GCJ02')
    expect(metres([lon, 33.034], [112.234, 33.034])).toBeCloseTo(556, -1)
    expect(lon).toBeGreaterThan(112.234)
    expect(metres([112.234, lat], [112.234, 33.034])).toBeCloseTo(209, -1)
    expect(lat).toBeLessThan(33.034)
  })
})
