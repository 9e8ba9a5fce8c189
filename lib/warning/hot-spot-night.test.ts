import { expect, test } from 'vitest'
import { civilDate, startOfDayNumber } from '@/lib/domain/clock'
import { makeRandom, poisson } from '@/lib/domain/random'
import type { DayCounts } from './cluster-night'
import { hotSpotsOf, isHotSpotNight, leafWeights } from './hot-spot-night'
import { HOT_SPOT_SETTINGS } from './hot-spot-settings'

const SIDE = 8
const LEAVES = SIDE * SIDE
const DAYS = 210
const NIGHT = 20_786
/** A square of leaves, a hundredth of a degree apart. */
const at = (leaf: number) => [112 + (leaf % SIDE) * 0.01, 33 + Math.floor(leaf / SIDE) * 0.01] as const
const centres = {
  x: Float64Array.from({ length: LEAVES }, (_, leaf) => at(leaf)[0]),
  y: Float64Array.from({ length: LEAVES }, (_, leaf) => at(leaf)[1]),
}
const weights = leafWeights(centres, 8)
const types = [
  { code: 'a', classCode: 'x', sensitive: false },
  { code: 'b', classCode: 'x', sensitive: true },
  { code: 'c', classCode: 'y', sensitive: false },
]
/** Leaves 18, 19, 26 and 27: a square of two by two. */
const BLOCK = [18, 19, 26, 27]

/** Half an event a leaf and day, times what is given of type a (0) or b (1) in the block, by weeks before the end. */
function counted(times: (type: number, weeksAgo: number) => number): DayCounts {
  const random = makeRandom('hot spots')
  const counts = types.map((_, type) =>
    Int32Array.from({ length: LEAVES * DAYS }, (_, cell) => {
      const weeksAgo = Math.floor((DAYS - 1 - (cell % DAYS)) / 7)
      return poisson(random, 0.5 * (BLOCK.includes(Math.floor(cell / DAYS)) ? times(type, weeksAgo) : 1))
    }),
  )
  return { days: DAYS, leaves: LEAVES, types, counts }
}
const look = (times: (type: number, weeksAgo: number) => number) => hotSpotsOf({ night: NIGHT, counts: counted(times) }, weights, HOT_SPOT_SETTINGS)

test('it is looked at on Mondays', () => {
  const nights = Array.from({ length: 14 }, (_, i) => NIGHT + i).filter(isHotSpotNight)
  expect(nights.map((night) => new Date(`${civilDate(startOfDayNumber(night))}T12:00:00Z`).getUTCDay())).toEqual([1, 1])
})

test('a leaf has itself and its nearest as neighbours', () => {
  expect(weights[27]?.map(({ to }) => to).sort((a, b) => a - b)).toEqual([18, 19, 20, 26, 27, 28, 34, 35, 36])
})

test('what has become hot in the last week is new, with its neighbours as one finding', () => {
  const { streams, clusters } = look((type, weeksAgo) => (type === 0 && weeksAgo === 0 ? 5 : 1))
  expect(streams.map(({ code }) => code)).toEqual(['x', 'y'])
  const [spot, ...others] = clusters
  expect(others).toEqual([])
  expect(spot).toMatchObject({ stream: 'x', types: ['a'], pattern: 'new', from: DAYS - 7, to: DAYS - 1 })
  expect(spot?.leaves).toEqual(expect.arrayContaining(BLOCK))
  expect(spot?.observed).toBeGreaterThan(2 * (spot?.expected ?? 0))
  expect(spot?.recurrenceInterval).toBeGreaterThan(100)
})

test('what has been hot for weeks running is consecutive, what has long been busy is usual', () => {
  expect(look((type, weeksAgo) => (type === 0 && weeksAgo < 3 ? 5 : 1)).clusters.map(({ pattern }) => pattern)).toEqual(['consecutive'])
  expect(look((type) => (type === 0 ? 5 : 1)).clusters).toEqual([])
})

test('what is past, quiet, or sensitive is none', () => {
  expect(look((type, weeksAgo) => (type === 0 && weeksAgo === 4 ? 5 : 1)).clusters).toEqual([])
  expect(look(() => 1).clusters).toEqual([])
  expect(look((type, weeksAgo) => (type === 1 && weeksAgo === 0 ? 5 : 1)).clusters).toEqual([])
})

test('fewer than twelve weeks tell nothing', () => {
  const { counts } = counted(() => 1)
  const short = { days: 80, leaves: LEAVES, types, counts: counts.map((row) => row.slice(0, 80 * LEAVES)) }
  expect(hotSpotsOf({ night: NIGHT, counts: short }, weights, HOT_SPOT_SETTINGS)).toEqual({ night: NIGHT, streams: [], clusters: [] })
})
