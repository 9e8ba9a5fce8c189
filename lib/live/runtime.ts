import type { Logger } from 'pino'
import { once } from '@/lib/domain/once'
import { Problem } from '@/lib/domain/problem'
import type { Metrics } from './metrics'

/** What the server tells its own pages and handlers about this process. */
export type Runtime = {
  version: string
  /** the build of the pages */
  build?: string
  engine: 'embedded' | 'postgresql'
  /** the address people use, as an origin; null: loopback only */
  publicOrigin: string | null
  /** this process itself speaks https */
  tls: boolean
  /** progress of the demonstration's history 0..1; null when none is being made */
  historyProgress: number | null
  /** from when on all of that history is there, epoch milliseconds; null when none is being made */
  historyFrom: number | null
  /** what does not work at the moment, in one sentence; null when all is well */
  trouble: string | null
  /** the disk of the embedded engine is full: then that is why the database cannot be reached */
  lacksSpace?: () => boolean
  log: Logger
  metrics: Metrics
}

const held = once<{ runtime: Runtime | null }>('runtime', () => ({ runtime: null }))

/** From when on all events are there, epoch milliseconds; null where nothing is being written into the past. */
export const completeFrom = (): number | null => runtimeOrNull()?.historyFrom ?? null

/** Makes this the process's runtime; null takes it away. Only main.ts and tests call it. */
export function setRuntime(value: Runtime | null): void {
  held().runtime = value
}

/** The process's runtime, or null while it starts. */
export function runtimeOrNull(): Runtime | null {
  return held().runtime
}

/** The process's runtime. Throws Problem('starting') before main.ts has put it there. */
export function runtime(): Runtime {
  const value = held().runtime
  if (!value) throw new Problem('starting', 'The server is starting.')
  return value
}
