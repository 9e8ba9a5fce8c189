import { expect, it } from 'vitest'
import { oneMore } from './one-more'

it('runs one at a time, and one more for all who asked meanwhile', async () => {
  const ends: (() => void)[] = []
  let [running, most] = [0, 0]
  const ask = oneMore(async () => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => ends.push(resolve))
    running--
  })
  const first = ask()
  const others = [ask(), ask(), ask()]
  ends[0]?.()
  await first
  await expect.poll(() => ends.length).toBe(2)
  ends[1]?.()
  await Promise.all(others)
  expect([most, running, ends.length]).toEqual([1, 0, 2])
})

it('tells a fault to those whose run it was, and goes on', async () => {
  let runs = 0
  const ask = oneMore(async () => {
    if (++runs === 1) throw new Error('first')
  })
  const [first, second] = [ask(), ask()]
  await expect(first).rejects.toThrow('first')
  await expect(second).resolves.toBeUndefined()
  expect(runs).toBe(2)
})
