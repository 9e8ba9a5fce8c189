import { describe, expect, it } from 'vitest'
import { makeRandom } from '@/lib/domain/random'
import { type ScanOptions, type ScanResult, scan } from './scan'
import { makeMaximum } from './scan-maximum'
import { prepare, type ScanCases } from './scan-prepare'
import type { Problem } from './scan-problem'
import { gumbelTail, significance } from './scan-significance'
import { makeTally } from './scan-tally'
import { makeWindows } from './scan-windows'
import { makeZones } from './scan-zones'

const usual: ScanOptions = {
  model: 'poisson',
  scope: 'spatial',
  prospective: false,
  minWindow: 1,
  maxWindow: 1,
  minCases: 2,
  direction: 'high',
  secondary: 'no-shared-location',
  maxClusters: 20,
  replicates: 0,
  stopAt: 0,
  streams: 1,
  seed: 1,
}
const line = (...x: number[]) => makeZones({ x: Float64Array.from(x), y: new Float64Array(x.length) }, 'metres')
const one = (counts: number[], rest: Partial<ScanCases> = {}): ScanCases => ({ units: 1, counts: Int32Array.from(counts), ...rest })

describe('a scan worked by hand', () => {
  it('Poisson: 8 of 10 cases where half of the people are', () => {
    const [cluster] = scan(line(0, 10), one([8, 2], { expected: Float64Array.of(50, 50) }), usual).clusters
    expect(cluster).toMatchObject({ centre: 0, places: [0], radius: 0, observed: 8, expected: 5, relativeRisk: 8 / 5 / (2 / 5) })
    expect(cluster?.llr).toBeCloseTo(8 * Math.log(8 / 5) + 2 * Math.log(2 / 5), 12)
  })

  it('Poisson: no cases where half of the people are, when fewer are looked for', () => {
    const [cluster] = scan(line(0, 10), one([10, 0], { expected: Float64Array.of(50, 50) }), { ...usual, direction: 'low' }).clusters
    expect(cluster).toMatchObject({ places: [1], observed: 0, relativeRisk: 0 })
    expect(cluster?.llr).toBeCloseTo(10 * Math.log(2), 12)
  })

  it('Bernoulli: 3 of 4 are cases here, 1 of 6 there', () => {
    const [cluster] = scan(line(0, 10), one([3, 1], { trials: Int32Array.of(4, 6) }), { ...usual, model: 'bernoulli' }).clusters
    const inside = 3 * Math.log(3 / 4) + Math.log(1 / 4)
    const outside = Math.log(1 / 6) + 5 * Math.log(5 / 6)
    expect(cluster?.llr).toBeCloseTo(inside + outside - (4 * Math.log(4 / 10) + 6 * Math.log(6 / 10)), 12)
    expect(cluster?.expected).toBeCloseTo(1.6, 12)
  })

  it('expectation-based Poisson: 6 cases where 2 were expected, whatever happens elsewhere', () => {
    const [cluster] = scan(line(0, 10), one([6, 40], { expected: Float64Array.of(2, 40) }), { ...usual, model: 'ebp' }).clusters
    expect(cluster).toMatchObject({ places: [0], observed: 6, expected: 2, relativeRisk: 3 })
    expect(cluster?.llr).toBeCloseTo(6 * Math.log(3) + 2 - 6, 12)
  })

  it('permutation: the expected count is the product of the margins, within each stratum', () => {
    // stratum a is all old, b all new: within strata nothing is unusual, taken together something seems to be
    const counts = Int32Array.of(6, 1, 1, 6)
    const strata = [Int32Array.of(6, 0, 1, 0), Int32Array.of(0, 1, 0, 6)]
    const options: ScanOptions = { ...usual, model: 'permutation', scope: 'space-time', prospective: true }
    const [cluster] = scan(line(0, 10), { units: 2, counts }, options).clusters
    expect(cluster).toMatchObject({ places: [1], from: 1, to: 1, observed: 6, expected: (7 * 7) / 14 })
    expect(scan(line(0, 10), { units: 2, counts, strata }, options).clusters).toEqual([])
  })

  it('has no cluster without cases, with one place, or where a model sees nothing unusual', () => {
    expect(scan(line(0, 10), one([0, 0], { expected: Float64Array.of(1, 1) }), usual).clusters).toEqual([])
    expect(scan(line(0), one([5], { expected: Float64Array.of(1) }), usual)).toMatchObject({ clusters: [], zones: 1, cases: 5 })
    expect(scan(line(0, 10), one([5, 5], { expected: Float64Array.of(1, 1) }), { ...usual, direction: 'both' }).clusters).toEqual([])
  })

  it('refuses a model that lacks what it needs', () => {
    expect(() => scan(line(0), one([1]), usual)).toThrow(RangeError)
    expect(() => scan(line(0), one([1]), { ...usual, model: 'bernoulli' })).toThrow(RangeError)
    expect(() => scan(line(0), one([1]), { ...usual, model: 'permutation' })).toThrow(RangeError)
  })
})

