import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distance } from './distance'
import { knox } from './knox'

const OPTIONS = { space: 3, time: 2, coordinates: 'metres', replicates: 19, seed: 1 } as const
const event = fc.record({ place: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), time: fc.integer({ min: 0, max: 12 }) })
const events = fc.array(event, { maxLength: 14 })

test('pairs are counted as one by one', () => {
  fc.assert(
    fc.property(events, (all) => {
      const counted = { pairs: 0, closeSpace: 0, closeTime: 0, observed: 0 }
      all.forEach((a, i) => {
        all.slice(i + 1).forEach((b) => {
          const [space, time] = [distance('metres')(a.place, b.place) <= 3, Math.abs(a.time - b.time) <= 2]
          counted.pairs++
          if (space) counted.closeSpace++
          if (time) counted.closeTime++
          if (space && time) counted.observed++
        })
      })
      expect(knox(all, OPTIONS)).toMatchObject(counted)
    }),
    { numRuns: 60 },
  )
})

test('the order of the events and the origin of time change nothing, the permutations neither', () => {
  fc.assert(
    fc.property(
      events.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.integer({ min: -50, max: 50 }))),
      ([all, mixed, by]) => {
        expect(
          knox(
            mixed.map(({ place, time }) => ({ place, time: time + by })),
            OPTIONS,
          ),
        ).toEqual(knox(all, OPTIONS))
      },
    ),
    { numRuns: 40 },
  )
})

test('events that come in pairs are found by every p, and a seed is a stream', () => {
  const pairs = Array.from({ length: 40 }, (_, i) => ({ place: [10 * (i >> 1), 0] as const, time: 10 * (i >> 1) }))
  const found = knox(pairs, { ...OPTIONS, replicates: 199 })
  expect(found).toMatchObject({ closeSpace: 20, closeTime: 20, observed: 20, pPermutation: 1 / 200 })
  expect(found.pAtLeast).toBeLessThan(1e-12)
  const loose = pairs.map(({ place, time }, i) => ({ place, time: time + (i % 2) * 7 }))
  const p = (seed: number) => knox(loose, { ...OPTIONS, time: 9, replicates: 99, seed }).pPermutation
  expect(p(1)).toBe(p(1))
})
