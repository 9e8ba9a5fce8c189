import { expect, it } from 'vitest'
import { checkpointsJob } from './checkpoints-job'

const fence = { name: 'checkpoints', token: 1 }

it('saves each so many changes, at most once a minute while they pour in, unless the tail becomes long', async () => {
  let [behind, now, saves] = [0, 1_000_000, 0]
  const job = checkpointsJob(
    {
      behind: () => behind,
      save: async () => {
        behind = 0
        saves++
      },
    },
    () => now,
  )
  const later = async (seconds: number, changes: number) => {
    now += 1_000 * seconds
    behind += changes
    await job.work(fence, new AbortController().signal)
    return saves
  }
  expect(await later(2, 49_999)).toBe(0)
  expect(await later(2, 1)).toBe(1)
  expect(await later(2, 50_000)).toBe(1)
  expect(await later(57, 1)).toBe(1)
  expect(await later(1, 0)).toBe(2)
  expect(await later(10, 199_999)).toBe(2)
  expect(await later(2, 1)).toBe(3)
  behind = 4_999
  await job.atStop?.(fence)
  expect(saves).toBe(3)
  behind = 5_000
  await job.atStop?.(fence)
  expect(saves).toBe(4)
})

it('tries again at the next turn where a checkpoint could not be saved', async () => {
  let tries = 0
  const job = checkpointsJob({
    behind: () => 50_000,
    save: async () => {
      if (tries++ === 0) throw new Error('the database is away')
    },
  })
  const turn = () => job.work(fence, new AbortController().signal)
  await expect(turn()).rejects.toThrow('away')
  await turn()
  expect(tries).toBe(2)
})
