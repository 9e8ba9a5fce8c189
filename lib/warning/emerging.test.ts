import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emerging } from './emerging'
import { weightsGiven } from './spatial-weights'

const OPTIONS = { timeNeighbours: 1, rate: 0.05, variance: 'n' } as const

/** A line of places, each the neighbour of the next. */
const line = (size: number) =>
  weightsGiven(
    size,
    Array.from({ length: size - 1 }, (_, i) => [
      { from: i, to: i + 1, weight: 1 },
      { from: i + 1, to: i, weight: 1 },
    ]).flat(),
    true,
  )

test('a score by hand: two places in two steps, and one step looks back', () => {
  // Values 0 0 / 4 8: mean 3, variance 11. Alone in space, a step and the one before it of place 1 sum to 12, of 6 expected.
  const apart = weightsGiven(2, [], true)
  const places = emerging(
    [
      [0, 0],
      [4, 8],
    ],
    apart,
    OPTIONS,
  )
  expect(places[1]?.steps[1]?.score).toBeCloseTo(6 / Math.sqrt((11 * (4 * 2 - 4)) / 3), 12)
  // The first step has none before it.
  expect(places[1]?.steps[0]?.score).toBeCloseTo(1 / Math.sqrt((11 * (4 - 1)) / 3), 12)
})

test('one high value is hot for its neighbours and for as many steps as look back, and no longer', () => {
  const values = Array.from({ length: 12 }, (_, place) => Array.from({ length: 10 }, (_, step) => (place === 5 && step === 6 ? 100 : 0)))
  for (const timeNeighbours of [0, 1, 3]) {
    const places = emerging(values, line(12), { ...OPTIONS, timeNeighbours })
    const hot = places.flatMap(({ steps }, place) => steps.flatMap(({ spot }, step) => (spot === 'hot' ? [[place, step]] : [])))
    const wanted = [4, 5, 6].flatMap((place) => Array.from({ length: timeNeighbours + 1 }, (_, i) => [place, 6 + i]))
    expect(hot).toEqual(wanted)
  }
})

test('values that are all the same are nothing', () => {
  const places = emerging(
    [
      [2, 2],
      [2, 2],
    ],
    line(2),
    OPTIONS,
  )
  expect(places.map(({ pattern, side, hot, cold }) => ({ pattern, side, hot, cold }))).toEqual([
    { pattern: 'none', side: 'none', hot: 0, cold: 0 },
    { pattern: 'none', side: 'none', hot: 0, cold: 0 },
  ])
})

test('high and low exchanged exchange hot and cold', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 }), { minLength: 4, maxLength: 4 }), (values) => {
      const places = emerging(values, line(4), { ...OPTIONS, rate: 0.5 })
      const mirrored = emerging(
        values.map((own) => own.map((value) => 9 - value)),
        line(4),
        { ...OPTIONS, rate: 0.5 },
      )
      places.forEach((place, i) => {
        expect(mirrored[i]?.pattern).toBe(place.pattern)
        expect(mirrored[i]).toMatchObject({ hot: place.cold, cold: place.hot })
      })
    }),
    { numRuns: 40 },
  )
})
