import type { Logger } from 'pino'
import type { Fence } from '@/lib/db/log/leases'
import type { LeasedWork } from './lease'

/** Work in turns, each begun by a tick of the timer. */
export type JobOptions = {
  everyMs: number
  /** `signal` is aborted when the job is stopped: a turn of many steps then ends after the one it is in */
  turn(signal: AbortSignal): Promise<void>
  /** calls back when a turn is wanted before the timer's; answers what ends that */
  wake?: ((run: () => void) => () => void) | undefined
  /** a last turn, after the one that was running when it was stopped */
  atStop?: (() => Promise<void>) | undefined
  /** told of a turn that failed; the next comes all the same */
  onFault(error: unknown): void
}

/** Turns that are asked for begin at least this far apart. */
const WAKE_MS = 100

/**
 * Runs a job until it is stopped. A tick during a turn is skipped; whoever asks for one during a turn has one more after it. `stop` ends the timer,
 * waits for the turn, and runs `atStop`.
 */
export function startJob({ everyMs, turn, wake, atStop, onFault }: JobOptions): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  const run = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      onFault(error)
    }
  }
  let begunAt = Number.NEGATIVE_INFINITY
  let asked = false
  let asking: NodeJS.Timeout | undefined
  const begin = () => {
    if (running) return
    asked = false
    begunAt = performance.now()
    running = run(() => turn(stopping.signal)).finally(() => {
      running = undefined
      if (asked) ask()
    })
  }
  const ask = () => {
    asked = true
    if (running || stopping.signal.aborted) return
    asking ??= setTimeout(
      () => {
        asking = undefined
        begin()
      },
      Math.max(0, begunAt + WAKE_MS - performance.now()),
    )
  }
  const timer = setInterval(begin, everyMs)
  const sleep = wake?.(ask)
  return {
    async stop() {
      sleep?.()
      clearInterval(timer)
      clearTimeout(asking)
      stopping.abort()
      await running
      if (atStop) await run(atStop)
    },
  }
}

/** Takes steps in turn, each whatever became of those before it, so that one that goes on failing keeps back no other; throws the first fault at the end. */
export async function takeEach(steps: Iterable<() => Promise<void>>): Promise<void> {
  const faults: unknown[] = []
  for (const step of steps)
    await step().catch((error: unknown) => {
      faults.push(error)
    })
  if (faults.length > 0) throw faults[0]
}

/** A job that one process of all on a database does: each transaction of `work` checks the fence of its lease. */
export type LeasedJob = {
  lease: string
  everyMs: number
  work(fence: Fence, signal: AbortSignal): Promise<void>
  wake?: JobOptions['wake']
  /** the last turn before the lease is given back */
  atStop?(fence: Fence): Promise<void>
  /** what the log says when a turn failed */
  fault: string
}

/** Starts a job under the lease that was won. */
export function startLeasedJob({ lease, everyMs, work, wake, atStop, fault }: LeasedJob, fence: Fence, log: Logger): LeasedWork {
  return startJob({
    everyMs,
    turn: (signal) => work(fence, signal),
    wake,
    atStop: atStop && (() => atStop(fence)),
    onFault: (err) => log.warn({ err, lease }, fault),
  })
}
