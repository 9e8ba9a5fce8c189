import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Field, pixelCenter, rasterFrame } from './field'
import { KERNEL_METERS, kernel } from './heat'
import { type Lattice, latticeFor } from './lattice'
import { groundScale, toMercator } from './position'

const county = latticeFor([112.2, 33.0, 112.22, 33.02])

/** The definition, written down once more: Σ count × kernel(distance on the ground between the pixel's and the cell's centre). */
function density(lattice: Lattice, field: Field, cells: readonly [x: number, y: number, count: number][], column: number, row: number): number {
  const [px, py] = pixelCenter(lattice, field.frame, column, row)
  let sum = 0
  for (const [cx, cy, count] of cells) {
    const x = lattice.west + (cx + 0.5) * lattice.cell
    const y = lattice.north - (cy + 0.5) * lattice.cell
    sum += count * kernel(Math.hypot(px - x, py - y) * groundScale(y))
  }
  return sum
}

const cellsOf = (lattice: Lattice) =>
  fc.array(
    fc.tuple(fc.integer({ min: 0, max: lattice.width - 1 }), fc.integer({ min: 0, max: lattice.height - 1 }), fc.integer({ min: 1, max: 9 })),
    { minLength: 1, maxLength: 12 },
  )

describe('a field', () => {
  it('is the sum of kernels at the centres of its pixels, at any step and at the edge', () => {
    fc.assert(
      fc.property(cellsOf(county), fc.constantFrom(1024, 100, 64, 41), (cells, maxPixels) => {
        const field = new Field(county, maxPixels)
        for (const [x, y, count] of cells) field.add(x, y, count)
        const { width, height } = field.frame
        const expected: number[] = []
        for (let row = 0; row < height; row++)
          for (let column = 0; column < width; column++) expected.push(density(county, field, cells, column, row))
        const peak = Math.max(...expected)
        const worst = field.values().reduce((most, v, i) => Math.max(most, Math.abs(v - (expected[i] ?? Number.NaN))), 0)
        expect(worst).toBeLessThanOrEqual(peak * 1e-6)
      }),
      { numRuns: 15 },
    )
  })

  it('is the same whatever was added and taken away on the way', () => {
    fc.assert(
      fc.property(cellsOf(county), cellsOf(county), (kept, gone) => {
        const field = new Field(county)
        for (const [x, y, count] of gone) field.add(x, y, count)
        for (const [x, y, count] of kept) field.add(x, y, count)
        for (const [x, y, count] of gone) field.add(x, y, -count)
        const fresh = new Field(county)
        for (const [x, y, count] of [...kept].reverse()) for (let i = 0; i < count; i++) fresh.add(x, y, 1)
        expect(field.equals(fresh)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('holds one event as one event per km², wherever it lies', () => {
    for (const south of [0, 33, 60]) {
      const lattice = latticeFor([112.2, south, 112.24, south + 0.04])
      const field = new Field(lattice)
      const cellY = Math.floor(lattice.height / 2)
      field.add(Math.floor(lattice.width / 2), cellY, 1)
      const side = (lattice.cell * groundScale(lattice.north - cellY * lattice.cell)) / 1000
      const total = field.values().reduce((sum, v) => sum + v * side * side, 0)
      expect(total).toBeCloseTo(1, 2)
      expect(side).toBeLessThanOrEqual(0.02)
    }
  })

  it('gives an event its full kernel in the middle and nothing past its radius', () => {
    const field = new Field(county)
    field.add(40, 40, 1)
    expect(field.at(40, 40)).toBeCloseTo(3e6 / (Math.PI * KERNEL_METERS ** 2), 5)
    expect(field.at(40 + Math.ceil(KERNEL_METERS / 19), 40)).toBe(0)
  })
})

describe('the frame of a raster', () => {
  it('has the smallest pixels that fit, and names the degrees it covers', () => {
    const frame = rasterFrame(county, 64)
    expect(frame.width).toBeLessThanOrEqual(64)
    expect(frame.height).toBeLessThanOrEqual(64)
    expect(Math.max(county.width, county.height) / (frame.step - 1)).toBeGreaterThan(64)
    const [west, , , north] = frame.bounds
    const [x, y] = toMercator([west, north])
    expect(x).toBeCloseTo(county.west, 4)
    expect(y).toBeCloseTo(county.north, 4)
    expect(rasterFrame(county).step).toBe(1)
  })
})
