import { describe, expect, it } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import { hasReference, referenceRows } from '@/lib/testing/reference'
import { scan } from './scan'
import { makeZones } from './scan-zones'

const DAYS = 90
const dayOf = (date = '') => Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS
const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** The weekly run that ends with this day: robberies of 90 days, circles of at most 2 km and half of the cases, windows of 1 to 14 days. */
function runWeek(robberies: readonly Record<string, string>[], end: number, replicates: number) {
  const first = end - DAYS + 1
  const recent = robberies.filter((row) => dayOf(row.datetime) >= first && dayOf(row.datetime) <= end)
  const keys = [...new Set(recent.map((row) => `${row.x_m},${row.y_m}`))]
  const points = keys.map((key) => key.split(',').map(Number))
  const counts = new Int32Array(keys.length * DAYS)
  const weights = new Int32Array(keys.length)
  for (const row of recent) {
    const place = keys.indexOf(`${row.x_m},${row.y_m}`)
    const cell = place * DAYS + dayOf(row.datetime) - first
    counts[cell] = (counts[cell] ?? 0) + 1
    weights[place] = (weights[place] ?? 0) + 1
  }
  const places = { x: Float64Array.from(points, ([x]) => x ?? 0), y: Float64Array.from(points, ([, y]) => y ?? 0) }
  const result = scan(
    makeZones(places, 'metres', { maxRadius: 2_000 }),
    { units: DAYS, counts },
    {
      model: 'permutation',
      scope: 'space-time',
      prospective: true,
      share: { weights, most: 0.5 },
      minWindow: 1,
      maxWindow: 14,
      minCases: 2,
      direction: 'high',
      secondary: 'no-shared-location',
      maxClusters: 1,
      replicates,
      stopAt: 0,
      streams: 1,
      seed: 1,
    },
  )
  return { places: keys.length, first, ...result }
}

const digits = (text: string) => (text.split('.')[1] ?? '').length

describe.skipIf(!hasReference)('robberies of Memphis, week by week, beside SaTScan 10.3.2 (skipped where ../shared is absent)', () => {
  const robberies = hasReference ? referenceRows('memphis-robberies-2019.csv') : []
  const weeks = hasReference ? referenceRows('expected-memphis-weekly-stp-first-20.csv') : []

  it.each(weeks)('the week that ends on $study_end', (week) => {
    const { cases, places, first, clusters } = runWeek(robberies, dayOf(week.study_end), 0)
    const [cluster] = clusters
    expect({ cases, places }).toEqual({ cases: Number(week.n_cases), places: Number(week.n_locations) })
    expect(cluster?.llr).toBeCloseTo(Number(week.llr), 6)
    expect(dateOf(first + (cluster?.from ?? 0))).toBe(week.cluster_start)
    expect(dateOf(first + (cluster?.to ?? 0))).toBe(week.cluster_end)
    expect(cluster?.observed).toBe(Number(week.observed))
    expect(Math.abs((cluster?.expected ?? 0) - Number(week.expected))).toBeLessThanOrEqual(0.51 * 10 ** -digits(week.expected ?? ''))
    expect(cluster?.places.length).toBe(Number(week.locations_in_cluster))
  })

  it.each([weeks[3], weeks[12]])('the p-value of the week that ends on $study_end lies where chance puts two runs of 999 replicates', (week) => {
    const p = Number(week?.p_value_999)
    const [cluster] = runWeek(robberies, dayOf(week?.study_end), 999).clusters
    const spread = Math.sqrt((2 * p * (1 - p)) / 999)
    expect(Math.abs((cluster?.p ?? 1) - p)).toBeLessThan(4 * spread + 0.001)
  })
})
