import { describe, expect, it } from 'vitest'
import { faultOfArea } from '@/lib/domain/geometry-check'
import { faultsOfTree, leavesOf, type NewGrid } from '@/lib/domain/grid'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { labelPoint } from '@/lib/domain/label-point'
import type { Position } from '@/lib/domain/position'
import { makeRandom, normal } from '@/lib/domain/random'
import { edgeUses, outerRing, ringArea, tilingFaults } from '@/lib/testing/tiling'
import { COMMUNITIES, STREETS } from './communities'
import { countyGrids } from './county'
import { tessellate } from './tessellate'
import { placeAround, placeOfBoundary, placeOfTown } from './tessellate-place'

const METERS = 111_195
const levels = (grids: readonly NewGrid[]) => [1, 2, 3, 4].map((level) => grids.filter((g) => g.level === level).length)

/** All that holds for any tessellation. */
function expectSound(grids: readonly NewGrid[]): void {
  expect(faultsOfTree(grids)).toEqual([])
  expect(grids.filter((g) => faultOfArea(g.geometry)).map((g) => `${g.code}: ${faultOfArea(g.geometry)}`)).toEqual([])
  expect(tilingFaults(grids)).toEqual([])
  expect(grids.filter((g) => g.code.length !== 6 + 3 * g.level).map((g) => g.code)).toEqual([])
  for (const grid of grids) {
    const children = grids.filter((g) => g.parentCode === grid.code)
    if (children.length) expect(grid.households).toBe(children.reduce((sum, c) => sum + c.households, 0))
    else expect(grid.households >= 300 && grid.households <= 500).toBe(true)
  }
}

describe('the 345 grids of 镇平', () => {
  const grids = countyGrids()

  it('are 3 streets, 55 communities, 197 blocks and 90 groups', () => {
    expect(grids).toHaveLength(345)
    expect(levels(grids)).toEqual([3, 55, 197, 90])
  })

  it('are sound and tile each other exactly', () => expectSound(grids))

  it('carry the names and codes of the streets and communities', () => {
    const named = (level: number) => grids.filter((g) => g.level === level).map((g) => [g.code, g.name])
    expect(named(1)).toEqual(STREETS.map((s) => [s.code, s.name]))
    expect(named(2)).toEqual(COMMUNITIES.map((c) => [c.code, c.name]))
    expect(grids.find((g) => g.code === '411324001003001')?.name).toBe('安国路社区第01网格')
    expect(grids.filter((g) => g.level === 4).every((g) => /第\d\d-\d网格$/.test(g.name))).toBe(true)
  })

  it('are the same at every run, and others for another seed', () => {
    expect(countyGrids()).toEqual(grids)
    expect(countyGrids(11)).not.toEqual(grids)
  })

  it('cover about 100 km² around the county seat, small in the middle and large at the edge', () => {
    const km2 = (g: NewGrid) => (ringArea(outerRing(g)) * METERS ** 2 * Math.cos((33.034 * Math.PI) / 180)) / 1e6
    const total = grids.filter((g) => g.level === 1).reduce((sum, g) => sum + km2(g), 0)
    expect(total).toBeGreaterThan(85)
    expect(total).toBeLessThan(115)
    const leaves = leavesOf(grids).map((g) => {
      const [lon, lat] = labelPoint(g.geometry).position
      return { away: Math.hypot((lon - 112.234) * Math.cos((33.034 * Math.PI) / 180), lat - 33.034) * METERS, area: km2(g) }
    })
    const mean = (list: typeof leaves) => list.reduce((sum, l) => sum + l.area, 0) / list.length
    expect(mean(leaves.filter((l) => l.away > 4000)) / mean(leaves.filter((l) => l.away < 1500))).toBeGreaterThan(8)
  })

  it('are no slivers: each leaf holds a circle of 30 m and of a fair share of its size, and its label point', () => {
    for (const leaf of leavesOf(grids)) {
      const { position, radius } = labelPoint(leaf.geometry)
      const metres = radius * METERS
      const area = ringArea(outerRing(leaf)) * METERS ** 2 * Math.cos((33.034 * Math.PI) / 180)
      expect(metres, leaf.code).toBeGreaterThan(30)
      expect((Math.PI * metres ** 2) / area, leaf.code).toBeGreaterThan(0.2)
      expect(position[0]).toBeGreaterThan(112)
    }
  })

  it('have the outline in one piece', () => {
    const uses = edgeUses(grids.filter((g) => g.level === 1).map(outerRing))
    const ends = new Map<string, number>()
    for (const [edge, n] of uses) if (n === 1) for (const end of edge.split(' ')) ends.set(end, (ends.get(end) ?? 0) + 1)
    expect([...ends.values()].every((n) => n === 2)).toBe(true)
  })
})