/** Forty places with cases over thirty days, three times as many around the first place in the last three. */
function outbreak() {
  const random = makeRandom('outbreak')
  const places = { x: new Float64Array(40).map(() => random.next() * 100), y: new Float64Array(40).map(() => random.next() * 100) }
  const counts = new Int32Array(40 * 30).map(() => (random.next() < 0.1 ? 1 : 0))
  for (let t = 27; t < 30; t++) counts[t] = 4
  return { places, counts }
}
const timely: ScanOptions = { ...usual, model: 'permutation', scope: 'space-time', prospective: true, maxWindow: 7, replicates: 199 }
const ratios = ({ clusters, maxima }: ScanResult) => ({ ratios: clusters.map(({ llr }) => llr), maxima: [...maxima] })

describe('what a scan does not depend on', () => {
  const { places, counts } = outbreak()
  const found = scan(makeZones(places, 'metres'), { units: 30, counts }, timely)

  it('finds the outbreak', () => {
    expect(found.clusters[0]).toMatchObject({ from: 27, to: 29 })
    expect(found.clusters[0]?.places).toContain(0)
    expect(found.clusters[0]?.p).toBe(1 / 200)
  })

  it('the order of the places', () => {
    const flip = (i: number) => 39 - i
    const turned = { x: places.x.map((_, i) => places.x[flip(i)] ?? 0), y: places.y.map((_, i) => places.y[flip(i)] ?? 0) }
    const moved = counts.map((_, i) => counts[flip(Math.floor(i / 30)) * 30 + (i % 30)] ?? 0)
    const other = scan(makeZones(turned, 'metres'), { units: 30, counts: moved }, { ...timely, maxClusters: 1 })
    expect(other.clusters[0]?.places.map(flip).sort()).toEqual([...(found.clusters[0]?.places ?? [])].sort())
    expect(other.clusters[0]?.llr).toBeCloseTo(found.clusters[0]?.llr ?? 0, 9)
  })

  it('a place far away without cases', () => {
    const more = { x: Float64Array.from([...places.x, 1e6]), y: Float64Array.from([...places.y, 1e6]) }
    const wider = scan(
      makeZones(more, 'metres', { maxRadius: 200 }),
      { units: 30, counts: Int32Array.from([...counts, ...new Int32Array(30)]) },
      timely,
    )
    const same = scan(makeZones(places, 'metres', { maxRadius: 200 }), { units: 30, counts }, timely)
    expect(ratios(wider)).toEqual(ratios(same))
  })

  it('the run: the same seed gives the same numbers, another seed others', () => {
    expect(scan(makeZones(places, 'metres'), { units: 30, counts }, timely)).toEqual(found)
    expect(scan(makeZones(places, 'metres'), { units: 30, counts }, { ...timely, seed: 2 }).maxima).not.toEqual(found.maxima)
  })

  it('whether time alone is one place or many', () => {
    const days = new Int32Array(30).map((_, t) => counts.reduce((sum, n, i) => (i % 30 === t ? sum + n : sum), 0))
    const options: ScanOptions = { ...timely, model: 'poisson', prospective: false, scope: 'temporal' }
    const many = scan(makeZones(places, 'metres'), { units: 30, counts, expected: new Float64Array(1200).fill(1) }, options)
    const single = scan(line(0), { units: 30, counts: days, expected: new Float64Array(30).fill(1) }, { ...options, scope: 'space-time' })
    expect(ratios(many)).toEqual(ratios(single))
    expect(many.clusters[0]).toMatchObject({ centre: null, radius: null, recurrenceInterval: null })
    expect(many.clusters[0]?.places.length).toBe(40)
  })
})

