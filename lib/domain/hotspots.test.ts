import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS } from './clock'
import { hotspotWindow, reasonsOf, standOut } from './hotspots'

const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length
const weeks = (n: number) => Array.from({ length: 12 }, () => n)

describe('hotspots', () => {
  it('rank by how far they stand above their usual, not by size or ratio alone', () => {
    const found = standOut([
      { grid: 'large', count: 60, before: weeks(55) },
      { grid: 'strange', count: 8, before: weeks(2) },
      { grid: 'rare', count: 3, before: weeks(0.1) },
      { grid: 'quiet', count: 1, before: weeks(0) },
      { grid: 'usual', count: 5, before: weeks(5) },
    ])
    expect(found.map((h) => h.grid)).toEqual(['strange', 'rare', 'large', 'usual'])
    expect(found[0]).toEqual({ grid: 'strange', count: 8, usual: 2 })
  })
  it('are told without a usual where too little is known', () => {
    expect(standOut([{ grid: 'new', count: 4, before: [1, 1, 1] }])).toEqual([{ grid: 'new', count: 4, usual: null }])
  })
  it('are at most five, and none that is not above its usual stands before one that is', () => {
    const row = fc.record({
      grid: fc.stringMatching(/^\d{12}$/),
      count: fc.nat(80),
      before: fc.array(fc.nat(80), { minLength: 4, maxLength: 12 }),
    })
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (r) => r.grid, maxLength: 40 }), (rows) => {
        const found = standOut(rows)
        expect(found.length).toBeLessThanOrEqual(5)
        const above = found.map(({ count, usual }) => count > (usual ?? 0))
        expect(above).toEqual([...above].sort((a, b) => Number(b) - Number(a)))
        const left = rows.filter((r) => !found.some((h) => h.grid === r.grid))
        if (above.includes(false)) expect(left.filter((r) => r.count >= 2).every((r) => r.count <= mean(r.before))).toBe(true)
        expect(standOut([...rows].reverse())).toEqual(found)
      }),
    )
  })
  it('say why: the commonest types, and the hours that most of it falls into', () => {
    const parts = [
      { type: '0502', hour: 17, count: 3 },
      { type: '0502', hour: 18, count: 2 },
      { type: '0401', hour: 3, count: 1 },
    ]
    expect(reasonsOf(parts)).toEqual({
      types: [
        { type: '0502', count: 5 },
        { type: '0401', count: 1 },
      ],
      peak: { fromHour: 16, toHour: 19, count: 5 },
    })
    expect(reasonsOf([1, 7, 12, 18].map((hour) => ({ type: '0101', hour, count: 1 }))).peak).toBeNull()
    expect(reasonsOf([])).toEqual({ types: [], peak: null })
  })
  it('look at the running hour and the 23 before it', () => {
    expect(hotspotWindow(10 * HOUR_MS + 5)).toEqual({ from: -13 * HOUR_MS, to: 11 * HOUR_MS })
  })
})
