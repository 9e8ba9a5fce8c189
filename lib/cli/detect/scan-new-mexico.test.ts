import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { hasReference, referenceJson, referenceRows } from '@/lib/testing/reference'
import { detectScan, makeTables } from '@/lib/testing/scan-files'

const Cluster = z.object({
  counties: z.optional(z.array(z.string())),
  years: z.optional(z.array(z.int())),
  observed: z.optional(z.int()),
  expected: z.optional(z.number()),
  rr: z.optional(z.number()),
  llr: z.number(),
  p: z.number(),
  recurrence_years: z.optional(z.number()),
})
const Clusters = z.object({ cases: z.optional(z.int()), clusters: z.array(Cluster) })
const Expected = z.object({
  scan_space_time_nm: z.object({
    runs: z.object({
      poisson_retrospective_1973_1991: Clusters,
      poisson_prospective_end_1991: Clusters,
      poisson_prospective_end_1989: Clusters,
      purely_spatial_1973_1991: Clusters,
      purely_temporal_1973_1991: Cluster,
      permutation_retrospective_1973_1991: Clusters,
      permutation_prospective_end_1989: Clusters,
    }),
  }),
  scan_expectation_based_poisson_nm: z.object({
    zones: z.int(),
    mlc: z.object({ counties: z.array(z.string()), observed: z.int(), baseline: z.number(), score: z.number() }),
    p_range: z.tuple([z.number(), z.number()]),
  }),
})

const table = makeTables()
const byLine = hasReference ? z.parse(Expected, referenceJson('expected.json')) : null
const runs = byLine?.scan_space_time_nm.runs

function countyFiles() {
  const counties = referenceRows('nm-satscan-locations.csv')
  return {
    locations: table(
      'locations',
      'location,x,y',
      counties.map((row) => [row.county, row.longitude, row.latitude]),
    ),
    cases: table(
      'cases',
      'location,date,count',
      referenceRows('nm-satscan-cases.csv').map((row) => [row.county, row.year, row.cases]),
    ),
    population: table(
      'population',
      'location,population',
      counties.map((row) => [row.county, row.pop1982]),
    ),
  }
}

const RUNS: readonly [name: keyof NonNullable<typeof runs>, line: string][] = [
  ['poisson_retrospective_1973_1991', '--model poisson --start 1973 --end 1991'],
  ['poisson_prospective_end_1991', '--model poisson --start 1973 --end 1991 --prospective'],
  ['poisson_prospective_end_1989', '--model poisson --start 1973 --end 1989 --prospective'],
  ['purely_spatial_1973_1991', '--model poisson --start 1973 --end 1991 --scope spatial'],
  ['purely_temporal_1973_1991', '--model poisson --start 1973 --end 1991 --scope temporal'],
  ['permutation_retrospective_1973_1991', '--model permutation --start 1973 --end 1991'],
  ['permutation_prospective_end_1989', '--model permutation --start 1973 --end 1989 --prospective'],
]

describe.skipIf(!runs)('brain cancer in New Mexico beside SaTScan 10.3.2 (skipped where ../shared is absent)', () => {
  const zone = runs?.poisson_retrospective_1973_1991.clusters[0]?.counties ?? []

  it.each(RUNS)('%s', async (name, line) => {
    const { population, ...files } = countyFiles()
    const run = runs?.[name]
    const expected = run && 'clusters' in run ? run.clusters : run ? [run] : []
    const found = await detectScan(`${line} --time-unit year --coordinates degrees`, line.includes('permutation') ? files : { ...files, population })
    const last = line.includes('1989') ? 1989 : 1991
    expect(found.ignored).toBe(referenceRows('nm-satscan-cases.csv').filter((row) => Number(row.year) > last).length)
    if (run && 'cases' in run && run.cases) expect(found.cases).toBe(run.cases)
    expect(expected.length).toBeGreaterThan(0)
    for (const [i, cluster] of expected.entries()) {
      const own = found.clusters[i]
      expect(own?.llr).toBeCloseTo(cluster.llr, 6)
      if (name !== 'purely_temporal_1973_1991') expect([...(own?.locations ?? [])].sort()).toEqual([...(cluster.counties ?? zone)].sort())
      if (cluster.years) expect([own?.start, own?.end]).toEqual(cluster.years.map(String))
      if (cluster.observed) expect(own?.observed).toBe(cluster.observed)
      if (cluster.expected) expect(own?.expected.toFixed(2)).toBe(cluster.expected.toFixed(2))
      if (cluster.rr) expect(own?.relativeRisk?.toFixed(2)).toBe(cluster.rr.toFixed(2))
      // 999 replicates here, 9,999 there
      expect(Math.abs((own?.p ?? 1) - cluster.p)).toBeLessThan(0.002 + 4.5 * Math.sqrt((cluster.p * (1 - cluster.p)) / 999))
      if (cluster.recurrence_years) expect((own?.recurrenceInterval ?? 0) * (own?.p ?? 0)).toBeCloseTo(1, 9)
      else if (!line.includes('--prospective')) expect(own?.recurrenceInterval).toBeNull()
    }
  })
})

describe.skipIf(!byLine)('brain cancer in New Mexico beside scanstatistics 1.1.2 (skipped where ../shared is absent)', () => {
  it('comes out the same by the expectation-based Poisson', async () => {
    const expected = byLine?.scan_expectation_based_poisson_nm
    const files = {
      locations: table(
        'seats',
        'location,x,y',
        referenceRows('nm-geo-33.csv')
          .filter((row) => row.county !== 'cibola')
          .map((row) => [row.county, row.seat_long, row.seat_lat]),
      ),
      cases: table(
        'recent',
        'location,date,count',
        referenceRows('nm-ebp-1986-1989.csv').map((row) => [row.county, row.year, row.count]),
      ),
      baseline: table(
        'baseline',
        'location,date,expected',
        referenceRows('nm-ebp-1986-1989.csv').map((row) => [row.county, row.year, row.mu]),
      ),
    }
    const line = '--model ebp --time-unit year --coordinates degrees --prospective --max-neighbours 15 --max-window 4 --share-of none'
    const { zones, clusters } = await detectScan(line, files)
    const [cluster] = clusters
    expect(zones).toBe(expected?.zones)
    expect([...(cluster?.locations ?? [])].sort()).toEqual(expected?.mlc.counties)
    expect([cluster?.start, cluster?.end]).toEqual(['1986', '1989'])
    expect(cluster?.observed).toBe(expected?.mlc.observed)
    expect(cluster?.expected).toBeCloseTo(expected?.mlc.baseline ?? 0, 6)
    expect(cluster?.llr).toBeCloseTo(expected?.mlc.score ?? 0, 6)
    expect(cluster?.p).toBeGreaterThan(expected?.p_range[0] ?? 1)
    expect(cluster?.p).toBeLessThan(expected?.p_range[1] ?? 0)
  })
})
