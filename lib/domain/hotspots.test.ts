import { describe, expect, it } from 'vitest'
import { HOUR_MS } from './clock'
import { hotspotWindow, reasonsOf } from './hotspots'

describe('hotspots', () => {
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
