import { describe, expect, it } from 'vitest'
import { numbersFrom } from './busy-days'
import { grows, slopeOf } from './slope'

const line = (count: number, y: (x: number, noise: number) => number, seed = 3) => {
  const below = numbersFrom(seed)
  return Array.from({ length: count }, (_, x) => ({ x, y: y(x, below(2_000) / 1_000 - 1) }))
}

describe('a slope', () => {
  it('is that of the line, and its interval holds it', () => {
    const { slope, low, high } = slopeOf(line(40, (x, noise) => 5 + 2 * x + noise))
    expect(slope).toBeCloseTo(2, 1)
    expect(low).toBeLessThan(2)
    expect(high).toBeGreaterThan(2)
  })
  it('of what stands still is none, without any noise too', () => {
    expect(grows(slopeOf(line(40, (_, noise) => 100 + noise)))).toBe(false)
    expect(slopeOf(line(40, () => 7))).toEqual({ slope: 0, low: 0, high: 0 })
  })
  it('is seen though it is small against the noise', () => {
    expect(grows(slopeOf(line(40, (x, noise) => 100 + 0.1 * x + noise)))).toBe(true)
  })
  it('of few hundred still series is called growth about once in forty', () => {
    const found = Array.from({ length: 400 }, (_, seed) => grows(slopeOf(line(40, (_, noise) => noise, seed * 7 + 1)))).filter(Boolean).length
    expect(found).toBeLessThan(24)
  })
  it('of waves is uncertain: neighbours tell the same', () => {
    const waves = line(40, (x) => Math.sin(x / 4))
    expect(grows(slopeOf(waves))).toBe(false)
    expect(() => slopeOf(waves.slice(0, 4))).toThrow(/4 samples/)
  })
})
