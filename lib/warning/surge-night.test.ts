import { expect, test } from 'vitest'
import { makeRandom, poisson } from '@/lib/domain/random'
import type { SurgeSettings } from '@/lib/domain/rule-settings'
import type { DayCounts } from './cluster-night'
import { seriesDay, surgesOf, watchedPlaces } from './surge-replay'
import { SURGE_SETTINGS } from './surge-settings'

const DAYS = 400
const NIGHT = 20_000
const LEAVES = 12
const settings: SurgeSettings = { ...SURGE_SETTINGS, studyDays: DAYS, dailyAtLeast: 2 }
/** Four communities of three leaves. */
const codes = Array.from({ length: LEAVES }, (_, i) => `${Math.floor(i / 3)}${i % 3}`)
const places = watchedPlaces(codes, (code) => code.slice(0, 1))
const kindOf = (day: number) => seriesDay(day, [0, 6].includes((day + 4) % 7) ? 'weekend' : 'working')
const types = [
  { code: 'a', classCode: 'x', sensitive: false },
  { code: 'b', classCode: 'x', sensitive: false },
  { code: 'c', classCode: 'y', sensitive: true },
  { code: 'd', classCode: 'z', sensitive: false },
]

type At = (type: number, leaf: number, day: number) => number
/** Half an event a leaf and day of each type, of the sensitive one a tenth, by a factor and with some more. */
function counted(seed: string, extra: At, factor: At = () => 1): DayCounts {
  const random = makeRandom('surges', seed)
  const counts = types.map(({ sensitive }, type) =>
    Int32Array.from({ length: LEAVES * DAYS }, (_, at) => {
      const [leaf, day] = [Math.floor(at / DAYS), at % DAYS]
      return poisson(random, (sensitive ? 0.1 : 0.5) * factor(type, leaf, day)) + extra(type, leaf, day)
    }),
  )
  return { days: DAYS, leaves: LEAVES, types, counts }
}

const look = (counts: DayCounts) => surgesOf({ night: NIGHT, counts }, { places, kindOf }, settings)

test('the whole county and its communities are watched; a county of one community is that', () => {
  expect(places.map(({ leaves, isWhole }) => [leaves.length, isWhole])).toEqual([
    [12, true],
    [3, false],
    [3, false],
    [3, false],
    [3, false],
  ])
  expect(watchedPlaces(['11', '12'], () => '1')).toEqual([{ leaves: [0, 1], isWhole: true }])
})

test('a day of twelve events more in one community is a surge of it, and of its class', () => {
  const { streams, clusters } = look(counted('one', (type, leaf, day) => (type === 0 && leaf < 3 && day === DAYS - 1 ? 4 : 0)))
  expect(streams.map(({ code }) => code)).toEqual(['a', 'b', 'c', 'd', 'x'])
  const surge = clusters.find(({ stream }) => stream === 'a')
  expect(surge).toMatchObject({ types: ['a'], leaves: [0, 1, 2], from: DAYS - 1, to: DAYS - 1 })
  expect(surge?.observed).toBeGreaterThanOrEqual(12)
  expect(surge?.expected).toBeGreaterThan(1)
  expect(surge?.expected).toBeLessThan(2.2)
  expect(surge?.expectedByLeaf.reduce((sum, e) => sum + e, 0)).toBeCloseTo(surge?.expected ?? 0, 9)
  expect(surge?.recurrenceInterval).toBeGreaterThan(1_000)
  expect(clusters.find(({ stream }) => stream === 'x')?.leaves).toEqual([0, 1, 2])
})

test('a rise that no day shows is one of the week', () => {
  const { clusters } = look(counted('week', (type, leaf, day) => (type === 1 && leaf < 3 && day >= DAYS - 7 ? (day % 2 === 0 ? 2 : 0) : 0)))
  expect(clusters.find(({ stream }) => stream === 'b')).toMatchObject({ leaves: [0, 1, 2], from: DAYS - 7, to: DAYS - 1 })
})

test('a rise of the whole county, which no permutation sees, is one; others share no leaf with it', () => {
  const { clusters } = look(counted('county', (type, _, day) => (type === 3 && day === DAYS - 1 ? 2 : 0)))
  const own = clusters.filter(({ stream }) => stream === 'd')
  expect(own.map(({ leaves }) => leaves.length)).toEqual([LEAVES])
})

test('a campaign, in the county or in a community, in which everything is more frequent, is none', () => {
  const factor =
    (where: number): At =>
    (_, leaf, day) =>
      leaf < where && day === DAYS - 1 ? 2.5 : 1
  for (const where of [LEAVES, 3]) {
    const { clusters } = look(counted('campaign', () => 0, factor(where)))
    expect(clusters.filter(({ recurrenceInterval }) => recurrenceInterval >= settings.fireAt)).toEqual([])
  }
})

test('a sensitive type is a stream of its own and in no class', () => {
  const { clusters } = look(counted('sensitive', (type, leaf, day) => (type === 2 && leaf < 3 && day === DAYS - 1 ? 2 : 0)))
  expect(clusters.map(({ stream, types: own }) => [stream, own])).toEqual([['c', ['c']]])
})

test('fewer events than asked are none, however rare', () => {
  const counts = counted('few', (type, leaf, day) => (type === 2 && leaf === 0 && day === DAYS - 1 ? 2 : 0))
  expect(surgesOf({ night: NIGHT, counts }, { places, kindOf }, { ...settings, minCases: 40 }).clusters).toEqual([])
})