describe('the maxima of replicates', () => {
  it('are the same by words of two windows or four and blocks of zones as one by one', () => {
    const { places, counts } = outbreak()
    const cases = { units: 30, counts, strata: [counts.map((n, i) => (i % 7 < 3 ? n : 0)), counts.map((n, i) => (i % 7 < 3 ? 0 : n))] }
    const zones = makeZones(places, 'metres')
    for (const longest of [6, 7]) {
      const windows = makeWindows(30, { min: 1, max: longest, prospective: true })
      for (const strata of [undefined, cases.strata]) {
        const { sampler, ...prepared } = prepare('permutation', zones, windows, { ...cases, strata })
        const problem: Problem = { ...prepared, zones, windows, direction: 'high', minCases: 2 }
        const [plain, two, four] = [makeMaximum(problem), makeMaximum(problem, 1_000), makeMaximum(problem, 127)]
        const random = makeRandom('maxima')
        const tally = makeTally(40, windows.columns)
        for (let r = 0; r < 100; r++) {
          sampler(tally, random)
          const greatest = plain(tally)
          expect([two(tally), four(tally)]).toEqual([greatest, greatest])
        }
      }
    }
  })
})

describe('how rare it is', () => {
  const maxima = Float64Array.from({ length: 999 }, (_, i) => i)

  it('is the rank among the replicates, ties counted, by streams a recurrence interval', () => {
    expect(significance(989, maxima, false)).toEqual({ p: 11 / 1000, extrapolated: false, exceedances: 10 })
    expect(significance(989 + 5e-10, maxima, false).exceedances).toBe(10)
    expect(significance(5, new Float64Array(0), false).p).toBe(1)
    const { places, counts } = outbreak()
    const [cluster] = scan(makeZones(places, 'metres'), { units: 30, counts }, { ...timely, streams: 40 }).clusters
    expect(cluster?.recurrenceInterval).toBeCloseTo(1 / (1 - (1 - 1 / 200) ** 40), 9)
  })

  it('is h / n where replicates were stopped', () => {
    const { places } = outbreak()
    const random = makeRandom('quiet')
    const counts = new Int32Array(40 * 30).map(() => (random.next() < 0.1 ? 1 : 0))
    const quiet = scan(makeZones(places, 'metres'), { units: 30, counts }, { ...timely, replicates: 999, stopAt: 20 })
    expect(quiet.replicates).toBeLessThan(999)
    expect(quiet.clusters[0]?.p).toBe(20 / quiet.replicates)
    const never = scan(makeZones(places, 'metres'), { units: 30, counts }, { ...timely, replicates: 19, stopAt: 20 })
    expect(never.replicates).toBe(19)
  })

  it('is read off a Gumbel distribution where fewer than five replicates reach it', () => {
    // a sample of the distribution itself, by its quantiles
    const sample = Float64Array.from({ length: 9_999 }, (_, i) => 5 - 2 * Math.log(-Math.log((i + 1) / 10_000)))
    expect(gumbelTail(5 - 2 * Math.log(-Math.log(1 - 1e-5)), sample)).toBeCloseTo(1e-5, 6)
    expect(gumbelTail(1, new Float64Array(10))).toBeNull()
    expect(significance(40, sample, false)).toMatchObject({ extrapolated: true, exceedances: 0 })
    expect(significance(40, sample.subarray(0, 998), false)).toMatchObject({ extrapolated: false, p: 1 / 999 })
  })
})
