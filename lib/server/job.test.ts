import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type JobOptions, startJob } from './job'

const events: string[] = []
/** Turns that the test ends. */
const open: { end(): void; fail(error: Error): void }[] = []
const turn = (name: string) => () =>
  new Promise<void>((end, fail) => {
    events.push(name)
    open.push({ end, fail })
  })
const start = (options: Partial<JobOptions> = {}) =>
  startJob({ everyMs: 1_000, turn: turn('turn'), onFault: (error) => events.push(String(error)), ...options })

beforeEach(() => {
  vi.useFakeTimers()
  events.length = 0
  open.length = 0
})
afterEach(() => void vi.useRealTimers())

it('takes a turn each tick, and never two at a time', async () => {
  const job = start()
  await vi.advanceTimersByTimeAsync(999)
  expect(events).toEqual([])
  await vi.advanceTimersByTimeAsync(5_001)
  expect(events).toEqual(['turn'])
  open[0]?.end()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(events).toEqual(['turn', 'turn'])
  open[1]?.end()
  await job.stop()
})

it('tells of a fault, also one thrown at once, and goes on', async () => {
  const job = start()
  await vi.advanceTimersByTimeAsync(1_000)
  open[0]?.fail(new Error('lost'))
  await vi.advanceTimersByTimeAsync(1_000)
  open[1]?.end()
  expect(events).toEqual(['turn', 'Error: lost', 'turn'])
  await job.stop()

  const sudden = start({
    turn: () => {
      throw new Error('sudden')
    },
  })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(events.slice(3)).toEqual(['Error: sudden', 'Error: sudden'])
  await sudden.stop()
})

it('stops after the turn that runs and a last one, and takes no other', async () => {
  const job = start({ atStop: turn('last') })
  await vi.advanceTimersByTimeAsync(1_000)
  const stopped = job.stop().then(() => events.push('stopped'))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(events).toEqual(['turn'])
  open[0]?.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(events).toEqual(['turn', 'last'])
  open[1]?.fail(new Error('too late'))
  await stopped
  await vi.advanceTimersByTimeAsync(5_000)
  expect(events).toEqual(['turn', 'last', 'Error: too late', 'stopped'])
})

it('takes a turn when it is woken, one more for all who woke it during one, and none too soon or after its end', async () => {
  let wake = () => {}
  let asleep = false
  const job = start({
    everyMs: 60_000,
    wake(run) {
      wake = run
      return () => {
        asleep = true
      }
    },
  })
  wake()
  wake()
  await vi.advanceTimersByTimeAsync(0)
  expect(events).toHaveLength(1)
  wake()
  wake()
  await vi.advanceTimersByTimeAsync(10)
  open[0]?.end()
  await vi.advanceTimersByTimeAsync(50)
  expect(events).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(50)
  expect(events).toHaveLength(2)
  open[1]?.end()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(events).toHaveLength(2)
  wake()
  await job.stop()
  wake()
  await vi.advanceTimersByTimeAsync(1_000)
  expect([events.length, asleep]).toEqual([2, true])
})
