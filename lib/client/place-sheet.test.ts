import { describe, expect, it } from 'vitest'
import type { Position } from '@/lib/domain/position'
import { type GroundGrid, mapAround, type Surroundings } from '@/lib/domain/surroundings'
import { drawGround, heightOf } from './place-sheet'
import { type Box, boxAt, clipLine, clipRing, ringArea, touch } from './sheet-shapes'

const SIDE = 0.006
/** A leaf of a chessboard of squares of some 560 by 670 metres. */
const leaf = (column: number, row: number, own = false): GroundGrid => {
  const [x, y] = [112.2 + column * SIDE, 33 + row * SIDE]
  const ring: Position[] = [
    [x, y],
    [x + SIDE, y],
    [x + SIDE, y + SIDE],
    [x, y + SIDE],
    [x, y],
  ]
  const name = [`${row + 1}号社区`, `第0${column + 1}网格`]
  return { code: `41132400110${row}00${column}`, own, names: { zh: name, en: name }, coordinates: [[ring]] }
}
const line = (...places: Position[]) => [places]
const bounds = mapAround([112.206, 33.006, 112.212, 33.012])
const ground: Surroundings = {
  bounds,
  grids: [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => leaf(column, row, row === 1 && column === 1))),
  roads: [
    { name: '幸福路', nameEn: 'Xingfu Road', grade: 'main', lines: line([112.2, 33.006], [112.218, 33.006]) },
    { name: '新华街', nameEn: 'Xinhua Street', grade: 'street', lines: line([112.212, 33], [112.212, 33.018]) },
  ],
}
const size = { width: 320, height: heightOf(320) }
const middle: Position = [112.209, 33.009]

describe('the map of a place', () => {
  const sheet = drawGround(ground, size, middle)

  it('shows the place in the middle, larger than what is left of its neighbours, and half of the width at most', () => {
    expect(sheet.mark?.map(Math.round)).toEqual([160, 120])
    for (const [i, part] of sheet.from(sheet.mark ?? [0, 0]).entries()) expect(part).toBeCloseTo(middle[i] ?? 0, 9)
    const own = sheet.grids.find((grid) => grid.own)?.path ?? ''
    const xs = [...own.matchAll(/([\d.]+) [\d.]+/g)].map((m) => Number(m[1]))
    expect((Math.max(...xs) - Math.min(...xs)) / size.width).toBeLessThan(0.53)
    expect(sheet.grids.at(-1)?.own).toBe(true)
  })

  it('names the place and its neighbours with their community, and streets along their lines', () => {
    const of = (kind: string) => sheet.labels.filter((label) => label.of === kind)
    expect(of('own').map(({ lines }) => lines)).toEqual([['2号社区', '第02网格']])
    expect(of('grid').map(({ lines }) => lines.join(''))).toEqual(expect.arrayContaining(['1号社区第02网格', '2号社区第01网格', '3号社区第02网格']))
    expect(of('road').map(({ lines: [name], angle }) => [name, Math.round(Math.abs(angle))])).toEqual([
      ['幸福路', 0],
      ['新华街', 90],
    ])
  })

  it('lets no name cover another, the mark or the edge', () => {
    const boxes = sheet.labels.map(({ lines, at, of, angle }): Box => {
      const [long, high] = [Math.max(...lines.map((text) => text.length)) * 12, lines.length * 15]
      return of === 'road' && Math.abs(angle) > 45 ? boxAt(at, 12, long) : boxAt(at, long, high)
    })
    const all = [...boxes, boxAt(sheet.mark ?? [0, 0], 18, 18)]
    expect(all.filter((one, i) => all.some((other, k) => k > i && touch(one, other)))).toEqual([])
    expect(boxes.filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > size.width || bottom > size.height)).toEqual([])
  })

  it('has a bar of a round length that is true', () => {
    // the leaf of 667 m from south to north is 52 % of the height
    expect(sheet.bar.metres).toBe(500)
    expect(sheet.bar.width / (size.height * 0.52)).toBeCloseTo(500 / 667, 1)
  })
})

it('a map shows no less than 300 m, in its own proportions on the ground', () => {
  const [west, south, east, north] = mapAround([112, 33, 112, 33])
  expect((north - south) * 111_195).toBeGreaterThan(300)
  expect(((east - west) * Math.cos((33 * Math.PI) / 180)) / (north - south)).toBeCloseTo(4 / 3, 6)
})

it('rings and lines are cut at the edge of a box', () => {
  const box: Box = { left: 0, top: 0, right: 10, bottom: 10 }
  const ring = [
    [-5, 2],
    [15, 2],
    [15, 8],
    [-5, 8],
  ] as const
  expect(ringArea(clipRing(ring, box))).toBeCloseTo(60, 9)
  expect(
    clipRing(
      [
        [20, 20],
        [30, 20],
        [30, 30],
      ],
      box,
    ),
  ).toEqual([])
  expect(
    clipLine(
      [
        [-5, 5],
        [5, 5],
        [5, 15],
        [8, 15],
        [8, 5],
      ],
      box,
    ),
  ).toEqual([
    [
      [0, 5],
      [5, 5],
      [5, 10],
    ],
    [
      [8, 10],
      [8, 5],
    ],
  ])
})
