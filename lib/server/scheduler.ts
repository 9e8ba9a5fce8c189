import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { passDeadlines } from '@/lib/db/events/lights'
import { childEnv, type Env } from '@/lib/env'
import type { AppliedBatch } from '@/lib/live/live'
import type { HandTokens } from './accounts'
import { alertsJob } from './alerts-job'
import { auditChainJob } from './audit-chain'
import { backtestsJob } from './backtests-job'
import { type Checkpoint, checkpointsJob } from './checkpoints-job'
import { runChild } from './child'
import { demoBookingsJob } from './demo-bookings'
import { demoDutiesJob } from './demo-duties'
import { demoOrdersJob } from './demo-orders'
import { demoRosterJob } from './demo-roster'
import { dutiesJob } from './duties-job'
import { forecastJob } from './forecast-job'
import { type LeasedJob, startLeasedJob } from './job'
import { holdLeases, type Lease, type LeasedWork } from './lease'
import { nightsJob } from './nights-job'
import { ordersJob } from './orders-job'
import { pushesJob } from './pushes-job'
import { questionsJob } from './questions-job'
import { replayJob } from './replay-job'
import { reportsJob } from './reports-job'
import { retentionJob } from './retention'
import { searchJob } from './search-job'
import { sourcesJob } from './sources-job'
import { webhooksJob } from './webhooks-job'

/** A process that does not renew for this long has lost its work to another. */
const LEASE_MS = 9_000

export type SchedulerOptions = {
  env: Env
  log: Logger
  checkpoint: Checkpoint
  /** calls back with each batch that the board has applied; answers what ends that */
  onChanges(listener: (batch: AppliedBatch) => void): () => void
  /** where and as whom the demonstration's feed posts, and when the history before it ends; null: there is none */
  feed: { url: string; token: string; hands: HandTokens; historyEnd: number } | null
}

/** The work that one process of all on a database does: a row each, under a lease of its own. */
const jobs = ({ env, log, checkpoint, onChanges, feed }: SchedulerOptions): LeasedJob[] => [
  checkpointsJob(checkpoint),
  {
    lease: 'deadlines',
    everyMs: 1_000, // screens show the passing of a deadline within 5 s
    async work(fence) {
      // as many at a time as keep a transaction short, and again while there are more
      while ((await passDeadlines(fence, Date.now())) > 0);
    },
    fault: 'deadlines that have passed could not be written',
  },
  alertsJob(onChanges),
  replayJob(),
  nightsJob(),
  forecastJob(),
  questionsJob(),
  backtestsJob(),
  searchJob(),
  sourcesJob(env),
  ordersJob(),
  dutiesJob(),
  webhooksJob(),
  pushesJob(env.PUBLIC_ORIGIN ?? null),
  ...(feed ? [demoRosterJob(), demoBookingsJob(), demoDutiesJob(), demoOrdersJob()] : []),
  auditChainJob(log),
  retentionJob(log),
  reportsJob(log),
]

/** Starts all of it; `stop` ends the work and gives the leases back. */
export function startScheduler(options: SchedulerOptions): { stop(): Promise<void> } {
  const { env, log, feed } = options
  const leases: Lease[] = jobs(options).map((job) => ({ name: job.lease, start: (fence) => startLeasedJob(job, fence, log) }))
  if (feed) leases.push({ name: 'demo-feed', start: () => runFeed(feed, env, log) })
  return holdLeases({
    leases,
    holder: randomUUID(),
    ttlMs: LEASE_MS,
    onFault: (err, lease) =>
      log.warn({ err, ...(lease === null ? {} : { lease }) }, lease === null ? 'leases could not be renewed' : 'a lease could not be renewed'),
  })
}

/** The demonstration's feed is a process of its own, and a system like any other. */
function runFeed({ url, token, hands, historyEnd }: NonNullable<SchedulerOptions['feed']>, env: Env, log: Logger): LeasedWork {
  const own = {
    GRIDSIGHT_URL: url,
    GRIDSIGHT_TOKEN: token,
    GRIDSIGHT_HANDS: JSON.stringify(hands),
    GRIDSIGHT_DEMO_RATE: String(env.GRIDSIGHT_DEMO_RATE),
    LOG_LEVEL: env.LOG_LEVEL,
  }
  const args = ['--history-end', new Date(historyEnd).toISOString()]
  return runChild({ name: 'demonstration feed', script: 'lib/demo/feed.ts', args, env: childEnv(own), log })
}
