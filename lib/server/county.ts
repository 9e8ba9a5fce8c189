import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import * as z from 'zod/mini'
import { readSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Env } from '@/lib/env'
import type { Runtime } from '@/lib/live/runtime'
import { runChild } from './child'
import { holdLease } from './lease'

/** What the process that makes the demonstration county says. */
const SeedMessage = z.object({ kind: z.literal('history'), done: z.number(), total: z.number() })
/** What that process settles first: when the history ends. */
const Start = z.object({ end: z.int() })
const POLL_MS = 200
const LEASE_MS = 9_000

export type County = {
  /** resolves when there are grids and types, with the end of the history (epoch milliseconds); null: it was stopped before */
  ready: Promise<number | null>
  stop(): Promise<void>
}

export type CountyOptions = { env: Env; log: Logger; runtime: Runtime; onHistory(done: number, total: number): void }

/**
 * Has the demonstration county made where it is not there yet: grids and types first, then three years of history. All of it in a
 * process of its own under a lease, so that drawing 638,000 events never holds up an answer here, and two servers on one database do
 * not both do it.
 */
export function startCounty({ log, runtime, onHistory }: CountyOptions): County {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const lease = holdLease({
    name: 'demo-seed',
    holder: randomUUID(),
    ttlMs: LEASE_MS,
    onFault: (err) => log.warn({ err }, 'the lease of the demonstration could not be renewed'),
    start: () =>
      runChild({
        name: 'demonstration county',
        script: 'demo/seed-process.ts',
        log,
        onMessage(message) {
          const said = SeedMessage.safeParse(message)
          if (!said.success) return
          const { done, total } = said.data
          runtime.historyProgress = done < total ? done / total : null
          onHistory(done, total)
        },
        onDone() {
          runtime.historyProgress = null
        },
      }),
  })
  const ready = new Promise<number | null>((resolve) => {
    const look = async () => {
      if (stopped) return resolve(null)
      const atlas = await loadAtlas()
      const start = await readSetting('demo.start', Start)
      if (start && atlas.grids.length > 0 && atlas.types.length > 0) resolve(start.end)
      else timer = setTimeout(again, POLL_MS)
    }
    const again = () => {
      look().catch(() => {
        timer = setTimeout(again, POLL_MS) // the grids are being written
      })
    }
    again()
  })
  return {
    ready,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await lease.stop()
    },
  }
}
