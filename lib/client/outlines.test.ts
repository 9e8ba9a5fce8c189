import { describe, expect, it } from 'vitest'
import { drawOutlines } from './outlines'

const square = (west: number, south: number, side: number): { coordinates: [number, number][][][] } => ({
  coordinates: [
    [
      [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
      ],
    ],
  ],
})
const sheet = { width: 200, height: 100, margin: 10 }

describe('outlines on a sheet', () => {
  it('keep their proportions, fill it up to the margin, and have north above', () => {
    const draw = drawOutlines([square(112, 33, 0.1), square(112.1, 33, 0.1)], sheet)
    const [west = 0, south = 0] = draw?.at([112, 33]) ?? []
    const [east = 0, north = 0] = draw?.at([112.2, 33.1]) ?? []
    const box = [west - 10, north - 10, east - west + 20, south - north + 20]
    expect(draw?.box.split(' ').map((part, i) => Math.abs(Number(part) - (box[i] ?? Number.NaN)) < 0.1)).toEqual([true, true, true, true])
    expect([south, north].map((y) => Math.round(y))).toEqual([90, 10])
    // 0.2 degrees of longitude at this latitude are 1.68 times 0.1 of latitude
    expect((east - west) / 80).toBeCloseTo(2 * Math.cos((33.05 * Math.PI) / 180), 6)
  })
  it('leave out points that nobody could tell apart, and what is too small to be seen', () => {
    const fine = square(112, 33, 0.1)
    const ring = fine.coordinates[0]?.[0]
    ring?.splice(1, 0, ...Array.from({ length: 500 }, (_, i): [number, number] => [112 + (0.1 * i) / 1_000_000, 33]))
    expect(drawOutlines([fine], sheet)?.line(fine).split('L')).toHaveLength(5)
    const speck = square(112.05, 33.05, 1e-7)
    expect(drawOutlines([fine], sheet)?.line(speck)).toBe('')
    expect(drawOutlines([], sheet)).toBeNull()
  })
})
