import { expect, test } from 'vitest'
import { makeRandom, poisson } from '@/lib/domain/random'
import { type Block, CREEPING_BLOCKS, creepingRise } from './creeping'

const blocks = (own: (at: number) => number, others: (at: number) => number = () => 1000, length = CREEPING_BLOCKS): Block[] =>
  Array.from({ length }, (_, at) => ({ own: own(at), others: others(at) }))

test('a rise of three tenths for four blocks is told, with when it began', () => {
  // 100 a block; from block 22 on 130: z = 30/√(100·(1 + 100/300)) = 2.598, S = 4 × 2.098 = 8.392
  const rise = creepingRise(blocks((at) => (at >= 22 ? 130 : 100)))
  expect(rise).toMatchObject({ count: 130, blocks: 4 })
  expect(rise?.expected).toBeCloseTo(100, 9)
  expect(rise?.statistic).toBeCloseTo(8.392, 3)
  // two blocks are 4.196, three 6.294
  expect(creepingRise(blocks((at) => (at >= 24 ? 130 : 100)))).toBeNull()
  expect(creepingRise(blocks((at) => (at >= 23 ? 130 : 100)))?.statistic).toBeCloseTo(6.294, 3)
})

test('what everything does, and what each year does, is no rise', () => {
  expect(
    creepingRise(
      blocks(
        (at) => (at >= 20 ? 150 : 100),
        (at) => (at >= 20 ? 1500 : 1000),
      ),
    ),
  ).toBeNull()
  const season = (at: number) => 100 + (at % 13) * 10
  expect(creepingRise(blocks(season))).toBeNull()
})

test('a rise that is over is told no more', () => {
  expect(creepingRise(blocks((at) => (at >= 18 && at < 25 ? 140 : 100)))).toBeNull()
})

test('fewer than a year and four blocks, or too few events, tell nothing', () => {
  const early = (length: number) =>
    creepingRise(
      blocks(
        (at) => (at >= 14 ? 160 : 100),
        () => 1000,
        length,
      ),
    )
  expect(early(16)).toBeNull()
  expect(early(17)?.count).toBe(160)
  expect(creepingRise(blocks((at) => (at >= 20 ? 30 : 9)))).toBeNull()
  expect(creepingRise([])).toBeNull()
})

test('chance alone is told for a series in a hundred or fewer', () => {
  const random = makeRandom('creeping')
  const told = Array.from({ length: 400 }, () => creepingRise(blocks(() => poisson(random, 80)))).filter((one) => one !== null)
  expect(told.length).toBeLessThanOrEqual(8)
})
