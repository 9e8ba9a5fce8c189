import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distance, type Point } from './distance'
import { falseDiscoveryRates } from './false-discovery'
import { getisOrd, globalG, judgeScores } from './getis-ord'
import { visitNear } from './neighbours'
import { weightsGiven, weightsWithin } from './spatial-weights'

const point = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))

test('near pairs are those that every pair asked alone would give', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 20 }), fc.integer({ min: 0, max: 6 }), fc.constantFrom('degrees', 'metres'), (places, radius, kind) => {
      const reach = kind === 'degrees' ? radius * 111_000 : radius
      const found = new Set<string>()
      visitNear(places, reach, kind, (a, b) => void found.add(`${a} ${b}`))
      const wanted = places.flatMap((a, i) => places.flatMap((b, j) => (i < j && distance(kind)(a, b) <= reach * (1 + 1e-9) ? [`${i} ${j}`] : [])))
      expect([...found].sort()).toEqual(wanted.sort())
    }),
    { numRuns: 60 },
  )
})

test('exactly the radius counts, whatever the rounding', () => {
  const places: Point[] = [
    [112.1, 33],
    [112.3, 33],
  ]
  expect(weightsWithin(places, 0.2, 'degrees-as-plane', false)[0]).toEqual([{ to: 1, weight: 1 }])
})

test('G* by hand: three places in a line', () => {
  // Values 0, 3, 6: mean 3, variance 6. The first and its neighbour sum to 3, of 6 expected; √(6·(3·2 − 4)/2) = √6.
  const weights = weightsGiven(3, [{ from: 0, to: 1, weight: 1 }], true)
  expect(getisOrd([0, 3, 6], weights, 'n')[0]).toBeCloseTo(-3 / Math.sqrt(6), 12)
  expect(getisOrd([0, 3, 6], weights, 'n-1')[0]).toBeCloseTo(-3 / Math.sqrt(9), 12)
  // G: the others' mean 4.5 and variance 2.25; one neighbour of two has 3, √(2.25·(2·1 − 1)/1) = 1.5.
  const others = weightsGiven(3, [{ from: 0, to: 1, weight: 1 }], false)
  expect(getisOrd([0, 3, 6], others, 'n')).toEqual([-1, null, null])
})

test('all places as neighbours, or values that are all the same, have no score', () => {
  const all = [0, 1, 2].flatMap((from) => [0, 1, 2].map((to) => ({ from, to, weight: 1 })))
  expect(getisOrd([1, 5, 9], weightsGiven(3, all, true), 'n')).toEqual([null, null, null])
  expect(getisOrd([0.1, 0.1, 0.1], weightsGiven(3, [], true), 'n')).toEqual([null, null, null])
  expect(globalG([0, 0], weightsGiven(2, [], true))).toBeNull()
})

test('unit and origin of the values change no score, and the sign follows them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(point, fc.integer({ min: 0, max: 50 })), { minLength: 4, maxLength: 15 }),
      fc.integer({ min: -20, max: 20 }),
      (rows, by) => {
        const weights = weightsWithin(
          rows.map(([place]) => place),
          4,
          'metres',
          true,
        )
        const values = rows.map(([, value]) => value)
        const scores = getisOrd(values, weights, 'n')
        const moved = getisOrd(
          values.map((value) => by - 3 * value),
          weights,
          'n',
        )
        scores.forEach((score, i) => {
          if (score === null) expect(moved[i]).toBeNull()
          else expect(moved[i]).toBeCloseTo(-score, 6)
        })
      },
    ),
    { numRuns: 50 },
  )
})

test('Benjamini and Hochberg’s own example keeps the first four of fifteen', () => {
  const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
  expect(falseDiscoveryRates(p).filter((q) => q <= 0.05)).toHaveLength(4)
  expect(falseDiscoveryRates(p)[3]).toBeCloseTo((0.0095 * 15) / 4, 12)
})

test('rates go with p, lie between p and 1, and follow their places', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (p) => {
      const q = falseDiscoveryRates(p)
      p.forEach((own, i) => {
        expect(q[i]).toBeGreaterThanOrEqual(own)
        expect(q[i]).toBeLessThanOrEqual(1)
        p.forEach((other, j) => {
          if (own <= other) expect(q[i]).toBeLessThanOrEqual(q[j] ?? 0)
        })
      })
      expect(falseDiscoveryRates(p.toReversed()).toReversed()).toEqual(q)
    }),
    { numRuns: 50 },
  )
})

test('a place without a score is not tested and costs the others nothing', () => {
  expect(judgeScores([3, null, -3], 'two', 0.01)).toEqual(
    judgeScores([3, -3], 'two', 0.01).toSpliced(1, 0, { score: null, p: null, q: null, spot: 'none' }),
  )
  expect(judgeScores([3, -3], 'two', 0.01).map(({ spot }) => spot)).toEqual(['hot', 'cold'])
  expect(judgeScores([3, -3], 'upper', 0.01).map(({ spot }) => spot)).toEqual(['hot', 'none'])
})
