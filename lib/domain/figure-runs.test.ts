import { describe, expect, it } from 'vitest'
import { type Measured, placesOf, startOfMonth, usualBand } from './figure-runs'

const at = (text: string) => Date.parse(`${text}+08:00`)

describe('months', () => {
  it('begin at midnight in the county, over the turn of years too', () => {
    expect(startOfMonth(at('2026-11-24T14:32:00'))).toBe(at('2026-11-01T00:00:00'))
    expect(startOfMonth(at('2026-11-01T00:00:00'))).toBe(at('2026-11-01T00:00:00'))
    expect(startOfMonth(at('2026-11-01T00:00:00') - 1)).toBe(at('2026-10-01T00:00:00'))
    expect(startOfMonth(at('2026-03-31T23:59:00'), 4)).toBe(at('2025-11-01T00:00:00'))
    expect(startOfMonth(at('2026-11-24T00:00:00'), 36)).toBe(at('2023-11-01T00:00:00'))
  })
})

describe('what is usual', () => {
  it('is P10 and P90 of the months that are known, and nothing below twelve', () => {
    const values = Array.from({ length: 21 }, (_, i) => i)
    expect(usualBand(values)).toEqual({ low: 2, high: 18 })
    expect(usualBand([...values.toReversed(), null, null])).toEqual({ low: 2, high: 18 })
    expect(usualBand(values.slice(0, 12))).not.toBeNull()
    expect(usualBand([...values.slice(0, 11), null])).toBeNull()
  })
})

describe('places in an order', () => {
  const row = (low: number | null, high: number | null, few = false): Measured => ({
    ...{ low, high, few, value: low === null || high === null ? null : (low + high) / 2, numerator: null, denominator: 100 },
  })
  it('are told only where an interval meets no other, and of nothing small', () => {
    expect(placesOf([row(90, 92), row(94, 96), row(80, 82)], 'high')).toEqual([2, 1, 3])
    expect(placesOf([row(90, 92), row(94, 96), row(80, 82)], 'low')).toEqual([2, 3, 1])
    // the last two meet, so only the first has a place; ends that touch are a meeting
    expect(placesOf([row(97, 98), row(90, 94), row(94, 96)], 'high')).toEqual([1, null, null])
    expect(placesOf([row(97, 98), row(50, 99, true), row(90, 92)], 'high')).toEqual([1, null, 2])
    expect(placesOf([row(97, 98), row(null, null)], 'high')).toEqual([null, null])
    expect(placesOf([row(97, 98), row(90, 92)], null)).toEqual([null, null])
  })
})
