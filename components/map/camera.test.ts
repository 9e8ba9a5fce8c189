import { describe, expect, test } from 'vitest'
import { levelAt, pitchFor } from './camera'
import { pixelRatioFor } from './renderer'

describe('the camera', () => {
  test('looks at the stage from where the wall has room', () => {
    expect(pitchFor(16 / 9)).toBe(32)
    expect(pitchFor(3840 / 1080)).toBe(50)
    expect(pitchFor(2.75)).toBeGreaterThan(32)
  })
  test('shows one level after the other on the way in', () => {
    expect([-2, 0, 1.2, 3].map((d) => levelAt(12 + d, 12))).toEqual([1, 2, 3, 4])
  })
})

describe('pixels', () => {
  test('are the device’s own on a graphics card', () => expect(pixelRatioFor(3840, 2160, 2, false)).toBe(2))
  test('are limited in software, and never more than the device has', () => {
    expect(pixelRatioFor(1280, 720, 1, true)).toBe(1)
    const ratio = pixelRatioFor(3840, 2160, 1, true)
    expect(3840 * 2160 * ratio * ratio).toBeCloseTo(2_100_000, 0)
  })
})
