import { expect, it } from 'vitest'
import type { DayCounts } from './cluster-night'
import { type KnownDays, knownNights } from './known-nights'
import { daysWithin, episodesWithin, knownWithin, leavesWithin } from './scoped-days'

const CODES = ['11', '12', '21']
const type = (code: string) => ({ code, classCode: code.slice(0, 2), sensitive: false })
// three leaves of two days in each of two types
const counts: DayCounts = {
  ...{ days: 2, leaves: 3, types: [type('0101'), type('0501')] },
  counts: [Int32Array.of(1, 2, 3, 4, 5, 6), Int32Array.of(10, 20, 30, 40, 50, 60)],
}
const told = ({ leaves, types, counts: rows }: DayCounts) => [leaves, types.map(({ code }) => code), rows.map((row) => [...row])]

it('a rule of a scope counts its leaves and types alone, in their order', () => {
  expect(daysWithin(counts, CODES, {})).toBe(counts)
  expect(daysWithin(counts, CODES, { types: [], grids: [] })).toBe(counts)
  expect(told(daysWithin(counts, CODES, { grids: ['2', '12'] }))).toEqual([
    2,
    ['0101', '0501'],
    [
      [3, 4, 5, 6],
      [30, 40, 50, 60],
    ],
  ])
  expect(told(daysWithin(counts, CODES, { types: ['0501'] }))).toEqual([3, ['0501'], [[10, 20, 30, 40, 50, 60]]])
  expect(told(daysWithin(counts, CODES, { types: ['0501'], grids: ['21'] }))).toEqual([1, ['0501'], [[50, 60]]])
  // what it names is not there any more
  expect(told(daysWithin(counts, CODES, { types: ['09'], grids: ['3'] }))).toEqual([0, [], []])
  expect(
    leavesWithin(
      CODES.map((code) => ({ code })),
      { grids: ['2', '12'] },
    ),
  ).toEqual([{ code: '12' }, { code: '21' }])
})

it('what came to be known later counts where it stands within the scope, on the night that knew it', () => {
  const known: KnownDays = {
    ...{ ...counts, first: 100 },
    // of the second type, of leaf 12 and of leaf 21 on the second day; and of the other type
    later: [
      { type: 1, at: 3, night: 103, n: 7 },
      { type: 1, at: 5, night: 103, n: 9 },
      { type: 0, at: 5, night: 103, n: 100 },
    ],
  }
  const scope = { types: ['0501'], grids: ['21'] }
  const own = knownWithin(known, CODES, scope)
  expect([own.first, own.later]).toEqual([100, [{ type: 0, at: 1, night: 103, n: 9 }]])
  // each night of the scope is what the scope sees of each night
  const nights = (days: KnownDays) => [...knownNights(days, { from: 102, to: 103, study: 2 })].map(({ counts: of }) => of)
  expect(nights(own)).toEqual(nights(known).map((night) => daysWithin(night, CODES, scope)))
})

it('of what is known to have happened only what lies in the scope is asked for', () => {
  const episode = { types: ['0501', '0502'], grids: ['11', '21'], from: 0, to: 1, strength: 3 }
  expect(episodesWithin([episode], { types: ['0501'], grids: ['2'] })).toEqual([{ ...episode, types: ['0501'], grids: ['21'] }])
  expect(episodesWithin([episode], { types: ['0101'] })).toEqual([])
  expect(episodesWithin([episode], { grids: ['12'] })).toEqual([])
})
