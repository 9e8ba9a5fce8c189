import type { Fence } from '@/lib/db/log/leases'
import { askDueRuns } from '@/lib/db/sources/runs'
import { readSources } from '@/lib/db/sources/sources'
import type { Env } from '@/lib/env'
import { makeRuns, RUN_BATCH } from '@/lib/sources/run-source'
import { filePlaces } from '@/lib/sources/source-file'
import type { LeasedJob } from './job'

/** Asks for the runs that the schedule owes and makes those that wait, one at a time. */
export function sourcesJob(env: Env): LeasedJob {
  return {
    lease: 'sources',
    everyMs: 1_000,
    async work(fence: Fence, signal: AbortSignal) {
      await askDueRuns(fence, await readSources(), Date.now())
      await makeRuns({ fence, places: filePlaces(env), batch: RUN_BATCH[env.engine], now: Date.now, signal })
    },
    fault: 'a source could not be read',
  }
}
