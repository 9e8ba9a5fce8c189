import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitPoisson } from './regression'

// Dobson 1990, page 93: a randomised trial with three outcomes and three treatments, and the fit that R's documentation of glm shows.
const COUNTS = [18, 17, 15, 20, 10, 20, 25, 13, 12]
const level = (values: readonly number[], of: number) => values.map((value) => (value === of ? 1 : 0))
const OUTCOME = [1, 2, 3, 1, 2, 3, 1, 2, 3]
const TREATMENT = [1, 1, 1, 2, 2, 2, 3, 3, 3]
const DESIGN = [COUNTS.map(() => 1), level(OUTCOME, 2), level(OUTCOME, 3), level(TREATMENT, 2), level(TREATMENT, 3)]

test('a published fit: coefficients, standard errors and dispersion', () => {
  const fit = fitPoisson(COUNTS, DESIGN)
  const published = [3.04452, -0.454255, -0.292987, 0, 0]
  fit.coefficients.forEach((value, i) => void expect(value).toBeCloseTo(published[i] ?? 0, 5))
  expect(Math.sqrt(fit.at([1, 0, 0, 0, 0]).variance)).toBeCloseTo(0.1709, 4)
  expect(Math.sqrt(fit.at([0, 1, 0, 0, 0]).variance)).toBeCloseTo(0.2022, 4)
  expect(fit.freedom).toBe(4)
  expect(fit.pearson).toBeCloseTo(1.2933, 3)
  expect(fit.leverages.reduce((sum, h) => sum + h, 0)).toBeCloseTo(5, 9)
})

test('an aliased column changes nothing but itself', () => {
  const twice = fitPoisson(COUNTS, [...DESIGN, level(OUTCOME, 1)])
  expect(twice.coefficients.at(-1)).toBeNull()
  expect(twice.freedom).toBe(4)
  fitPoisson(COUNTS, DESIGN).fitted.forEach((mean, i) => void expect(twice.fitted[i]).toBeCloseTo(mean, 9))
})

test('an intercept alone is the logarithm of the mean, and a weight of two is the observation twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 30 }), (some) => {
      const counts = [...some, 1]
      const ones = counts.map(() => 1)
      const mean = counts.reduce((sum, y) => sum + y, 0) / counts.length
      expect(fitPoisson(counts, [ones]).at([1]).eta).toBeCloseTo(Math.log(mean), 6)
      const times = counts.map((_, i) => i)
      const weighted = fitPoisson(counts, [ones, times], [...some.map(() => 1), 2])
      const twice = fitPoisson(
        [...counts, 1],
        [
          [...ones, 1],
          [...times, some.length],
        ],
      )
      expect(weighted.at([1, 3]).eta).toBeCloseTo(twice.at([1, 3]).eta, 6)
      // as a share: of counts that are all zero but the last it is in the billions
      expect(weighted.at([1, 3]).variance / twice.at([1, 3]).variance).toBeCloseTo(1, 6)
    }),
    { numRuns: 30, examples: [[[0, 0]]] },
  )
})

test('counts that are all zero have a mean of about zero', () => {
  const fit = fitPoisson([0, 0, 0, 0], [[1, 1, 1, 1]])
  expect(fit.converged).toBe(true)
  expect(fit.fitted[0]).toBeLessThan(1e-6)
})
