import { describe, expect, test } from 'vitest'
import { arrange, layoutFor, sideOf, unitFor } from './layouts'

describe('the layout of a screen', () => {
  test('has one rail a side, two beyond 2:1, three on a wall of 5760', () => {
    const names = (width: number, height: number) => layoutFor(width, height).name
    for (const [width, height] of [
      [1366, 768],
      [1920, 1080],
      [1920, 1200],
      [3840, 2160],
    ] as const)
      expect(names(width, height)).toBe('one')
    expect(names(3840, 1080)).toBe('two')
    expect(names(6656, 1792)).toBe('two')
    expect(names(5760, 1080)).toBe('three')
  })
  test('leaves the map the middle', () => {
    for (const [width, height] of [
      [1366, 768],
      [2560, 1080],
      [3840, 1080],
      [5760, 1080],
    ] as const) {
      const layout = layoutFor(width, height)
      expect(width / unitFor(width, height) - 2 * sideOf(layout)).toBeGreaterThan(850)
    }
  })
  test('puts each panel in one place, and the growing one into its own column', () => {
    for (const [width, height] of [
      [1920, 1080],
      [3840, 1080],
      [5760, 1080],
    ] as const) {
      const { left, right } = layoutFor(width, height)
      const all = [...left, ...right].flatMap((column) => column.panels)
      expect(new Set(all).size).toBe(all.length)
      for (const column of [...left, ...right]) expect(column.panels).toEqual(expect.arrayContaining([...column.grow]))
      for (const needed of ['classes', 'streets', 'communities', 'ages', 'feed', 'sources', 'alerts'] as const) expect(all).toContain(needed)
    }
  })
  test('takes the panels of a screen in their order, as many to a column as it has as shipped', () => {
    const own = ['feed', 'alerts', 'urgent', 'sources', 'week', 'ages', 'days', 'people'] as const
    const { left, right } = arrange(layoutFor(1920, 1080), own)
    expect([...left, ...right].map(({ panels, grow }) => [panels, grow])).toEqual([
      [
        ['feed', 'alerts', 'urgent'],
        ['feed', 'urgent'],
      ],
      [
        ['sources', 'week', 'ages', 'days'],
        ['week', 'ages', 'days'],
      ],
    ])
    expect(arrange(layoutFor(3840, 1080), ['alerts', 'sources']).left[0]).toMatchObject({ panels: ['alerts', 'sources'], grow: ['sources'] })
    expect(arrange(layoutFor(1920, 1080), null)).toBe(layoutFor(1920, 1080))
  })
  test('a unit is smaller on a screen that is narrow for its height', () => {
    expect(unitFor(3840, 2160)).toBe(2)
    expect(unitFor(1280, 1024)).toBeCloseTo(1280 / 1728)
  })
})
