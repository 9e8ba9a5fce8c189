import { describe, expect, test } from 'vitest'
import { heatCeiling } from '@/lib/domain/heat'
import { HeatState } from '@/lib/domain/heat-state'
import { cellCenter, cellOf, latticeFor } from '@/lib/domain/lattice'
import type { MultiPolygon } from '@/lib/domain/position'
import type { HeatGrid } from './heat-messages'
import { areaKm2, brightOf, groundOf, paintField, pointsOf, shadesOf } from './painter'

const box = (w: number, s: number, e: number, n: number): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [w, s],
        [e, s],
        [e, n],
        [w, n],
        [w, s],
      ],
    ],
  ],
})
// a street of two communities, 1 hundredth of a degree each way
const grids: HeatGrid[] = [
  { code: '1', parentCode: '', leaf: null, place: [112.21, 33.005] },
  { code: '11', parentCode: '1', leaf: box(112.2, 33, 112.21, 33.01), place: [112.205, 33.005] },
  { code: '12', parentCode: '1', leaf: box(112.21, 33, 112.22, 33.01), place: [112.215, 33.005] },
]
const lattice = latticeFor([112.2, 33, 112.22, 33.01])
const now = Date.UTC(2026, 10, 24)

function stateWith(places: [number, number][]): HeatState {
  const state = new HeatState(lattice, '24h', now)
  const cells = places.map((p) => cellOf(lattice, p))
  state.apply({
    since: 0,
    revision: cells.length,
    changes: cells.map(([cellX, cellY], i) => ({
      revision: i + 1,
      number: i + 1,
      receivedAt: now,
      before: null,
      after: { revision: i + 1, grid: 1, type: 1, urgency: 4, occurredAt: now - 60_000, handledAt: null, cellX, cellY },
    })),
  })
  return state
}

describe('painting', () => {
  test('nothing is nothing, the ceiling is the last colour, and a quarter of it the middle', () => {
    const palette = Uint32Array.from({ length: 5 }, (_, i) => 100 + i)
    const into = new Uint32Array(5)
    paintField(Float32Array.of(0, 1e-12, 25, 100, 900), 100, palette, into)
    expect([...into]).toEqual([0, 0, 102, 104, 104])
  })
})

describe('the ground', () => {
  const ground = groundOf(grids, lattice)
  test('knows how large a shape is', () => {
    // 0.01° by 0.01° at 33.005° N on the ellipsoid: 1.0358 km²
    const leaf = grids[1]?.leaf
    expect(leaf && areaKm2(leaf)).toBeCloseTo(1.0366, 2)
    expect(ground.areas.get('1')).toBeCloseTo((ground.areas.get('11') ?? 0) + (ground.areas.get('12') ?? 0), 10)
  })
  test('gives each event to its leaf and all above, as a density', () => {
    const state = stateWith([
      [112.203, 33.004],
      [112.204, 33.006],
      [112.216, 33.002],
    ])
    const shades = shadesOf(state, ground)
    const density = (code: string) => (shades.get(code) ?? 0) ** 2 * heatCeiling['24h'] * (ground.areas.get(code) ?? 0)
    expect([density('11'), density('12'), density('1')].map((n) => Math.round(n * 1e6) / 1e6)).toEqual([2, 1, 3])
  })
  test('a place outside every grid belongs to none', () => expect(shadesOf(stateWith([[112.1955, 33.005]]), ground).size).toBe(0))
})

describe('points and names', () => {
  test('a point a cell, in degrees', () => {
    const at = cellOf(lattice, [112.203, 33.004])
    const points = pointsOf(
      stateWith([
        [112.203, 33.004],
        [112.203, 33.004],
      ]),
    )
    expect([...points].map((v) => v.toFixed(4))).toEqual(cellCenter(lattice, ...at).map((v) => v.toFixed(4)))
  })
  test('too many to be told apart are none', () => {
    const many = stateWith(Array.from({ length: 4_001 }, () => [112.203, 33.004]))
    expect(pointsOf(many).length).toBe(0)
  })
  test('a name is on bright ground where that is so from end to end', () => {
    const spot = stateWith(Array.from({ length: 3 }, () => [112.205, 33.005]))
    expect(brightOf(spot, grids)).toEqual(new Set())
    const hot = stateWith(Array.from({ length: 20 }, () => [112.205, 33.005]))
    expect(brightOf(hot, grids)).toEqual(new Set(['11']))
    expect(brightOf(stateWith([]), grids)).toEqual(new Set())
  })
})
