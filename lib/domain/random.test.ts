import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { apportion, binomial, cumulative, hashSeed, makeRandom, normal, pick, poisson, uuid } from './random'

const many = (n: number, draw: () => number) => Array.from({ length: n }, draw)
const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length
const variance = (xs: number[]) => {
  const middle = mean(xs)
  return mean(xs.map((x) => (x - middle) ** 2))
}

test('one seed is one stream, and near seeds have nothing in common', () => {
  const a = makeRandom('county', 1)
  const b = makeRandom('county', 1)
  const c = makeRandom('county', 2)
  const [xs, ys, zs] = [many(1000, a.word), many(1000, b.word), many(1000, c.word)]
  expect(xs).toEqual(ys)
  expect(xs.filter((x, i) => x === zs[i]).length).toBeLessThan(3)
  expect(new Set(Array.from({ length: 50_000 }, (_, i) => hashSeed('day', 1_700_000_000_000 + i * 86_400_000))).size).toBeGreaterThan(49_990)
})

test('uniform numbers fill [0, 1) evenly', () => {
  const random = makeRandom('uniform')
  const bins = new Array<number>(20).fill(0)
  for (let i = 0; i < 40_000; i++) {
    const u = random.next()
    const bin = Math.floor(u * 20)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  expect(bins).toHaveLength(20)
  const chi = bins.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0)
  expect(chi).toBeLessThan(43.8) // 19 degrees of freedom, p = 0.001
})

test.each([
  [5, 0.3],
  [400, 0.02],
  [5000, 0.4],
  [600, 0.99],
])('binomial(%i, %d) has its mean and its variance', (n, p) => {
  const random = makeRandom('binomial', n, p)
  const xs = many(4000, () => binomial(random, n, p))
  expect(Math.min(...xs)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...xs)).toBeLessThanOrEqual(n)
  expect(mean(xs)).toBeCloseTo(n * p, n * p > 100 ? -0.5 : 0)
  expect(variance(xs) / (n * p * (1 - p))).toBeGreaterThan(0.9)
  expect(variance(xs) / (n * p * (1 - p))).toBeLessThan(1.1)
})

test.each([0.2, 3, 40, 900])('poisson(%d) has mean equal to variance', (rate) => {
  const random = makeRandom('poisson', rate)
  const xs = many(6000, () => poisson(random, rate))
  expect(mean(xs) / rate).toBeGreaterThan(0.93)
  expect(mean(xs) / rate).toBeLessThan(1.07)
  expect(variance(xs) / rate).toBeGreaterThan(0.9)
  expect(variance(xs) / rate).toBeLessThan(1.1)
})

test('normal numbers have mean 0 and variance 1', () => {
  const random = makeRandom('normal')
  const xs = many(20_000, () => normal(random))
  expect(Math.abs(mean(xs))).toBeLessThan(0.03)
  expect(Math.abs(variance(xs) - 1)).toBeLessThan(0.05)
})

test('pick follows the weights and never takes a weight of zero', () => {
  const random = makeRandom('pick')
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < 10_000; i++) {
    const chosen = pick(random, cumulative([1, 0, 3, 6]))
    counts[chosen] = (counts[chosen] ?? 0) + 1
  }
  expect(counts[1]).toBe(0)
  expect(Math.abs((counts[0] ?? 0) - 1000)).toBeLessThan(120)
  expect(Math.abs((counts[3] ?? 0) - 6000)).toBeLessThan(200)
})

test('apportion shares out whole units exactly', () => {
  expect(apportion(10, [1, 1, 1])).toEqual([3, 4, 3])
  expect(apportion(7, [0, 0])).toEqual([0, 0])
  const weights = many(1000, makeRandom('weights').next)
  const shares = apportion(638_000, weights)
  expect(shares.reduce((a, b) => a + b, 0)).toBe(638_000)
  const all = weights.reduce((a, b) => a + b, 0)
  shares.forEach((n, i) => {
    expect(Math.abs(n - (638_000 * (weights[i] ?? 0)) / all)).toBeLessThanOrEqual(1)
  })
})

test('ids are valid uuids and differ', () => {
  const random = makeRandom('ids')
  const ids = Array.from({ length: 5000 }, () => uuid(random))
  expect(new Set(ids).size).toBe(5000)
  for (const id of ids.slice(0, 50)) expect(z.uuid().safeParse(id).success).toBe(true)
})
