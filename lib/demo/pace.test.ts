import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextBatch } from './pace'

const limits = { longestMs: 100, most: 500 }

test('a batch grows while it is quick, and never beyond the most', () => {
  expect(nextBatch(100, 5, limits)).toBe(200)
  expect(nextBatch(100, 40, limits)).toBe(125)
  expect(nextBatch(400, 5, limits)).toBe(500)
})

test('a batch that took too long is cut in proportion, down to a few rows', () => {
  expect(nextBatch(500, 100, limits)).toBe(250)
  expect(nextBatch(500, 500, limits)).toBe(50)
  expect(nextBatch(500, 60_000, limits)).toBe(25)
})

test('whatever a row costs, transactions come to last no longer than allowed', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 4, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }), (perRow, fixed) => {
      let rows = 500
      for (let i = 0; i < 20; i++) rows = nextBatch(rows, fixed + rows * perRow, limits)
      expect(fixed + rows * perRow).toBeLessThanOrEqual(Math.max(100, fixed + 25 * perRow))
    }),
  )
})