describe('a tessellation of any place', () => {
  it.each([
    [10, 3],
    [11, 1],
    [12, 2],
    [13, 7],
    [17, 4],
    [29, 5],
    [60, 6],
    [128, 8],
    [344, 9],
    [700, 12],
  ])('has exactly %i grids (seed %i) and is sound', (count, seed) => {
    const place = placeOfTown([112.234, 33.034], { width: 13_000, height: 9_100, seed })
    const grids = tessellate({ place, count, seed, codePrefix: '411324' })
    expect(grids).toHaveLength(count)
    expect(levels(grids)[0]).toBe(3)
    expectSound(grids)
  })

  it('refuses fewer than 10 grids', () => {
    const place = placeOfTown([112.234, 33.034], { width: 13_000, height: 9_100, seed: 1 })
    expect(() => tessellate({ place, count: 9, seed: 1, codePrefix: '411324' })).toThrow(RangeError)
  })
})

describe('a tessellation around points', () => {
  const random = makeRandom('points')
  const cloud = (lon: number, lat: number, spread: number, n: number) =>
    Array.from({ length: n }, (): Position => [lon + normal(random) * spread, lat + normal(random) * spread])
  const strays: Position[] = [
    [0, 0],
    [-121.9, 36.9],
    [-100, 35],
  ]
  const points = [...cloud(-120.66, 35.28, 0.02, 3000), ...cloud(-120.45, 35.12, 0.03, 2500), ...cloud(-120.69, 35.63, 0.02, 800), ...strays]

  it.each([1, 2, 3])('covers the bulk of them and not the strays, cells small where they are dense (seed %i)', (seed) => {
    const grids = tessellate({ place: placeAround(points, seed), count: 345, seed, codePrefix: '990000' })
    expect(grids).toHaveLength(345)
    expectSound(grids)
    const leaves = leavesOf(grids)
    const rings = leaves.map(outerRing)
    const index = makeGridIndex(leaves.map((g, i) => ({ id: i, code: g.code, geometry: g.geometry })))
    const leafOf = (p: Position) => rings[index.locate(p) ?? -1]
    const found = points.filter((_, i) => i % 10 === 0).map(leafOf)
    expect(found.filter(Boolean).length / found.length).toBeGreaterThan(0.97)
    expect(strays.map(leafOf)).toEqual([undefined, undefined, undefined])
    const mean = rings.reduce((sum, ring) => sum + ringArea(ring), 0) / rings.length
    const met = found.flatMap((ring) => (ring ? [ringArea(ring)] : [])).sort((a, b) => a - b)
    expect(met[met.length >> 1]).toBeLessThan(mean / 4)
  })

  it('refuses too few points', () => {
    expect(() => placeAround(points.slice(0, 99), 1)).toThrow(RangeError)
  })
})

describe('a tessellation within a boundary', () => {
  it('keeps the boundary and fills it', () => {
    const ring: Position[] = [
      [10, 50],
      [10.3, 50.02],
      [10.32, 50.2],
      [10.2, 50.12],
      [10.02, 50.22],
      [10, 50],
    ]
    const grids = tessellate({ place: placeOfBoundary({ type: 'MultiPolygon', coordinates: [[ring]] }), count: 345, seed: 4, codePrefix: '990000' })
    expectSound(grids)
    const corners = new Set(grids.filter((g) => g.level === 1).flatMap((g) => outerRing(g).map(String)))
    expect(ring.filter((p) => !corners.has(String(p)))).toEqual([])
    const area = grids.filter((g) => g.level === 1).reduce((sum, g) => sum + ringArea(outerRing(g)), 0)
    expect(area / ringArea(ring)).toBeCloseTo(1, 6)
  })
})
