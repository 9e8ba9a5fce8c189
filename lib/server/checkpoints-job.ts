import type { Fence } from '@/lib/db/log/leases'
import type { LeasedJob } from './job'

/** A checkpoint each so many changes keeps the tail that a start reads short. */
const CHECKPOINT_CHANGES = 50_000
/** Where changes pour in, one is soon due again, and each costs by all that the board holds: then it waits this long, */
const CHECKPOINT_EVERY_MS = 60_000
/** unless the tail has become so long that a start would take seconds more. */
const MAX_TAIL_CHANGES = 200_000
/** A shorter tail than this is read faster than a checkpoint is saved when the server stops. */
const LAST_CHECKPOINT_CHANGES = 5_000

/** How many changes the board has beyond the last checkpoint, and how to save one. */
export type Checkpoint = { behind(): number; save(fence: Fence): Promise<void> }

/** Saves the board now and then. `now`: milliseconds of a clock that only goes on. */
export function checkpointsJob({ behind, save }: Checkpoint, now: () => number = () => performance.now()): LeasedJob {
  let savedAt = Number.NEGATIVE_INFINITY
  return {
    lease: 'checkpoints',
    everyMs: 2_000,
    async work(fence) {
      const due = now() - savedAt < CHECKPOINT_EVERY_MS ? MAX_TAIL_CHANGES : CHECKPOINT_CHANGES
      if (behind() < due) return
      await save(fence)
      savedAt = now()
    },
    async atStop(fence) {
      if (behind() >= LAST_CHECKPOINT_CHANGES) await save(fence)
    },
    fault: 'a checkpoint could not be saved',
  }
}
