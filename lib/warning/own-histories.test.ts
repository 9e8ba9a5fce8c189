import { expect, test } from 'vitest'
import { startOfDayNumber } from '@/lib/domain/clock'
import { kindsOf, USUAL_PLACES, usualCounty } from '@/lib/testing/usual-county'
import type { ScannedHistory } from './cluster-backtest'
import { CLUSTER_SETTINGS } from './cluster-settings'
import { ownHistories } from './own-histories'
import { toldBacktest } from './told-backtest'

const DAYS = 270
const known = usualCounty('a', DAYS)
const codes = Array.from({ length: known.leaves }, (_, i) => `g${i}`)
const make = (nights: number) => {
  const to = known.first + DAYS
  const from = to - nights + 1
  const { count, histories } = ownHistories({ known, kinds: kindsOf(known), places: USUAL_PLACES, codes, from, to, seed: '1' })
  const all = [...histories]
  expect(all.length).toBe(count)
  return { all, start: startOfDayNumber(from - 1), end: startOfDayNumber(to) }
}

test('half a year of a small county has room for a hundred episodes, in copies of its days', () => {
  const { all, start, end } = make(180)
  expect(all.map(({ basis }) => basis).slice(0, 3)).toEqual(['unjudged', 'permuted', 'injected'])
  const episodes = all.flatMap((history) => history.episodes)
  expect(episodes.length).toBeGreaterThanOrEqual(100)
  expect(episodes.every((one) => one.from >= start && one.to < end)).toBe(true)
  expect(all[0]?.known).toBe(known)
  // no copy has the episodes of another
  expect(new Set(all.slice(2).map(({ episodes: own }) => JSON.stringify(own))).size).toBe(all.length - 2)
})

test('a few nights have room for none', () => {
  expect(make(3).all.map(({ basis }) => basis)).toEqual(['unjudged', 'permuted'])
})

test('a record of them knows no precision, and nobody knows which alarms were right', () => {
  const at = { from: startOfDayNumber(99), to: startOfDayNumber(139) }
  const night = (basis: ScannedHistory['basis'], of: number, grid: string, episodes: ScannedHistory['episodes'] = []): ScannedHistory => ({
    ...{ basis, ...at, episodes },
    nights: [{ night: of, p: [], clusters: [{ stream: '02', types: ['0201'], grids: [grid], observed: 9, recurrenceInterval: 150 }] }],
  })
  const episode = { types: ['0201'], grids: ['b'], from: startOfDayNumber(110), to: startOfDayNumber(114), strength: 30 }
  const histories = [night('unjudged', 105, 'a'), night('permuted', 120, 'a'), night('injected', 112, 'b', [episode])]
  const told = toldBacktest(histories, CLUSTER_SETTINGS, { madeAt: '', source: null, seed: '1', from: '', to: '' })
  expect(told.record).toEqual({
    ...{ kind: 'statistical', basis: ['injected', 'permuted'], detection: 1, medianDelayDays: (2 * 24 + 0.5) / 24 },
    ...{ falsePer100Days: 2.5, alertsPerDay: 1 / 40, episodes: 1, days: 40 },
  })
  expect(told.alarms).toEqual([{ at: new Date(startOfDayNumber(105) + 30 * 60_000).toISOString(), hit: null }])
  expect(told.episodes).toEqual([])
})
