import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import * as z from 'zod/mini'
import { readSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Env } from '@/lib/env'
import type { Runtime } from '@/lib/live/runtime'
import { runChild } from './child'
import { holdLeases } from './lease'

/** What the process that makes the demonstration county settles first: when the history ends, and how many events it has. */
const Start = z.object({ end: z.int(), total: z.int() })
/** How far it is with the history, whose newest day comes first: from when on all of it is there. */
const Written = z.object({ total: z.int(), done: z.int(), from: z.optional(z.int()) })
/** While it is being made, all servers on the database look this often. */
const POLL_MS = 250
/** A start waits no longer than this for the newest day: without it screens would begin with zeros that are none. */
const NEWEST_MS = 15_000
const LEASE_MS = 9_000

export type County = {
  /** resolves when there are grids, types and the newest day, with the end of the history (epoch milliseconds); null: it was stopped before */
  ready: Promise<number | null>
  stop(): Promise<void>
}

export type CountyOptions = { env: Env; log: Logger; runtime: Runtime; onHistory(done: number, total: number): void }

/**
 * Has the demonstration county made where it is not there yet: grids and types first, then three years of history from the newest day back.
 * All of it in a process of its own under a lease, so that drawing 638,000 events never holds up an answer here, and two servers on one
 * database do not both do it; both read from the settings how far it is.
 */
export function startCounty({ log, runtime, onHistory }: CountyOptions): County {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const lease = holdLeases({
    leases: [{ name: 'demo-seed', start: () => runChild({ name: 'demonstration county', script: 'lib/demo/seed-process.ts', log, onDone() {} }) }],
    holder: randomUUID(),
    ttlMs: LEASE_MS,
    onFault: (err) => log.warn({ err }, 'the lease of the demonstration could not be renewed'),
  })
  let isReady: (historyEnd: number | null) => void = () => {}
  const ready = new Promise<number | null>((resolve) => {
    isReady = resolve
  })

  /** when there were grids and types (performance.now) */
  let groundAt: number | null = null
  /** Looks how far it is; answers when to look again, null: it is all there. */
  const look = async (): Promise<number | null> => {
    const start = await readSetting('demo.start', Start)
    if (groundAt === null && start && (await hasGround())) groundAt = performance.now()
    if (!start || groundAt === null) return POLL_MS
    const { done, total, from = start.end } = (await readSetting('demo.history', Written)) ?? { done: 0, total: start.total }
    const making = done < total
    runtime.historyProgress = making ? done / total : null
    runtime.historyFrom = making ? from : null
    onHistory(done, total)
    if (!making || from < start.end || performance.now() - groundAt > NEWEST_MS) isReady(start.end)
    return making ? POLL_MS : null
  }
  const again = async () => {
    const wait = await look().catch(() => POLL_MS) // the grids are being written
    if (wait !== null && !stopped) timer = setTimeout(again, wait)
  }
  void again()
  return {
    ready,
    async stop() {
      stopped = true
      clearTimeout(timer)
      isReady(null)
      await lease.stop()
    },
  }
}

async function hasGround(): Promise<boolean> {
  const { grids, types } = await loadAtlas()
  return grids.length > 0 && types.length > 0
}
