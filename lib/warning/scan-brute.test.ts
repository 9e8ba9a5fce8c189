import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeRandom } from '@/lib/domain/random'
import { type PlainCandidate, plainCandidates, plainClusters, plainWindows, plainZones } from '@/lib/testing/plain-scan'
import { type Cylinder, type ScanOptions, scan } from './scan'
import { makeMaximum } from './scan-maximum'
import { prepare, type ScanCases } from './scan-prepare'
import { makeTally } from './scan-tally'
import { makeWindows } from './scan-windows'
import { countZones, limitByShare, makeZones } from './scan-zones'

/** A small study: places on a lattice, so that distances tie, and few cases, so that ratios do. */
const study = fc
  .record({ places: fc.integer({ min: 1, max: 6 }), units: fc.integer({ min: 1, max: 5 }), layers: fc.integer({ min: 1, max: 3 }) })
  .chain(({ places, units, layers }) => {
    const few = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) })
    const row = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: places * units, maxLength: places * units })
    const axis = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: places, maxLength: places })
    return fc.record({
      units: fc.constant(units),
      x: axis,
      y: axis,
      strata: fc.array(row(few), { minLength: layers, maxLength: layers }),
      expected: row(fc.integer({ min: 1, max: 12 }).map((n) => n / 4)),
      controls: row(few),
      stratify: fc.boolean(),
      weighted: fc.boolean(),
      maxRadius: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      maxNeighbours: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      options: fc.record({
        model: fc.constantFrom('poisson', 'permutation', 'bernoulli', 'ebp'),
        scope: fc.constantFrom('spatial', 'space-time'),
        prospective: fc.boolean(),
        minWindow: fc.integer({ min: 1, max: 2 }),
        maxWindow: fc.integer({ min: 1, max: 5 }),
        minCases: fc.integer({ min: 0, max: 3 }),
        direction: fc.constantFrom('high', 'low', 'both'),
        secondary: fc.constantFrom('no-shared-location', 'no-overlap', 'none'),
      }),
    })
  })
  .map(({ units, x, y, strata, expected, controls, stratify, weighted, maxRadius, maxNeighbours, options }) => {
    const layers = strata.map((layer) => Int32Array.from(layer))
    const counts = Int32Array.from(expected, (_, i) => layers.reduce((sum, layer) => sum + (layer[i] ?? 0), 0))
    const cases: ScanCases = {
      units,
      counts,
      strata: stratify ? layers : undefined,
      expected: Float64Array.from(expected),
      trials: counts.map((n, i) => n + (controls[i] ?? 0)),
    }
    const weights = x.map((_, place) => counts.subarray(place * units, (place + 1) * units).reduce((sum, n) => sum + n, 0))
    const whole: ScanOptions = {
      ...options,
      scope: options.model === 'permutation' ? 'space-time' : options.scope,
      share: weighted ? { weights, most: 0.5 } : undefined,
      maxClusters: 20,
      replicates: 0,
      stopAt: 0,
      streams: 1,
      seed: 1,
    }
    return { places: { x: Float64Array.from(x), y: Float64Array.from(y) }, limits: { maxRadius, maxNeighbours }, cases, options: whole }
  })

const key = (places: readonly number[], from: number, to: number) => `${[...places].sort((a, b) => a - b).join(',')} ${from}..${to}`
const nameOf = (one: Cylinder | PlainCandidate) => key(one.places, one.from, one.to)

describe('the scan beside one that looks at every zone and window by itself', () => {
  it('finds the same clusters, in the same order, with the same ties', () => {
    fc.assert(
      fc.property(study, ({ places, limits, cases, options }) => {
        const found = scan(makeZones(places, 'metres', limits), cases, options)
        const zones = plainZones(places, 'metres', limits, options.share)
        const wanted = plainClusters(plainCandidates(zones, cases, cases, options), options)
        expect(found.zones).toBe(new Set(zones.flat().map((zone) => key(zone, 0, 0))).size)
        expect(found.clusters.map((c) => [c.centre, c.places, c.from, c.to, c.observed])).toEqual(
          wanted.map(({ best }) => [best.centre, best.places, best.from, best.to, best.count]),
        )
        for (const [i, { best, tied }] of wanted.entries()) {
          const own = found.clusters[i]
          expect(own?.llr).toBeCloseTo(best.ratio, 9)
          expect(own?.expected).toBeCloseTo(best.expected, 9)
          expect(own?.tiedWith.map(nameOf).sort()).toEqual(tied.map(nameOf).sort())
        }
      }),
      { numRuns: 800, seed: 7 },
    )
  })

  it('finds the same maximum in every replicate, and draws what the model holds fixed', () => {
    fc.assert(
      fc.property(study, ({ places, limits, cases, options }) => {
        fc.pre(cases.counts.some((n) => n > 0))
        const windows = makeWindows(cases.units, { min: options.minWindow, max: options.maxWindow, prospective: options.prospective })
        const all = makeZones(places, 'metres', limits)
        const zones = options.share ? limitByShare(all, options.share.weights, options.share.most) : all
        const { sampler, ...prepared } = prepare(options.model, zones, windows, cases)
        const problem = { ...prepared, zones, windows, direction: options.direction, minCases: options.minCases }
        // by zone and window alone, by two windows a word and by four: each for so many cases at most
        const maxima = [Infinity, 1_000, 127].map((most) => ({ most, maximum: makeMaximum(problem, most) }))
        const random = makeRandom('replicates')
        const tally = makeTally(zones.places, windows.columns)
        const rings = plainZones(places, 'metres', limits, options.share)
        for (let r = 0; r < 4; r++) {
          sampler(tally, random)
          // each column's cases put on its first unit count the same in every window
          const counts = new Int32Array(cases.counts.length)
          for (let place = 0; place < zones.places; place++)
            for (let k = 1; k <= windows.columns; k++) {
              const row = place * tally.width + k
              counts[place * cases.units + (windows.cut[k] ?? 0)] = (tally.rows[row] ?? 0) - (tally.rows[row - 1] ?? 0)
            }
          const candidates = plainCandidates(rings, { ...cases, counts }, cases, { ...options, scope: 'space-time' })
          const drawn = counts.reduce((sum, n) => sum + n, 0)
          const greatest = Math.max(0, ...candidates.map(({ ratio }) => ratio))
          for (const { maximum } of maxima.filter(({ most }) => drawn <= most)) expect(maximum(tally)).toBeCloseTo(greatest, 9)
          if (options.model !== 'ebp' && windows.columns === cases.units && !options.prospective)
            expect(counts.reduce((sum, n) => sum + n, 0)).toBe(cases.counts.reduce((sum, n) => sum + n, 0))
        }
      }),
      { numRuns: 250, seed: 8 },
    )
  })

  it('looks at the windows that there are', () => {
    fc.assert(
      fc.property(study, ({ cases, options }) => {
        const { cut, lo, hi } = makeWindows(cases.units, { min: options.minWindow, max: options.maxWindow, prospective: options.prospective })
        const made = Array.from(lo, (low, w) => [cut[hi[w] ?? 0], (cut[low] ?? 0) - 1])
        expect(made).toEqual(plainWindows(cases.units, { ...options, scope: 'space-time' }))
      }),
      { numRuns: 100, seed: 9 },
    )
  })

  it('counts different sets of places as zones', () => {
    const places = { x: Float64Array.of(0, 1, 2, 3), y: new Float64Array(4) }
    expect(countZones(makeZones(places, 'metres'))).toBe(4 + 3 + 2 + 1) // all runs of neighbours
  })
})
