import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMisfits } from './coverage'
import type { MultiPolygon, Ring } from './position'

const METERS = 111_195
const box = (x: number, y: number, w: number, h: number): Ring => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
  [x, y],
]
/** Shapes near 0° N 0° E, where a degree is the same in both directions; `unit` metres. */
const area = (...polygons: Ring[][]): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: polygons.map((rings) => rings.map((ring) => ring.map(([x, y]): [number, number] => [x / METERS, y / METERS]))),
})
const round = (misfits: ReturnType<typeof findMisfits>) =>
  misfits.map(({ kind, a, b, squareMeters, thickness, position: [x, y] }) => [
    kind,
    a,
    b,
    Number(squareMeters.toFixed(3)),
    Number(thickness.toFixed(3)),
    [Number((x * METERS).toFixed(3)), Number((y * METERS).toFixed(3))],
  ])

describe('areas in a parent', () => {
  const parent = area([box(0, 0, 100, 100)])

  it('fit when they tile it, also with corners that the parent does not have', () => {
    expect(findMisfits(parent, [area([box(0, 0, 100, 40)]), area([box(0, 40, 30, 60)]), area([box(30, 40, 70, 60)])])).toEqual([])
    const ring = area([box(0, 0, 100, 100), box(20, 20, 10, 10)])
    expect(findMisfits(parent, [ring, area([box(20, 20, 10, 10)])])).toEqual([])
  })

  it('leave gaps, overlap and reach beyond, each with its size, thickness and a place in it', () => {
    expect(round(findMisfits(parent, [area([box(0, 0, 100, 40)]), area([box(0, 44, 100, 56)])]))).toEqual([['gap', -1, -1, 400, 3.846, [50, 42]]])
    expect(round(findMisfits(parent, [area([box(0, 0, 100, 40)]), area([box(0, 36, 100, 64)])]))).toEqual([['overlap', 0, 1, 400, 3.846, [50, 38]]])
    expect(round(findMisfits(parent, [area([box(0, 0, 104, 100)])]))).toEqual([['outside', 0, -1, 400, 3.846, [102, 50]]])
  })

  it('may do all of it at once, with three on one place, in several parts', () => {
    const found = round(
      findMisfits(parent, [area([box(0, 0, 50, 100)]), area([box(40, 0, 60, 50)]), area([box(45, 40, 60, 20)]), area([box(60, 60, 40, 40)])]),
    )
    expect(found.map((f) => f.slice(0, 4)).sort()).toEqual([
      ['gap', -1, -1, 400],
      ['outside', 2, -1, 100],
      ['overlap', 0, 1, 500],
      ['overlap', 0, 2, 100],
      ['overlap', 1, 2, 550],
    ])
  })

  it('cross at slants: the crossing is a corner of the part', () => {
    const one: Ring = [
      [0, 0],
      [100, 0],
      [100, 60],
      [0, 40],
      [0, 0],
    ]
    const two: Ring = [
      [0, 60],
      [100, 40],
      [100, 100],
      [0, 100],
      [0, 60],
    ]
    const found = round(findMisfits(parent, [area([one]), area([two])]))
    expect(found.map((f) => f.slice(0, 4)).sort()).toEqual([
      ['gap', -1, -1, 500],
      ['overlap', 0, 1, 500],
    ])
  })
})

describe('areas without a parent', () => {
  const around = [area([box(0, 0, 30, 10)]), area([box(0, 20, 30, 10)]), area([box(0, 10, 10, 10)]), area([box(20, 10, 10, 10)])]
  it('enclose holes; what is open to the outside is none', () => {
    expect(round(findMisfits(null, around))).toEqual([['gap', -1, -1, 100, 5, [15, 15]]])
    expect(findMisfits(null, around.slice(0, 3))).toEqual([])
    expect(findMisfits(null, [])).toEqual([])
  })
})

it('agrees with counting small squares, whatever lies where, and however it is turned', () => {
  const rectangle = fc.record({
    x: fc.integer({ min: -2, max: 12 }),
    y: fc.integer({ min: -2, max: 12 }),
    w: fc.integer({ min: 1, max: 8 }),
    h: fc.integer({ min: 1, max: 8 }),
  })
  fc.assert(
    fc.property(fc.array(rectangle, { minLength: 1, maxLength: 6 }), fc.double({ min: 0, max: 6.3, noNaN: true }), (rectangles, angle) => {
      const turned = (ring: Ring): Ring =>
        ring.map(([x, y]) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)])
      const found = findMisfits(
        area([turned(box(0, 0, 10, 10))]),
        rectangles.map(({ x, y, w, h }) => area([turned(box(x, y, w, h))])),
      )
      const expected = new Map<string, number>()
      const count = (key: string) => expected.set(key, (expected.get(key) ?? 0) + 1)
      for (let x = -2; x < 20; x++)
        for (let y = -2; y < 20; y++) {
          const here = rectangles.flatMap((r, i) => (x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h ? [i] : []))
          const parent = x >= 0 && x < 10 && y >= 0 && y < 10
          if (parent && here.length === 0) count('gap -1 -1')
          if (!parent) for (const i of here) count(`outside ${i} -1`)
          for (const i of here) for (const j of here) if (i < j) count(`overlap ${i} ${j}`)
        }
      const sums = new Map<string, number>()
      for (const { kind, a, b, squareMeters } of found) sums.set(`${kind} ${a} ${b}`, (sums.get(`${kind} ${a} ${b}`) ?? 0) + squareMeters)
      for (const key of new Set([...expected.keys(), ...sums.keys()])) expect(sums.get(key) ?? 0, key).toBeCloseTo(expected.get(key) ?? 0, 2)
    }),
    { numRuns: 300 },
  )
})
