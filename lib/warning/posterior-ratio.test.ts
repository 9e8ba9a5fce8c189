import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gammaByMoments, gammaQuantile, posteriors, ratioOf } from './posterior-ratio'

describe('quantiles of a gamma', () => {
  it('are those of tables', () => {
    // an exponential, half a chi-square of 10 degrees (its 90 % point is 15.987), and a rate that only scales
    expect(gammaQuantile(0.5, { shape: 1, rate: 1 })).toBeCloseTo(Math.LN2, 8)
    expect(2 * gammaQuantile(0.9, { shape: 5, rate: 1 })).toBeCloseTo(15.987, 3)
    // nearly all of it at nothing
    expect(gammaQuantile(0.1, { shape: 1e-5, rate: 1 })).toBeLessThan(1e-12)
    expect(gammaQuantile(0.1, { shape: 40, rate: 8 })).toBeCloseTo(gammaQuantile(0.1, { shape: 40, rate: 1 }) / 8, 8)
  })
})

describe('the distribution of rates', () => {
  it('has their mean, and what they vary beyond Poisson numbers', () => {
    // ten places of exposure 10 with 0 or 40: mean 2, variance 4, of which 2 / 10 is chance
    const rates = Array.from({ length: 10 }, (_, i) => ({ count: i % 2 ? 40 : 0, exposure: 10 }))
    const { shape = 0, rate = 0 } = gammaByMoments(rates) ?? {}
    expect(shape / rate).toBeCloseTo(2, 12)
    expect(shape / rate ** 2).toBeCloseTo(4 - 0.2, 12)
  })
  it('varies as its mean is uncertain where places do not differ more than by chance, or are too few to tell', () => {
    const alike = Array.from({ length: 20 }, () => ({ count: 5, exposure: 5 }))
    expect(gammaByMoments(alike)).toEqual({ shape: 100, rate: 100 })
    const few = [
      { count: 0, exposure: 10 },
      { count: 40, exposure: 10 },
    ]
    expect(gammaByMoments(few)).toEqual({ shape: 40, rate: 20 })
  })
  it('is not known where nothing was observed', () => {
    expect(gammaByMoments([{ count: 0, exposure: 3 }])).toBeNull()
    expect(posteriors([])).toBeNull()
  })
})

describe('ratios', () => {
  it('of small numbers are drawn to what the others say, large ones stand by themselves', () => {
    const others = Array.from({ length: 40 }, (_, i) => ({ observed: 8 + (i % 5), expected: 10 }))
    const [small, large] = (posteriors([{ observed: 3, expected: 1 }, { observed: 300, expected: 100 }, ...others]) ?? []).map(ratioOf)
    expect(small?.mean).toBeLessThan(2)
    expect(large?.mean).toBeGreaterThan(2.5)
    expect(large?.low).toBeGreaterThan(1)
  })
  it('lie in their interval', () => {
    const place = fc.record({ observed: fc.nat(60), expected: fc.double({ min: 0.05, max: 60, noNaN: true }) })
    fc.assert(
      fc.property(fc.array(place, { minLength: 12, maxLength: 60 }), (places) => {
        const all = posteriors(places)
        if (!all) return expect(places.every(({ observed }) => observed === 0)).toBe(true)
        for (const { low, mean, high } of all.map(ratioOf)) {
          expect(low).toBeLessThanOrEqual(mean * (1 + 1e-9))
          expect(high).toBeGreaterThanOrEqual(low)
        }
      }),
      { numRuns: 30 },
    )
  })
})
