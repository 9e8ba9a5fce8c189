import { describe, expect, test } from 'vitest'
import { makeRandom } from '@/lib/domain/random'
import { withoutConfirmed } from './cluster-baseline'
import { type CountedType, clusterScan, clusterStreams, clusterZones, type DayCounts, nightClusters } from './cluster-night'
import { CLUSTER_SETTINGS } from './cluster-settings'
import { scan } from './scan'

const SIDE = 6
const DAYS = 120
const TYPES: readonly CountedType[] = [
  { code: '0501', classCode: '05', sensitive: false },
  { code: '0502', classCode: '05', sensitive: false },
  { code: '0503', classCode: '05', sensitive: true },
  { code: '0601', classCode: '06', sensitive: false },
]
const zones = clusterZones(
  {
    x: Float64Array.from({ length: SIDE ** 2 }, (_, i) => 112.2 + (i % SIDE) / 100),
    y: Float64Array.from({ length: SIDE ** 2 }, (_, i) => 33 + Math.floor(i / SIDE) / 100),
  },
  CLUSTER_SETTINGS,
)

/** Quiet counts of so many events a day by type, each at any leaf. */
function quiet(daily: readonly number[], days = DAYS): DayCounts {
  const random = makeRandom('cluster night')
  const counts = daily.map((n) => {
    const rows = new Int32Array(SIDE ** 2 * days)
    for (let day = 0; day < days; day++)
      for (let i = 0; i < n; i++) {
        const at = Math.floor(random.next() * SIDE ** 2) * days + day
        rows[at] = (rows[at] ?? 0) + 1
      }
    return rows
  })
  return { days, leaves: SIDE ** 2, types: TYPES, counts }
}

/** The same with more events of a type in each of some leaves on each of some days. */
function raised(counts: DayCounts, type: number, leaves: readonly number[], days: readonly number[], more: number): DayCounts {
  return {
    ...counts,
    counts: counts.counts.map((rows, i) =>
      i === type ? rows.map((n, at) => (leaves.includes(Math.floor(at / counts.days)) && days.includes(at % counts.days) ? n + more : n)) : rows,
    ),
  }
}

describe('the streams of a night', () => {
  const codes = (counts: DayCounts) => clusterStreams(counts, CLUSTER_SETTINGS).map(({ code, types }) => `${code}: ${types}`)

  test('are classes of several types without the sensitive ones, busy types, and sensitive types', () => {
    expect(codes(quiet([20, 19, 1, 3]))).toEqual(['05: 0,1', '0501: 0', '0503: 2', '06: 3'])
    expect(codes(quiet([20, 20, 0, 20]))).toEqual(['05: 0,1', '0501: 0', '0502: 1', '0601: 3']) // 06 would be 0601 once more
    expect(codes(quiet([5, 0, 0, 0]))).toEqual(['05: 0'])
  })

  test('are none of fewer than 90 days', () => {
    expect(codes(quiet([20, 0, 0, 0], 89))).toEqual([])
    expect(codes(quiet([20, 0, 0, 0], 90))).toEqual(['0501: 0'])
  })

  test('are those of the study, not of the days before', () => {
    const counts = quiet([1, 1, 1, 1])
    const busyOnce = raised(
      counts,
      3,
      Array.from({ length: SIDE ** 2 }, (_, i) => i),
      [0, 1, 2, 3],
      1000,
    )
    const settings = { ...CLUSTER_SETTINGS, studyDays: 110, leastStudyDays: 90 }
    expect(clusterStreams(busyOnce, settings).map(({ code }) => code)).not.toContain('0601')
  })
})

