import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ears } from './ears'

const C1 = { method: 'C1', baseline: 4, alpha: 0.001, minSd: 0 } as const

test('the bound is the mean and so many standard deviations of the days before', () => {
  const [row] = ears([1, 3, 1, 3, 9], [4], C1)
  expect(row).toMatchObject({ observed: 9, expected: 2, alarm: true })
  expect(row?.upper).toBeCloseTo(2 + 3.090232306167813 * Math.sqrt(4 / 3), 12)
  expect(row?.statistic).toBeCloseTo(7 / Math.sqrt(4 / 3), 12)
})

test('a baseline that never varies has its mean as bound: the same is no alarm, more is one', () => {
  expect(ears([2, 2, 2, 2, 2], [4], C1)).toEqual([{ at: 4, observed: 2, expected: 2, upper: 2, statistic: 0, alarm: false }])
  expect(ears([0, 0, 0, 0, 1], [4], C1)).toEqual([{ at: 4, observed: 1, expected: 0, upper: 0, statistic: null, alarm: true }])
  expect(ears([0, 0, 0, 0, 1], [4], { ...C1, minSd: 1 })).toMatchObject([{ statistic: 1, alarm: false }])
})

test('C2 leaves two days between, which C1 has in its baseline', () => {
  const counts = [1, 3, 1, 3, 9, 9, 9]
  expect(ears(counts, [6], { ...C1, method: 'C2' })).toMatchObject([{ expected: 2, alarm: true }])
  expect(ears(counts, [6], C1)).toMatchObject([{ expected: 5.5, alarm: false }])
})

test('C3 alarms after the rise, by the two days before', () => {
  const counts = [1, 3, 1, 3, 1, 3, 8, 3, 2, 2]
  const c3 = ears(counts, [8], { ...C1, method: 'C3', alpha: 0.025 })
  const c2 = ears(counts, [6, 7, 8], { ...C1, method: 'C2' }).map(({ statistic }) => Math.max(0, (statistic ?? 0) - 1))
  expect(c3[0]?.statistic).toBeCloseTo(c2[0] ?? 0, 12)
  expect(c3).toMatchObject([{ alarm: true }])
})

test('what comes later and when it all began change nothing', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 30 })
  fc.assert(
    fc.property(counts, counts, fc.constantFrom('C1', 'C2', 'C3'), (before, now, method) => {
      const options = { ...C1, method }
      const [row] = ears([...before, ...now], [before.length + 10], options)
      const [alone] = ears(now.slice(0, 11), [10], options)
      expect({ ...row, at: 10 }).toEqual(alone)
    }),
    { numRuns: 50 },
  )
})
