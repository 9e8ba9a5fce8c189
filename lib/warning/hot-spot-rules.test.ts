import { expect, test } from 'vitest'
import { classify, type Step } from './hot-spot-rules'
import { mannKendall } from './mann-kendall'

/** Steps by letters: h hot, c cold, n neither; scores are the same throughout unless they are given, so there is no trend. */
function steps(letters: string, scores: readonly number[] = []): Step[] {
  return [...letters].map((letter, i) => ({ score: scores[i] ?? 3, spot: letter === 'h' ? 'hot' : letter === 'c' ? 'cold' : 'none' }))
}

const RISING = [1, 2, 3, 4, 5]

test.each([
  ['new', 'nnnnnnnnnh', []],
  ['new', 'h', []],
  ['new', 'cnnnnnnnnh', []],
  ['consecutive', 'nnnnnnnnhh', []],
  ['consecutive', 'nnhhhhhhhh', []],
  ['consecutive', 'cnnnnnnnhh', []],
  // Nine of ten are 90 %, so it is not consecutive any more.
  ['persistent', 'nhhhhhhhhh', []],
  ['persistent', 'hhhhhhhhhh', []],
  ['persistent', 'hnhhhhhhhh', []],
  ['persistent', 'hh', []],
  // Five that rise have p 0.027; one exchange makes it 0.086; four that rise have 0.089.
  ['intensifying', 'hhhhh', RISING],
  ['persistent', 'hhhhh', [1, 2, 3, 5, 4]],
  ['persistent', 'hhhh', [1, 2, 3, 4]],
  ['diminishing', 'hhhhh', RISING.toReversed()],
  ['persistent', 'hhhhh', [5, 4, 3, 1, 2]],
  ['sporadic', 'hnnnnnnnnh', []],
  ['sporadic', 'hnnhhhhhhh', []],
  ['oscillating', 'chnnnnnnnh', []],
  ['oscillating', 'hcnnnnnnnh', []],
  ['historical', 'hhhhhhhhhn', []],
  ['none', 'hhhhhhhhnn', []],
  ['none', 'nhhhhhhhhn', []],
  ['none', 'nnnnn', RISING],
] as const)('%s: %s', (pattern, letters, scores) => {
  expect(classify(steps(letters, scores))).toEqual({ pattern, side: pattern === 'none' ? 'none' : 'hot' })
  const mirrored = steps(letters, scores).map(
    ({ score, spot }): Step => ({ score: -score, spot: spot === 'hot' ? 'cold' : spot === 'cold' ? 'hot' : 'none' }),
  )
  expect(classify(mirrored)).toEqual({ pattern, side: pattern === 'none' ? 'none' : 'cold' })
})

test('a place that is cold at last is classed by that, though it was hot for long', () => {
  expect(classify(steps('hhhhhhhhhc'))).toEqual({ pattern: 'new', side: 'cold' })
})

test('Mann and Kendall by hand, with ties', () => {
  // 1 2 2 3: five pairs rise, one is a tie; variance (4·3·13 − 2·1·9)/18.
  const { s, z, p } = mannKendall([1, 2, 2, 3])
  expect(s).toBe(5)
  expect(z).toBeCloseTo(4 / Math.sqrt(138 / 18), 12)
  expect(p).toBeCloseTo(0.1486, 4)
  expect(mannKendall([3, 2, 2, 1]).z).toBeCloseTo(-z, 12)
  expect(mannKendall([7, 7, 7])).toEqual({ s: 0, z: 0, p: 1 })
  expect(mannKendall([7])).toEqual({ s: 0, z: 0, p: 1 })
})