describe('a night', () => {
  const LEAVES = [8, 13, 14, 15, 20]
  const settings = { ...CLUSTER_SETTINGS, replicates: 199, studyDays: 110 }
  const counts = raised(quiet([10, 10, 1, 5]), 1, LEAVES, [DAYS - 1, DAYS - 2, DAYS - 3], 2)
  const runOf = (code: string, of = counts, night = '2026-11-27') => {
    const streams = clusterStreams(of, settings)
    const stream = streams.find((one) => one.code === code)
    if (!stream) throw new Error(`no stream ${code}`)
    const own = { stream, streams: streams.length, night }
    const { cases, options } = clusterScan(of, own, settings)
    const result = scan(zones, cases, options)
    return { result, cases, clusters: nightClusters(of, own, cases, result, settings) }
  }

  test('finds where and when more happens than is usual there, in a stream of several types', () => {
    // 199 replicates reach an interval of 1/(1 − (1 − 1/200)³) = 67 days
    const { clusters, cases, result } = runOf('05')
    const [found] = clusters
    expect(found).toMatchObject({ stream: '05', types: ['0501', '0502'], from: DAYS - 3, to: DAYS - 1, streams: 3, p: 1 / 200 })
    expect([...(found?.leaves ?? [])].sort((a, b) => a - b)).toEqual(LEAVES)
    expect(found?.recurrenceInterval).toBeCloseTo(1 / (1 - (1 - 1 / 200) ** 3), 9)
    expect(cases.strata).toHaveLength(2)
    expect(cases.units).toBe(110)
    expect(found?.expectedByLeaf.reduce((sum, e) => sum + e, 0)).toBeCloseTo(found?.expected ?? 0, 9)
    expect(found?.relativeRisk).toBeCloseTo((found?.observed ?? 0) / (found?.expected ?? 1), 9)
    expect(result.clusters.length).toBeGreaterThan(clusters.length) // the others are not rare
    expect(new Set(clusters.flatMap(({ leaves }) => leaves)).size).toBe(clusters.flatMap(({ leaves }) => leaves).length)
  })

  test('is the same when it is run again, and draws anew on the next', () => {
    expect(runOf('05').result.maxima).toEqual(runOf('05').result.maxima)
    expect(runOf('05').result.maxima).not.toEqual(runOf('05', counts, '2026-11-28').result.maxima)
  })

  test('is quiet where nothing happens', () => {
    expect(runOf('06').clusters).toEqual([])
  })
})

describe('confirmed clusters leave the baseline', () => {
  const LEAVES = [14, 15, 20, 21]
  const before = quiet([10, 10, 1, 5])
  const days = [40, 41, 42, 43, 44]
  const rise = raised(before, 0, LEAVES, days, 4)
  const one = { types: ['0501'], leaves: LEAVES, from: 40, to: 44 }
  const sumOf = ({ counts }: DayCounts, type: number) =>
    LEAVES.reduce((sum, leaf) => sum + days.reduce((all, day) => all + (counts[type]?.[leaf * DAYS + day] ?? 0), 0), 0)

  test('for what happens there on other days', () => {
    const without = withoutConfirmed(rise, [one], CLUSTER_SETTINGS)
    expect(sumOf(rise, 0) - sumOf(before, 0)).toBe(80)
    // 10 a day at 36 leaves, so 5 · 4 · 10 / 36 = 5.6 in the cluster
    expect(sumOf(without, 0)).toBeGreaterThanOrEqual(4)
    expect(sumOf(without, 0)).toBeLessThanOrEqual(8)
    expect(without.counts[1]).toBe(rise.counts[1])
    const changed = [...(without.counts[0] ?? [])].filter((n, at) => n !== rise.counts[0]?.[at])
    expect(changed.length).toBeLessThanOrEqual(20)
    expect(changed.length).toBeGreaterThan(10)
  })

  test('except where a window can still hold them, and where there was no more than usual', () => {
    expect(withoutConfirmed(rise, [{ ...one, from: DAYS - 14, to: DAYS - 1 }], CLUSTER_SETTINGS)).toBe(rise)
    const edge = withoutConfirmed(raised(before, 0, LEAVES, [DAYS - 15], 9), [{ ...one, from: DAYS - 15, to: DAYS - 1 }], CLUSTER_SETTINGS)
    expect(LEAVES.reduce((sum, leaf) => sum + (edge.counts[0]?.[leaf * DAYS + DAYS - 15] ?? 0), 0)).toBeLessThan(9)
    const emptied = {
      ...before,
      counts: before.counts.map((rows) => rows.map((n, at) => (LEAVES.includes(Math.floor(at / DAYS)) && days.includes(at % DAYS) ? 0 : n))),
    }
    expect(sumOf(withoutConfirmed(emptied, [one], CLUSTER_SETTINGS), 0)).toBe(0)
  })
})
