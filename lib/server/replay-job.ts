import { loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import { advanceReader, type LogReader, type PreparedWork } from '@/lib/db/log/log-readers'
import { countAnew, openReplay } from '@/lib/db/replay/count-anew'
import { knownSteps } from '@/lib/db/replay/known-steps'
import { insertParts, tidyReplay } from '@/lib/db/replay/replay-rows'
import { insertVeiled, veiledSteps } from '@/lib/db/replay/veiled'
import { dayNumber } from '@/lib/domain/clock'
import type { KnownStep } from '@/lib/domain/replay'
import { DayWriter, type ReplayDay } from '@/lib/domain/replay-day'
import { runtime } from '@/lib/live/runtime'
import { Slices } from '@/lib/live/slices'
import type { LeasedJob } from './job'

export const REPLAY_READER: LogReader = { name: 'replay', startAt: 'beginning' }
const EVERY_MS = 2_000
/** So many changes at a time, so that those of a day are written together. */
const MAX_CHANGES = 20_000
/** Between two looks for parts to be joined. */
const TIDY_MS = 30_000
/** Work on a history leaves the other half of the time to whoever asks for something. */
const SLICE_MS = 5

/** Keeps the store of the replay: a named reader of the log writes what became known when. It waits while a history is being written. */
export function replayJob(): LeasedJob {
  let tidiedAt = Number.NEGATIVE_INFINITY
  return {
    lease: REPLAY_READER.name,
    everyMs: EVERY_MS,
    async work(fence, signal) {
      if (runtime().historyProgress !== null) return
      await followLog(fence, signal)
      if (performance.now() - tidiedAt < TIDY_MS) return
      while (!signal.aborted && (await tidyReplay(fence, dayNumber(Date.now()))));
      tidiedAt = performance.now()
    },
    fault: 'the store of the replay could not be written',
  }
}

/** Writes what became known up to the head of the log. */
export async function followLog(fence: Fence, signal?: AbortSignal): Promise<void> {
  await openReplay(fence, REPLAY_READER.name, Date.now())
  const slices = new Slices(REPLAY_READER.name, signal, SLICE_MS)
  while (!signal?.aborted && (await advanceReader(fence, REPLAY_READER, workOf(slices), MAX_CHANGES)).more);
}

const workOf = (slices: Slices): PreparedWork => ({
  async prepare({ since, revision, rows }) {
    const atlas = await loadAtlas()
    const pause = () => slices.pause()
    const steps = await knownSteps(rows, since, atlas, pause)
    const veiled = await veiledSteps(steps, atlas.typeById, pause)
    const days = await byDay(steps, slices)
    return async (tx) => {
      await insertParts(tx, revision, days)
      await insertVeiled(tx, veiled)
    }
  },
  reset: (tx, { revision }) => countAnew(tx, revision, Date.now()),
})

async function byDay(steps: readonly KnownStep[], slices: Slices): Promise<ReplayDay[]> {
  const writers = new Map<number, DayWriter>()
  for (const step of steps) {
    await slices.pause()
    const day = dayNumber(step.at)
    const writer = writers.get(day) ?? new DayWriter(day)
    writers.set(day, writer)
    writer.add(step)
  }
  const days: ReplayDay[] = []
  for (const writer of writers.values()) {
    await slices.pause()
    days.push(writer.finish())
  }
  return days
}
