import { expect, test } from 'vitest'
import { makeRandom, poisson } from '@/lib/domain/random'
import { type Block, CREEPING_BLOCKS, creepingRise } from './judgement-creeping'

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

test('a jump of two blocks, or less than a tenth, is not told', () => {
  expect(creepingRise(blocks((at) => (at >= 24 ? 300 : 100)))).toBeNull()
  const slight = (last: number) =>
    creepingRise(
      blocks(
        (at) => (at === 25 ? last : at >= 18 ? 1_300 : 1_000),
        () => 10_000,
      ),
    )
  expect([slight(1_090), slight(1_105)?.blocks]).toEqual([null, 8])
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

test('chance alone is told for less than a series in a hundred, a rise of three tenths for half a year in four of five', () => {
  const random = makeRandom('creeping')
  const share = (last: number) => {
    const told = Array.from({ length: 1_000 }, () =>
      creepingRise(
        blocks(
          (at) => poisson(random, at >= 20 ? last : 80),
          () => poisson(random, 20_000),
        ),
      ),
    )
    return told.filter((one) => one !== null).length / told.length
  }
  expect(share(80)).toBeLessThan(0.01)
  expect(share(104)).toBeGreaterThan(0.8)
})
