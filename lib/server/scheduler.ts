import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Fence } from '@/lib/db/leases'
import { passDeadlines } from '@/lib/db/lights'
import { childEnv, type Env } from '@/lib/env'
import { keepAuditChain } from './audit-chain'
import { runChild } from './child'
import { holdLease, type LeaseHolder } from './lease'

/** A process that does not renew for this long has lost its work to another. */
const LEASE_MS = 9_000
/** A checkpoint each so many changes keeps the tail that a start reads short. */
const CHECKPOINT_CHANGES = 50_000
const CHECKPOINT_LOOK_MS = 2_000
/** Screens show the passing of a deadline within 5 s. */
const DEADLINES_LOOK_MS = 1_000
/** A shorter tail than this is read faster than a checkpoint is saved when the server stops. */
const LAST_CHECKPOINT_CHANGES = 5_000

export type SchedulerOptions = {
  env: Env
  log: Logger
  /** how many changes the board has beyond the last checkpoint, and how to save one */
  checkpoint: { behind(): number; save(fence: Fence): Promise<void> }
  /** where and as whom the demonstration's feed posts, and when the history before it ends; null: there is none */
  feed: { url: string; token: string; handsToken: string; historyEnd: number } | null
}

/** The work that one process of all on a database does, each under a lease of its own. */
export function startScheduler({ env, log, checkpoint, feed }: SchedulerOptions): { stop(): Promise<void> } {
  const holder = randomUUID()
  const leases: LeaseHolder[] = []
  const hold = (name: string, start: (fence: Fence) => { stop(): Promise<void> | void }) => {
    leases.push(holdLease({ name, holder, ttlMs: LEASE_MS, start, onFault: (err) => log.warn({ err, lease: name }, 'a lease could not be renewed') }))
  }

  hold('checkpoints', (fence) => {
    let saving: Promise<void> | undefined
    const saveBehind = async (changes: number) => {
      if (checkpoint.behind() < changes) return
      await checkpoint.save(fence).catch((err: unknown) => log.warn({ err }, 'a checkpoint could not be saved'))
    }
    const timer = setInterval(() => {
      saving ??= saveBehind(CHECKPOINT_CHANGES).finally(() => {
        saving = undefined
      })
    }, CHECKPOINT_LOOK_MS)
    return {
      async stop() {
        clearInterval(timer)
        await saving
        await saveBehind(LAST_CHECKPOINT_CHANGES)
      },
    }
  })
  hold('deadlines', (fence) => {
    let passing: Promise<void> | undefined
    const pass = async () => {
      // as many at a time as keep a transaction short, and again while there are more
      while ((await passDeadlines(fence, Date.now())) > 0);
    }
    const timer = setInterval(() => {
      passing ??= pass()
        .catch((err: unknown) => log.warn({ err }, 'deadlines that have passed could not be written'))
        .finally(() => {
          passing = undefined
        })
    }, DEADLINES_LOOK_MS)
    return {
      async stop() {
        clearInterval(timer)
        await passing
      },
    }
  })
  hold('audit-chain', (fence) => keepAuditChain(fence, log))
  if (feed) {
    const rate = String(env.GRIDSIGHT_DEMO_RATE)
    const { url, token, handsToken } = feed
    const tokens = { GRIDSIGHT_TOKEN: token, GRIDSIGHT_HANDS_TOKEN: handsToken }
    const own = { GRIDSIGHT_URL: url, ...tokens, GRIDSIGHT_DEMO_RATE: rate, LOG_LEVEL: env.LOG_LEVEL }
    const args = ['--history-end', new Date(feed.historyEnd).toISOString()]
    hold('demo-feed', () => runChild({ name: 'demonstration feed', script: 'demo/feed.ts', args, env: childEnv(own), log }))
  }

  return {
    async stop() {
      await Promise.all(leases.map((lease) => lease.stop()))
    },
  }
}
