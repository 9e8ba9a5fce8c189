import { expect, test } from 'vitest'
import { countAtLeast } from './probability'
import { amongOf, chanceOf, rarestOf, tailOf } from './rare-among'

const poisson = (observed: number, mean: number) => ({ observed, mean, dispersion: 1 })

test('a count of a small mean is rarely as rare as p: its tails are far apart', () => {
  // Poisson of mean 0.2: P(X ≥ 1) = 0.18127, P(X ≥ 2) = 0.01752, P(X ≥ 3) = 0.00115
  expect(chanceOf(0.05, poisson(0, 0.2))).toBeCloseTo(0.01752, 5)
  expect(chanceOf(0.0176, poisson(0, 0.2))).toBeCloseTo(0.01752, 5)
  expect(chanceOf(0.0175, poisson(0, 0.2))).toBeCloseTo(0.00115, 5)
  expect(chanceOf(1, poisson(0, 0.2))).toBe(1)
  expect(chanceOf(0.05, poisson(0, 0))).toBe(0)
})

test('its own tail is one that it can have, also far out and of a negative binomial', () => {
  for (const [k, mean, dispersion] of [
    [3, 0.2, 1],
    [14, 1.5, 1],
    [9, 2.5, 1.8],
    [60, 12, 1.3],
  ] as const) {
    const tail = countAtLeast(k, mean, dispersion)
    expect(chanceOf(tail, { mean, dispersion }) / tail).toBeCloseTo(1, 6)
    // a little less is the next tail
    expect(chanceOf(tail * 0.999, { mean, dispersion }) / countAtLeast(k + 1, mean, dispersion)).toBeCloseTo(1, 6)
  }
})

test('a large mean has a value for nearly every p', () => {
  expect(chanceOf(0.003, poisson(0, 400))).toBe(0.003)
})

test('the rarest of many is corrected for no more of them than could have been so rare', () => {
  const quiet = Array.from({ length: 99 }, () => poisson(0, 0.2))
  const rarest = rarestOf([poisson(3, 0.2), ...quiet])
  expect(rarest?.at).toBe(0)
  expect(rarest?.p).toBeCloseTo(0.00115, 5)
  // all hundred could have had three: 1 − exp(−100 × 0.00115)
  expect(rarest?.among).toBeCloseTo(1 - Math.exp(-0.115), 3)
  // of counts that could not have been as rare without being much rarer, only these count
  expect(amongOf(0.0175, quiet)).toBeCloseTo(1 - Math.exp(-99 * 0.00115), 3)
  expect(rarestOf([])).toBeNull()
})

test('what is at its mean or below is not rare', () => {
  expect(rarestOf([poisson(2, 2), poisson(0, 5)])?.p).toBe(1)
  expect(tailOf(poisson(0, 3))).toBe(1)
})
