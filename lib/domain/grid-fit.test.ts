import { describe, expect, it } from 'vitest'
import { countyGrids } from '@/lib/demo/county'
import { smallCounty } from '@/lib/testing/small-county'
import type { NewGrid } from './grid'
import { findUnfit } from './grid-fit'
import type { Position } from './position'

const METERS_A_DEGREE = { lon: 93_250, lat: 111_195 } // near 33° N

/** Moves the east side of a square grid by metres. */
function widen(code: string, meters: number): NewGrid[] {
  return smallCounty().map((grid) => {
    if (grid.code !== code) return grid
    const ring = grid.geometry.coordinates[0]?.[0] ?? []
    const east = Math.max(...ring.map(([x]) => x))
    const moved = ring.map(([x, y]): Position => [x === east ? x + meters / METERS_A_DEGREE.lon : x, y])
    return { ...grid, geometry: { type: 'MultiPolygon', coordinates: [[moved]] } }
  })
}
const short = (grids: NewGrid[]) =>
  findUnfit(grids).findings.map(({ kind, code, other, squareMeters }) => [kind, code, other, Math.round(squareMeters / 100)])
/** Of a strip along the side of a leaf, in hundreds of square metres. */
const strip = (meters: number) => Math.round((meters * 0.006 * METERS_A_DEGREE.lat) / 100)

describe('grids', () => {
  it('fit in the demonstration county and in the small one', () => {
    expect(findUnfit(smallCounty())).toEqual({ findings: [], slivers: 0 })
    const seen: number[] = []
    expect(findUnfit(countyGrids(), { onProgress: (done) => seen.push(done) }).findings).toEqual([])
    expect(seen.at(-1)).toBe(345)
  })

  it('overlap where one is wider, leave a gap where it is narrower, and reach beyond their parent at its border', () => {
    expect(short(widen('411324001101001', 20))).toEqual([['overlap', '411324001101001', '411324001101002', strip(20)]])
    expect(short(widen('411324001101001', -20))).toEqual([['gap', '411324001101', null, strip(20)]])
    expect(short(widen('411324002102002', 20))).toEqual([['outside', '411324002102002', '411324002102', strip(20)]])
  })

  it('of two parents that overlap lie outside their own', () => {
    expect(short(widen('411324001102002', 20))).toEqual([['outside', '411324001102002', '411324001102', strip(20)]])
  })

  it('may differ by slivers, which are counted', () => {
    expect(findUnfit(widen('411324001101001', 0.3))).toEqual({ findings: [], slivers: 1 })
  })

  it('that are left out hide nothing and are no gap', () => {
    expect(findUnfit(widen('411324001101001', 20), { except: new Set(['411324001101001']) })).toEqual({ findings: [], slivers: 0 })
  })
})
