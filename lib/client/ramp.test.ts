import { describe, expect, test } from 'vitest'
import { alphaAt, colorAt, paletteOf, parseColor, type Rgb, shade, ticksOf } from './ramp'

const ramp: Rgb[] = [
  [0, 0, 0],
  [100, 0, 0],
  [200, 100, 50],
]

describe('the ramp', () => {
  test('has its stops where they are, and mixes between them', () => {
    expect(colorAt(ramp, 0)).toEqual([0, 0, 0])
    expect(colorAt(ramp, 0.5)).toEqual([100, 0, 0])
    expect(colorAt(ramp, 0.75)).toEqual([150, 50, 25])
    expect(colorAt(ramp, 7)).toEqual([200, 100, 50])
  })
  test('stands on a square root with a fixed end', () => {
    expect(shade(25, 100)).toBe(0.5)
    expect(shade(400, 100)).toBe(1)
    expect(shade(-1, 100)).toBe(0)
    expect(ticksOf(100)).toEqual([0, 6.25, 25, 56.25, 100])
  })
  test('leaves empty land dark and never sinks', () => {
    expect(alphaAt(0)).toBe(0)
    for (let t = 0; t < 1; t += 0.01) expect(alphaAt(t + 0.01)).toBeGreaterThanOrEqual(alphaAt(t))
    expect(alphaAt(1)).toBeGreaterThan(0.9)
  })
  test('packs words as a canvas reads them', () => {
    const palette = paletteOf(ramp)
    const [r, g, b, a] = new Uint8Array(palette.buffer.slice(1023 * 4))
    expect([r, g, b]).toEqual([200, 100, 50])
    expect(a).toBe(Math.round(alphaAt(1) * 255))
    expect(palette[0]).toBe(0)
  })
  test('reads the colours of tokens', () => {
    expect(parseColor(' #0e293d')).toEqual([14, 41, 61])
    expect(parseColor('red')).toEqual([255, 255, 255])
  })
})
