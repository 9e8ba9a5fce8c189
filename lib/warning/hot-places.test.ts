import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GridHours, standOut } from './hot-places'

const weeks = (n: number) => Array.from({ length: 12 }, () => n)
const row = (grid: string, count: number, before: readonly number[], level = 3): GridHours => ({ grid, level, count, before })
/** Thirty grids as they usually are. */
const quiet = Array.from({ length: 30 }, (_, i) => row(`quiet${i}`, 2 + (i % 3), weeks(3)))

describe('the places to look at first', () => {
  it('are hot where even the lower end of their ratio is above 1, by that end and not by the ratio', () => {
    const found = standOut([...quiet, row('large', 160, weeks(80)), row('small', 9, weeks(3))])
    expect(found.slice(0, 2).map(({ grid, hot }) => [grid, hot])).toEqual([
      ['large', true],
      ['small', true],
    ])
    expect(standOut([...quiet, row('few', 5, weeks(3))])[0]).toMatchObject({ grid: 'few', hot: false })
    expect(found[1]?.ratio?.mean).toBeLessThan(3)
    expect(found[1]?.ratio?.mean).toBeGreaterThan(1.5)
  })
  it('are compared where nothing was usual, by what is usual in their like', () => {
    expect(standOut([...quiet, row('new', 12, weeks(0))])[0]).toMatchObject({ grid: 'new', usual: 0, hot: true })
  })
  it('are never at or below their usual, though then there are fewer', () => {
    const calm = Array.from({ length: 30 }, (_, i) => row(`calm${i}`, 3, weeks(9)))
    const found = standOut([...calm, row('large', 40, weeks(9))])
    expect(found.map(({ grid }) => grid)).toEqual(['large'])
  })
  it('are told without a ratio where too little is known', () => {
    expect(standOut([row('new', 4, [1, 1, 1])])).toEqual([{ grid: 'new', count: 4, usual: null, ratio: null, hot: false }])
  })
  it('are held against grids of their own level', () => {
    const large = Array.from({ length: 12 }, (_, i) => row(`community${i}`, 300, weeks(300), 2))
    const alone = standOut([...quiet, row('small', 14, weeks(3))])
    const among = standOut([...quiet, row('small', 14, weeks(3)), ...large])
    expect(among[0]).toEqual(alone[0])
  })
  it('are at most five, hot ones first, in whatever order the grids come', () => {
    const any = fc.record({
      grid: fc.stringMatching(/^\d{12}$/),
      level: fc.constantFrom(2, 3),
      count: fc.nat(80),
      before: fc.array(fc.nat(80), { minLength: 12, maxLength: 12 }),
    })
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: (r) => r.grid, maxLength: 40 }), (rows) => {
        const found = standOut(rows)
        expect(found.length).toBeLessThanOrEqual(5)
        for (const { count, ratio } of found) expect(count >= 2 && (ratio?.mean ?? 2) > 1).toBe(true)
        const hot = found.map((place) => place.hot)
        expect(hot).toEqual([...hot].sort((a, b) => Number(b) - Number(a)))
        expect(standOut([...rows].reverse()).map(({ grid }) => grid)).toEqual(found.map(({ grid }) => grid))
      }),
      { numRuns: 40 },
    )
  })
})
