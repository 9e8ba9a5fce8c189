import { describe, expect, test } from 'vitest'
import { kindsOf, USUAL_PLACES, usualCounty } from '@/lib/testing/usual-county'
import { clusterZones } from './cluster-night'
import { makeReplay } from './cluster-replay'
import { CLUSTER_SETTINGS } from './cluster-settings'
import { type KnownDays, knownNights } from './known-nights'
import { permuteDays } from './permuted-days'

const DAYS = 130
const SETTINGS = { ...CLUSTER_SETTINGS, studyDays: 90, maxLeaves: 8, dailyAtLeast: 5 }
const zones = clusterZones(USUAL_PLACES, SETTINGS)
const kinds = kindsOf(usualCounty('a', DAYS))

const dayOf = ({ counts, days, leaves }: KnownDays, type: number, day: number) =>
  Array.from({ length: leaves }, (_, leaf) => counts[type]?.[leaf * days + day]).join(' ')
const columns = (known: KnownDays, type: number, kind: string) => kinds.flatMap((own, day) => (own === kind ? [dayOf(known, type, day)] : [])).sort()

describe('permuted days', () => {
  const known = { ...usualCounty('a', DAYS), later: [{ type: 1, at: 5 * DAYS + 40, night: 20_513 + 44, n: 2 }] }
  const permuted = permuteDays(known, kinds, '1')

  test('are the same whole days of each type, each in the place of one of its kind', () => {
    for (const type of [0, 1, 2]) {
      for (const kind of ['working', 'weekend']) expect(columns(permuted, type, kind)).toEqual(columns(known, type, kind))
      const stayed = kinds.filter((_, day) => dayOf(known, type, day) === dayOf(permuted, type, day)).length
      expect(stayed).toBeLessThan(DAYS / 10)
    }
    expect(kinds.filter((kind) => kind === 'weekend').length).toBeGreaterThan(30)
  })

  test('take each type by itself, the same by the same seed', () => {
    const placeOf = (type: number, day: number) => kinds.findIndex((_, to) => dayOf(permuted, type, to) === dayOf(known, type, day))
    expect(kinds.filter((_, day) => placeOf(0, day) === placeOf(2, day)).length).toBeLessThan(DAYS / 10)
    expect(permuteDays(known, kinds, '1')).toEqual(permuted)
    expect(permuteDays(known, kinds, '2').counts).not.toEqual(permuted.counts)
    expect(known.counts).toEqual(usualCounty('a', DAYS).counts)
  })

  test('know late what was known late, as many nights after', () => {
    const [late] = permuted.later
    const day = (late?.at ?? 0) - 5 * DAYS
    expect(dayOf(permuted, 1, day)).toBe(dayOf(known, 1, 40))
    expect(late).toMatchObject({ type: 1, n: 2, night: 20_513 + day + 4 })
  })
})

/** p by stream and night of the last 40 nights, and how many of the clusters were rare. */
function replayed(known: KnownDays): { p: number[]; rare: number } {
  const scanNight = makeReplay(zones, SETTINGS)
  const to = known.first + DAYS
  const nights = [...knownNights(known, { from: to - 39, to, study: SETTINGS.studyDays })].map(scanNight)
  return {
    p: nights.flatMap(({ streams }) => streams.map(({ p }) => p)),
    rare: nights.flatMap(({ clusters }) => clusters).filter(({ recurrenceInterval }) => recurrenceInterval >= SETTINGS.fireAt).length,
  }
}

const shareBelow = (p: readonly number[], level: number) => p.filter((one) => one < level).length / p.length

describe('what a scan finds in permuted days', () => {
  test('is as rare as it says where there is nothing to find', () => {
    const p = ['1', '2', '3'].flatMap((seed) => replayed(permuteDays(usualCounty(seed, DAYS), kinds, seed)).p)
    expect(p.length).toBeGreaterThan(300)
    expect(shareBelow(p, 0.5)).toBeGreaterThan(0.35)
    expect(shareBelow(p, 0.5)).toBeLessThan(0.65)
    expect(shareBelow(p, 0.05)).toBeLessThan(0.1)
  })

  test('is as rare where there was a rise, which the days themselves show', () => {
    const known = usualCounty('a', DAYS, { from: 105, to: 109, factor: 4 })
    expect(replayed(known).rare).toBeGreaterThan(5)
    const permuted = ['1', '2'].map((seed) => replayed(permuteDays(known, kinds, seed)))
    expect(permuted.reduce((sum, { rare }) => sum + rare, 0)).toBeLessThan(3)
    const p = permuted.flatMap((one) => one.p)
    expect(shareBelow(p, 0.5)).toBeGreaterThan(0.35)
    expect(shareBelow(p, 0.05)).toBeLessThan(0.1)
  })
})
