import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countAtLeast, countQuantile, normalUpper, normalUpperQuantile, studentTwoSided } from './probability'

/** P(X ≥ k) by adding the probabilities one after the other. */
function added(k: number, mean: number, dispersion: number): number {
  const size = mean / (dispersion - 1)
  let probability = dispersion > 1 ? dispersion ** -size : Math.exp(-mean)
  let below = 0
  for (let x = 0; x < k; x++) {
    below += probability
    probability *= dispersion > 1 ? ((size + x) / (x + 1)) * (1 - 1 / dispersion) : mean / (x + 1)
  }
  return 1 - below
}

test('the normal’s tail and quantile, as tables have them', () => {
  expect(normalUpper(1.959963984540054)).toBeCloseTo(0.025, 12)
  expect(normalUpperQuantile(0.001)).toBeCloseTo(3.090232306167813, 12)
  expect(normalUpper(9)).toBeCloseTo(1.1286e-19, 22)
})

test('Student’s two-sided p, as tables have it', () => {
  expect(studentTwoSided(2.228138852, 10)).toBeCloseTo(0.05, 9)
  expect(studentTwoSided(-12.7062047, 1)).toBeCloseTo(0.05, 8)
  expect(studentTwoSided(0, 4)).toBe(1)
})

test('tails of counts are the sums of their probabilities', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0.1, max: 25, noNaN: true }), fc.constantFrom(1, 1.3, 4), (k, mean, dispersion) => {
      expect(countAtLeast(k, mean, dispersion)).toBeCloseTo(added(k, mean, dispersion), 9)
    }),
    { numRuns: 60 },
  )
})

test('a quantile is the first count that is enough', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.double({ min: 0.01, max: 300, noNaN: true }),
      fc.constantFrom(1, 1.3, 4),
      (p, mean, dispersion) => {
        const k = countQuantile(p, mean, dispersion)
        expect(1 - countAtLeast(k + 1, mean, dispersion)).toBeGreaterThanOrEqual(p - 1e-12)
        if (k > 0) expect(1 - countAtLeast(k, mean, dispersion)).toBeLessThan(p)
      },
    ),
    { numRuns: 60 },
  )
  expect(countQuantile(0.99, 0, 1)).toBe(0)
})
