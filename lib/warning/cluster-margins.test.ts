import { describe, expect, test } from 'vitest'
import { makeRandom, poisson } from '@/lib/domain/random'
import { greatestRatio, nightMargins } from './cluster-margins'
import { clusterScan, clusterStreams, clusterZones, type DayCounts } from './cluster-night'
import { makeReplay } from './cluster-replay'
import { CLUSTER_SETTINGS } from './cluster-settings'
import { intervalOf } from './recurrence'
import { scan } from './scan'

const SIDE = 6
const DAYS = 90
const settings = { ...CLUSTER_SETTINGS, studyDays: DAYS, maxLeaves: 9, dailyAtLeast: 4 }
const zones = clusterZones(
  {
    x: Float64Array.from({ length: SIDE ** 2 }, (_, i) => 112 + (i % SIDE) / 90),
    y: Float64Array.from({ length: SIDE ** 2 }, (_, i) => 33 + Math.floor(i / SIDE) / 90),
  },
  settings,
)

/** Counts of three types that differ by leaf and by day, with a rise of the last days here and there. */
function countsOf(seed: number): DayCounts {
  const random = makeRandom('margins', seed)
  const busy = Float64Array.from({ length: SIDE ** 2 }, () => random.next() ** 2)
  const rows = (daily: number) => {
    const days = Float64Array.from({ length: DAYS }, () => 0.5 + random.next())
    return Int32Array.from({ length: SIDE ** 2 * DAYS }, (_, at) => {
      const [leaf, day] = [Math.floor(at / DAYS), at % DAYS]
      const rise = seed % 3 === 0 && day > DAYS - 4 && leaf < 3 ? 12 : 1
      return poisson(random, ((daily * (busy[leaf] ?? 0) * (days[day] ?? 0)) / SIDE ** 2) * 3 * rise)
    })
  }
  return {
    days: DAYS,
    leaves: SIDE ** 2,
    types: ['0501', '0502', '0601'].map((code) => ({ code, classCode: code.slice(0, 2), sensitive: false })),
    counts: [rows(10), rows(1.5), rows(9)],
  }
}

describe('the greatest ratio of a night', () => {
  test.each([0, 1, 2, 3, 4, 5])('is what the scan finds, for types and classes (%d)', (seed) => {
    const counts = countsOf(seed)
    const streams = clusterStreams(counts, settings)
    expect(streams.map(({ code }) => code)).toEqual(['05', '0501', '0601'])
    for (const stream of streams) {
      const { cases, options } = clusterScan(counts, { stream, streams: 1, night: '2026-11-27' }, settings)
      const [first] = scan(zones, cases, { ...options, replicates: 0 }).clusters
      expect(greatestRatio(zones, nightMargins(counts, settings), stream, settings)).toBeCloseTo(first?.llr ?? 0, 9)
    }
  })
})

describe('a replay', () => {
  const date = (day: number) => `2026-0${day < 3 ? 4 : 5}-0${1 + day}`

  test('judges the first night of a month as the scan does, and the others by the same maxima', () => {
    const replay = makeReplay(zones, settings)
    const first = replay({ night: 0, date: date(0), counts: countsOf(3) })
    const of = (night: string, seed: number, code: string) => {
      const counts = countsOf(seed)
      const stream = clusterStreams(counts, settings).find((one) => one.code === code)
      if (!stream) throw new Error(`no stream ${code}`)
      const { cases, options } = clusterScan(counts, { stream, streams: 3, night }, settings)
      return scan(zones, cases, { ...options, stopAt: 0 })
    }
    for (const { code, p } of first.streams) expect(p).toBe(of(date(0), 3, code).clusters[0]?.p)
    const [cluster] = first.clusters.filter(({ stream }) => stream === '05')
    const [scanned] = of(date(0), 3, '05').clusters
    expect(cluster).toMatchObject({
      p: scanned?.p,
      llr: scanned?.llr,
      leaves: scanned?.places,
      recurrenceInterval: scanned?.recurrenceInterval,
      streams: 3,
    })

    const second = replay({ night: 1, date: date(1), counts: countsOf(6) })
    const { maxima } = of(date(0), 3, '0501')
    const [own] = of(date(1), 6, '0501').clusters
    const beyond = maxima.filter((m) => m >= (own?.llr ?? 0) - 1e-9).length
    const told = second.streams.find(({ code }) => code === '0501')?.p
    if (beyond >= 5) expect(told).toBe((beyond + 1) / 1000)
    else expect(told).toBeLessThan(0.006)
    const fresh = makeReplay(zones, settings)({ night: 3, date: date(3), counts: countsOf(6) })
    expect(replay({ night: 3, date: date(3), counts: countsOf(6) })).toEqual(fresh) // another month
  })

  test('keeps what is rare and nothing else', () => {
    const replay = makeReplay(zones, settings)
    expect(replay({ night: 0, date: date(0), counts: countsOf(3) }).clusters.length).toBeGreaterThan(0)
    for (const { recurrenceInterval } of replay({ night: 1, date: date(1), counts: countsOf(4) }).clusters)
      expect(recurrenceInterval).toBeGreaterThanOrEqual(5)
  })

  test('an interval over several streams', () => {
    expect(intervalOf(0.01, 1)).toBeCloseTo(100, 9)
    expect(intervalOf(0.001, 25)).toBeCloseTo(1 / (1 - 0.999 ** 25), 9)
    expect(intervalOf(1, 25)).toBe(1)
    expect(intervalOf(1e-100, 25)).toBeCloseTo(4e98, -88)
  })
})
