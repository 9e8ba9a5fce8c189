import { expect, test } from 'vitest'
import { makeRandom } from '@/lib/domain/random'
import type { DayCounts } from './cluster-night'
import { silenceOf, silencesOf } from './silence-night'
import { SILENCE_SETTINGS } from './silence-settings'

const MIN_EVENTS = 20
/** Active on every second day, then silent. */
const alternating = (days: number, silent: number) => Array.from({ length: days + silent }, (_, i) => (i < days && i % 2 === 1 ? 1 : 0))
const steady = (days: number, n = 100) => Array.from({ length: days }, () => n)

test('half of the days active are a rate of ln 2 a day, and ten silent days seven times that', () => {
  const silence = silenceOf(alternating(200, 10), steady(210), MIN_EVENTS)
  expect(silence?.days).toBe(10)
  expect(silence?.expected).toBeCloseTo(10 * Math.LN2, 6)
  // (1 + 6.9315/100.5)^−100.5
  expect(silence?.p).toBeCloseTo(0.0012274, 6)
})

test('a day on which nothing happens anywhere is no time, half a day half', () => {
  const active = alternating(200, 10)
  const elsewhere = (last: number[]) => [...steady(200), ...last]
  expect(silenceOf(active, elsewhere(steady(10, 0)), MIN_EVENTS)).toBeNull()
  expect(silenceOf(active, elsewhere(steady(10, 50)), MIN_EVENTS)?.expected).toBeCloseTo(5 * Math.LN2, 6)
})

test('it is none where something happened on the last day, or as long a silence was before', () => {
  expect(silenceOf([...alternating(200, 10), 1], steady(211), MIN_EVENTS)).toBeNull()
  const before = [...alternating(100, 8), ...alternating(100, 8)]
  // the first silence was of eight days and the inactive day that follows it
  expect(silenceOf(before, steady(before.length), MIN_EVENTS)).toBeNull()
  expect(silenceOf([...before, 0], steady(before.length + 1), MIN_EVENTS)).toBeNull()
  expect(silenceOf([...before, 0, 0], steady(before.length + 2), MIN_EVENTS)?.days).toBe(10)
})

test('a place of too few active days, or never heard of, is not judged', () => {
  expect(silenceOf(alternating(38, 30), steady(68), MIN_EVENTS)).toBeNull()
  expect(silenceOf(alternating(40, 30), steady(70), MIN_EVENTS)?.days).toBe(30)
  expect(silenceOf(steady(50, 0), steady(50), MIN_EVENTS)).toBeNull()
})

const DAYS = 200
const LEAVES = 12
const codes = Array.from({ length: LEAVES }, (_, i) => i)
const places = [
  { leaves: codes, isWhole: true },
  ...[0, 1, 2, 3].map((group) => ({ leaves: codes.filter((i) => Math.floor(i / 3) === group), isWhole: false })),
]
const ground = { places, kindOf: () => 'working' as const }

function counted(silent: (leaf: number, day: number) => boolean): DayCounts {
  const random = makeRandom('silence')
  const row = (share: number) =>
    Int32Array.from({ length: LEAVES * DAYS }, (_, at) => (random.next() < share && !silent(Math.floor(at / DAYS), at % DAYS) ? 1 : 0))
  const types = [
    { code: 'a', classCode: 'x', sensitive: false },
    { code: 'b', classCode: 'x', sensitive: true },
  ]
  return { days: DAYS, leaves: LEAVES, types, counts: [row(0.8), Int32Array.from({ length: LEAVES * DAYS }, () => 1)] }
}
const look = (silent: (leaf: number, day: number) => boolean) =>
  silencesOf({ night: 500, counts: counted(silent) }, ground, SILENCE_SETTINGS).clusters.filter(
    ({ recurrenceInterval }) => recurrenceInterval >= SILENCE_SETTINGS.fireAt,
  )

test('a leaf that is silent for ten days is found, by what is not sensitive', () => {
  const [silence, ...others] = look((leaf, day) => leaf === 4 && day >= DAYS - 10)
  expect(others).toEqual([])
  expect(silence).toMatchObject({ stream: 'silence', types: [], leaves: [4], to: DAYS - 1, observed: 0 })
  // from the day after its last event, a day or two before it fell silent
  expect([DAYS - 12, DAYS - 11, DAYS - 10]).toContain(silence?.from)
  expect(silence?.expected).toBeGreaterThan(12)
})

test('a silent community is one silence, earlier than its leaves would be', () => {
  expect(look((leaf, day) => leaf < 3 && day >= DAYS - 4).map(({ leaves }) => leaves)).toEqual([[0, 1, 2]])
  expect(look((leaf, day) => leaf === 0 && day >= DAYS - 4)).toEqual([])
})

test('a county that is silent as a whole is a source that is late', () => {
  expect(look((_, day) => day >= DAYS - 20)).toEqual([])
})
