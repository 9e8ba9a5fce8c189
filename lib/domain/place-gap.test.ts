import { describe, expect, it } from 'vitest'
import { allSteps } from '@/lib/testing/all-steps'
import { gapSteps, nearestOf } from './place-gap'
import type { Position } from './position'
import { makeRandom } from './random'

const DEGREE = 111_195
const grid = (code: string, parentCode: string, level: 1 | 2 | 3 = 3) => ({ code, name: code, level, parentCode, households: 0 })
const PLACE = { id: '11111111-1111-4111-8111-111111111111', name: '驿站', position: [112, 33] as Position }

/** A street with communities of leaves, each so many households at so many metres north of the place. */
function county(communities: readonly (readonly [households: number, meters: number][])[]) {
  const grids = [grid('1', '0', 1)]
  const [households, at] = [new Map<string, number>(), new Map<string, number>()]
  for (const [c, leaves] of communities.entries()) {
    grids.push(grid(`1${c}`, '1', 2))
    for (const [l, [count, meters]] of leaves.entries()) {
      const code = `1${c}${l}`
      grids.push(grid(code, `1${c}`))
      households.set(code, count)
      at.set(code, meters)
    }
  }
  const middle = (code: string): Position => [112, 33 + (at.get(code) ?? 0) / DEGREE]
  const rows = allSteps(gapSteps({ grids, households, middle, places: [PLACE], meters: 500 }))
  return new Map(rows.map((row) => [row.code, row]))
}

describe('gaps', () => {
  it('count the households of leaves whose middle lies beyond, upwards, with the nearest place', () => {
    const rows = county([
      [
        [300, 499],
        [200, 501],
      ],
      [[100, 900]],
    ])
    expect([...rows].map(([code, { households, beyond, meters }]) => [code, households, beyond, meters])).toEqual([
      ['1', 600, 300, null],
      ['10', 500, 200, null],
      ['100', 300, 0, 499],
      ['101', 200, 200, 501],
      ['11', 100, 100, null],
      ['110', 100, 100, 900],
    ])
    expect(rows.get('101')?.nearest).toEqual({ id: PLACE.id, name: PLACE.name })
  })

  it('are everybody where there is no such place, and the nearest of two is the nearer', () => {
    const one = { grids: [grid('1', '0')], households: new Map([['1', 9]]), middle: (): Position => [112, 33], places: [], meters: 500 }
    const rows = allSteps(gapSteps(one))
    expect(rows).toMatchObject([{ beyond: 9, meters: null, nearest: null }])
    const far = { ...PLACE, id: 'far', position: [112, 33.01] as Position }
    expect(nearestOf([112, 33.001], [far, PLACE])?.place).toBe(PLACE)
  })

  it('tell of no fewer than three households, neither by a number nor by the difference of two', () => {
    const random = makeRandom('gaps')
    for (let round = 0; round < 200; round++) {
      const communities = Array.from({ length: 3 }, () =>
        Array.from({ length: 4 }, (): [number, number] => [Math.floor(random.next() ** 3 * 12), random.next() < 0.5 ? 100 : 900]),
      )
      const rows = county(communities)
      for (const { households, beyond } of rows.values()) {
        for (const one of [households, beyond, households === null ? null : households - (beyond ?? 0)]) expect([1, 2]).not.toContain(one)
      }
      for (const [code, { households, beyond }] of rows) {
        const below = [...rows.values()].filter((row) => row.code.length === code.length + 1 && row.code.startsWith(code))
        if (households === null || below.length === 0) continue
        const sum = (of: 'households' | 'beyond') => below.reduce((total, row) => total + (row[of] ?? 0), 0)
        const rest = [households - sum('households'), (beyond ?? 0) - sum('beyond')]
        const hidden = below.filter((row) => row.households === null)
        // what is left is of two grids at least
        if (hidden.length > 0) expect(hidden.length).toBeGreaterThan(1)
        else expect(rest).toEqual([0, 0])
      }
    }
  })
})
