import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Role, Viewer } from './access'
import { HOUR_MS } from './clock'
import { countsInTotal, daysOut, figureCountsSensitive, ratio, touchedDays, wholeHours } from './figures'

const viewer = (role: Role, ...prefixes: string[]): Viewer => ({ id: 'v', name: 'v', role, scope: { kind: 'grids', prefixes } })
const inStreet = { grid: '411324001005', street: '411324001' }

describe('a ratio', () => {
  it('has no value over nothing', () => {
    expect(ratio(0, 0).value).toBeNull()
    expect(ratio(0, 3).value).toBe(0)
  })
})

describe('the days of a period', () => {
  it('are those it touches, whole, and none when it is empty', () => {
    const midnight = Date.UTC(2026, 10, 23, 16) // 2026-11-24 in Shanghai
    const named = (from: number | null, to: number | null) => daysOut(touchedDays({ from, to }))
    expect(named(midnight, midnight + HOUR_MS)).toEqual({ from: '2026-11-24', to: '2026-11-24' })
    expect(named(midnight - HOUR_MS, midnight)).toEqual({ from: '2026-11-23', to: '2026-11-23' })
    expect(named(midnight - HOUR_MS, midnight + 25 * HOUR_MS)).toEqual({ from: '2026-11-23', to: '2026-11-25' })
    expect(named(null, null)).toEqual({ from: null, to: null })
    const { first, end } = touchedDays({ from: midnight + HOUR_MS, to: midnight + HOUR_MS })
    expect(end).toBe(first)
  })
})

describe('whole hours', () => {
  it('never count an instant twice in periods that touch', () => {
    const hours = fc.integer({ min: 0, max: 1_000 * HOUR_MS })
    fc.assert(
      fc.property(fc.tuple(hours, hours, hours), hours, (cuts, t) => {
        const [a = 0, b = 0, c = 0] = [...cuts].sort((x, y) => x - y)
        const now = 2_000 * HOUR_MS
        const holds = (from: number, to: number) => {
          const used = wholeHours(from, to, now)
          return t >= (used.from ?? -1) && t < (used.to ?? Infinity)
        }
        expect(Number(holds(a, b)) + Number(holds(b, c))).toBe(Number(holds(a, c)))
      }),
    )
  })
  it('take in the hour that is running, and keep open bounds open', () => {
    const now = 10 * HOUR_MS + 60_000
    expect(wholeHours(9 * HOUR_MS + 5, now, now)).toEqual({ from: 9 * HOUR_MS, to: 11 * HOUR_MS })
    expect(wholeHours(null, 10 * HOUR_MS, now).to).toBe(10 * HOUR_MS)
    expect(wholeHours(null, 10 * HOUR_MS - 1, now).to).toBe(9 * HOUR_MS)
    expect(wholeHours(null, 12 * HOUR_MS, now).to).toBe(12 * HOUR_MS)
    expect(wholeHours(null, null, now)).toEqual({ from: null, to: null })
  })
})

describe('sensitive events in figures', () => {
  it('count for everybody from the street upwards, below only for those who may act on them', () => {
    const sensitive = { ...inStreet, sensitive: true }
    expect(countsInTotal(viewer('screen', ''), sensitive)).toBe(true)
    expect(countsInTotal(viewer('screen', '411324'), sensitive)).toBe(true)
    expect(countsInTotal(viewer('viewer', '411324001'), sensitive)).toBe(true)
    expect(countsInTotal(viewer('viewer', '411324001005'), sensitive)).toBe(false)
    expect(countsInTotal(viewer('viewer', '411324001005'), { ...inStreet, sensitive: false })).toBe(true)
    expect(countsInTotal(viewer('dispatcher', '411324001005'), sensitive)).toBe(true)
    expect(countsInTotal(viewer('dispatcher', '411324002'), sensitive)).toBe(false)
    expect(figureCountsSensitive(viewer('screen', ''), 1)).toBe(true)
    expect(figureCountsSensitive(viewer('screen', ''), 2)).toBe(false)
    expect(figureCountsSensitive(viewer('supervisor', ''), 4)).toBe(true)
  })
  it('count for no department', () => {
    const department: Viewer = { id: 'd', name: 'd', role: 'handler', scope: { kind: 'department', department: '城管' } }
    expect(countsInTotal(department, { ...inStreet, sensitive: false })).toBe(false)
    expect(countsInTotal(department, { ...inStreet, sensitive: true })).toBe(false)
  })
})
