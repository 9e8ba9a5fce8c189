import { expect, test } from 'vitest'
import { cusum } from './cusum'
import { runLengths } from './cusum-arl'

test('a usual count adds nothing by any transformation, and twice the allowance adds it once', () => {
  for (const transform of ['standard', 'rossi', 'anscombe'] as const)
    expect(cusum([4, 4], [0, 1], { transform, mean: 4, k: 0, h: 1 }).map(({ statistic }) => statistic)).toEqual([0, 0])
  const [row] = cusum([8], [0], { transform: 'standard', mean: 4, k: 1, h: 1 })
  expect(row).toMatchObject({ statistic: 1, alarm: true })
})

test('transformations by hand', () => {
  const first = (transform: 'rossi' | 'anscombe') => cusum([9], [0], { transform, mean: 4, k: 0, h: 1 })[0]?.statistic
  expect(first('rossi')).toBeCloseTo((9 - 12 + 12) / 4, 12)
  expect(first('anscombe')).toBeCloseTo((1.5 * (9 ** (2 / 3) - 4 ** (2 / 3))) / 4 ** (1 / 6), 12)
})

test('run lengths: published in and out of control, mirrored by the shift, and one step where any rise alarms', () => {
  expect(runLengths(0.5, 5, 0).twoSided).toBeCloseTo(465.44, 1)
  expect(runLengths(0.5, 4, 1).twoSided).toBeCloseTo(8.38, 2)
  expect(runLengths(0.5, 4, -1).lower).toBeCloseTo(runLengths(0.5, 4, 1).upper, 9)
  // With hardly an interval each observation is a try: 1 / P(Z > k).
  expect(runLengths(0.5, 1e-9, 0).upper).toBeCloseTo(1 / 0.3085375387, 6)
  // Of a longer interval the rule of nodes grows with it.
  expect(runLengths(0.25, 20, 0).upper).toBeGreaterThan(runLengths(0.25, 19, 0).upper)
})
