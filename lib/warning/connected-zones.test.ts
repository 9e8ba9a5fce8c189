import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PlainCandidate, plainCandidates, plainClusters } from '@/lib/testing/plain-scan'
import { clusterScan, clusterZones, type DayCounts } from './cluster-night'
import { CLUSTER_SETTINGS } from './cluster-settings'
import { gabrielNeighbours, withConnected } from './connected-zones'
import { distance } from './distance'
import { type Cylinder, type ScanOptions, scan } from './scan'
import { makeZones, type Places, type Zones } from './scan-zones'

/** Places of a county at random, no two at the same point. */
const county = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 })), { minLength: 1, maxLength: 24, selector: String })
  .map((points): Places => {
    return { x: Float64Array.from(points, ([x]) => 112 + x / 1000), y: Float64Array.from(points, ([, y]) => 33 + y / 1000) }
  })
const limits = fc.record({ rowsEach: fc.integer({ min: 1, max: 4 }), most: fc.integer({ min: 2, max: 8 }) })
const rowOf = ({ order, start }: Zones, i: number) => [...order.subarray(start[i], start[i + 1])]
const rowsOf = (zones: Zones) => Array.from({ length: zones.rows }, (_, i) => rowOf(zones, i))
const between = ({ x, y }: Places, a: number, b: number) => distance('degrees')([x[a] ?? 0, y[a] ?? 0], [x[b] ?? 0, y[b] ?? 0])

describe('connected zones', () => {
  test('neighbours are those with no third place in the circle between them', () => {
    fc.assert(
      fc.property(county, (places) => {
        const ids = [...places.x.keys()]
        const free = (a: number, b: number) =>
          ids.every((c) => c === a || c === b || between(places, a, c) ** 2 + between(places, c, b) ** 2 >= between(places, a, b) ** 2)
        expect(gabrielNeighbours(makeZones(places, 'degrees'), places)).toEqual(ids.map((a) => ids.filter((b) => b !== a && free(a, b))))
      }),
      { numRuns: 120, seed: 11 },
    )
  })

  test('circles stay as they are, and behind them each place is next to one before it', () => {
    fc.assert(
      fc.property(county, limits, (places, own) => {
        const circles = makeZones(places, 'degrees', { maxNeighbours: 16 })
        const zones = withConnected(circles, places, own)
        expect(rowsOf(zones).slice(0, circles.rows)).toEqual(rowsOf(circles))
        const neighbours = gabrielNeighbours(circles, places)
        for (let i = circles.rows; i < zones.rows; i++) {
          const row = rowOf(zones, i)
          expect(new Set(row).size).toBe(row.length)
          expect(row.length).toBeLessThanOrEqual(own.most)
          for (const [j, place] of row.entries()) {
            if (j > 0) expect(row.slice(0, j).some((one) => neighbours[one]?.includes(place))).toBe(true)
            const furthest = Math.max(...row.slice(0, j + 1).map((one) => (one === row[0] ? 0 : between(places, row[0] ?? 0, one))))
            expect(zones.radius[(zones.start[i] ?? 0) + j]).toBeCloseTo(furthest, 6)
          }
        }
        // a graph of Gabriel hangs together, so where there is another place each begins as many rows as asked
        if (places.x.length > 1 && places.x.length <= 16) expect(zones.rows).toBe(places.x.length * (1 + own.rowsEach))
        expect(withConnected(circles, places, own)).toEqual(zones)
      }),
      { numRuns: 80, seed: 12 },
    )
  })

  test('the scan over them finds what one finds that looks at each by itself', () => {
    const few = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) })
    const study = fc.tuple(county, limits, fc.boolean()).chain(([places, own, stratify]) => {
      const row = fc.array(few, { minLength: places.x.length * UNITS, maxLength: places.x.length * UNITS })
      return fc.record({ places: fc.constant(places), own: fc.constant(own), strata: fc.tuple(row, row), stratify: fc.constant(stratify) })
    })
    fc.assert(
      fc.property(study, ({ places, own, strata, stratify }) => {
        const layers = strata.map((layer) => Int32Array.from(layer))
        const counts = Int32Array.from(strata[0], (n, i) => n + (strata[1][i] ?? 0))
        const cases = { units: UNITS, counts, strata: stratify ? layers : undefined }
        const zones = withConnected(makeZones(places, 'degrees', { maxNeighbours: 9 }), places, own)
        const found = scan(zones, cases, OPTIONS).clusters
        const prefixes = rowsOf(zones).map((row) => row.map((_, k) => row.slice(0, k + 1)))
        const wanted = plainClusters(plainCandidates(prefixes, cases, cases, OPTIONS), OPTIONS)
        const nameOf = ({ places: at, from, to }: Cylinder | PlainCandidate) => `${at} ${from} ${to}`
        expect(found.map(nameOf)).toEqual(wanted.map(({ best }) => nameOf(best)))
        for (const [i, { best }] of wanted.entries()) {
          expect(found[i]?.centre).toBe(best.places[0])
          expect(found[i]?.llr).toBeCloseTo(best.ratio, 9)
        }
      }),
      { numRuns: 100, seed: 13 },
    )
  })
})

const UNITS = 5
const OPTIONS: ScanOptions = {
  model: 'permutation',
  scope: 'space-time',
  prospective: true,
  minWindow: 1,
  maxWindow: 4,
  minCases: 2,
  direction: 'high',
  secondary: 'no-shared-location',
  maxClusters: 5,
  replicates: 0,
  stopAt: 0,
  streams: 1,
  seed: 1,
}

test('a night sees a bent street that no circle holds', () => {
  const side = 9
  const days = 90
  // not quite a lattice, so that no three corners make a right angle
  const jitter = (i: number) => ((i * 7919) % 97) / 20_000
  const places = {
    x: Float64Array.from({ length: side ** 2 }, (_, i) => 112 + (i % side) / 100 + jitter(i)),
    y: Float64Array.from({ length: side ** 2 }, (_, i) => 33 + Math.floor(i / side) / 100 + jitter(i + 40)),
  }
  const zones = clusterZones(places, CLUSTER_SETTINGS, 'connected')
  const grown = rowOf(zones, zones.rows - 2 * side * 4)
  // a connected row far from round: the street
  const street = grown.slice(0, 6)
  const counts = Int32Array.from({ length: side ** 2 * days }, (_, at) => {
    const [leaf, day] = [Math.floor(at / days), at % days]
    return ((leaf * 31 + day * 17) % 10 === 0 ? 1 : 0) + (street.includes(leaf) && day >= days - 3 ? 2 : 0)
  })
  const night: DayCounts = { days, leaves: side ** 2, types: [{ code: '0501', classCode: '05', sensitive: false }], counts: [counts] }
  const { cases, options } = clusterScan(night, { stream: { code: '0501', types: [0] }, streams: 1, night: '2026-11-27' }, CLUSTER_SETTINGS)
  const all = scan(zones, cases, { ...options, replicates: 0 }).clusters[0]
  const round = scan(makeZones(places, 'degrees', { maxNeighbours: 16 }), cases, { ...options, replicates: 0 }).clusters[0]
  expect([...(all?.places ?? [])].sort()).toEqual([...street].sort())
  expect(all?.llr).toBeGreaterThan((round?.llr ?? 0) + 3)
})
