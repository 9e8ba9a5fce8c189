import { expect, it } from 'vitest'
import { areaOf, daysPicture, mapPicture, mapSteps, svgOf, toneOf } from './judgement-pictures'
import type { MultiPolygon } from './position'

const square = (x: number, y: number, side: number): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [x, y],
        [x + side, y],
        [x + side, y + side],
        [x, y + side],
        [x, y],
      ],
    ],
  ],
})
const INKS = { band: '#1', bar: '#2', strong: '#3', line: '#4', step1: '#5', step2: '#6', step3: '#7', step4: '#8', step5: '#9', unknown: '#a' }

it('draws a day outside its usual strong, and ends the axis at a round number', () => {
  const usual = { low: 3, middle: 5, high: 8 }
  const { picture, top } = daysPicture([
    { day: '2026-11-24', count: 6, usual },
    { day: '2026-11-25', count: 42, usual },
    { day: '2026-11-26', count: 1, usual: null },
  ])
  expect(top).toBe(45)
  const path = (tone: string) => picture.shapes.find(({ fill }) => fill === tone)?.path ?? ''
  expect(path('strong').match(/M/g)).toHaveLength(1)
  expect(path('bar').match(/M/g)).toHaveLength(2)
  expect(path('band').match(/M/g)).toHaveLength(2)
  // the bar of 42 of 45 reaches to 1/15 below the top line
  const [, y = ''] = /^M[\d.]+ ([\d.]+)h/.exec(path('strong')) ?? []
  expect(Number(y)).toBeCloseTo(12 + (316 * 3) / 45, 0)
  expect(daysPicture([]).picture.shapes).toHaveLength(1)
})

it('parts values into five steps, fewer where they are few', () => {
  const steps = mapSteps([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(steps).toEqual([2.8, 4.6, 6.4, 8.2])
  expect([0, 2.8, 5, 7, 10].map((value) => toneOf(value, steps))).toEqual(['step1', 'step2', 'step3', 'step4', 'step5'])
  expect(toneOf(null, steps)).toBe('unknown')
  expect(mapSteps([4, 4, 4])).toEqual([])
  expect(mapSteps([])).toEqual([])
})

it('keeps shapes at their latitude, north up, and leaves out what lies on a line', () => {
  const [west, east] = [square(112, 33, 0.01), square(112.01, 33, 0.01)]
  // a vertex in the middle of a side says nothing
  west.coordinates[0]?.[0]?.splice(1, 0, [112.005, 33])
  const picture = mapPicture(
    [
      { geometry: west, value: 1, marked: true },
      { geometry: east, value: null, marked: false },
    ],
    [],
  )
  const all =
    (picture.shapes.find(({ stroke }) => stroke === 'line')?.path ?? '').match(/[\d.]+ [\d.]+/g)?.map((pair) => pair.split(' ').map(Number)) ?? []
  const extent = (axis: 0 | 1) => Math.max(...all.map((at) => at[axis] ?? 0)) - Math.min(...all.map((at) => at[axis] ?? 0))
  expect(extent(0) / extent(1)).toBeCloseTo(2 * Math.cos((33.005 * Math.PI) / 180), 1)
  const points = (/^M(.+)z$/.exec(picture.shapes.find(({ fill }) => fill === 'step1')?.path ?? '')?.[1] ?? '').split('L')
  expect(points).toHaveLength(4)
  expect(picture.shapes.at(-1)).toMatchObject({ stroke: 'strong' })
})

it('measures ground', () => {
  // one hundredth of a degree each way at 33°: 1,113.2 m × 933.6 m
  expect(areaOf(square(112, 33, 0.01))).toBeCloseTo(1.1132 * 1.1132 * Math.cos((33.004 * Math.PI) / 180), 3)
  const withHole = square(112, 33, 0.02)
  withHole.coordinates[0]?.push(square(112.005, 33.005, 0.01).coordinates[0]?.[0] ?? [])
  expect(areaOf(withHole) / areaOf(square(112, 33, 0.02))).toBeCloseTo(0.75, 3)
})

it('is written as SVG without a word in it', () => {
  const svg = svgOf(daysPicture([{ day: '2026-11-26', count: 1, usual: null }]).picture, INKS)
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="1240" height="340"/)
  expect(svg).toContain('fill="#2"')
  expect(svg).not.toMatch(/<text|font/)
})
