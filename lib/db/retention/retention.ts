import type { PoolClient } from 'pg'
import { DAY_MS } from '@/lib/domain/clock'
import { Problem } from '@/lib/domain/problem'
import {
  daysOf,
  RETENTION_KINDS,
  Retention,
  type RetentionCounts,
  type RetentionIn,
  type RetentionKind,
  RetentionPlan,
  RetentionRules,
  sameRules,
} from '@/lib/domain/retention'
import { writeAudit } from '../audit/audit'
import { transaction } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import { removePhotoFiles } from '../events/photo-files'
import { checkFence, type Fence } from '../log/leases'
import { lockHead } from '../log/log'
import { auditRule } from './audit-cut'
import { bookingsRule } from './retention-bookings'
import { dutiesRule } from './retention-duties'
import { ordersRule } from './retention-orders'
import { photosRule } from './retention-photos'
import { reportsRule } from './retention-reports'
import { residentsRule } from './retention-residents'
import type { RetentionRule, Taken } from './retention-rule'
import { sessionsRule } from './retention-sessions'
import { submissionsRule } from './retention-submissions'
import { wordsRule } from './retention-words'

const RULES: Readonly<Record<RetentionKind, RetentionRule>> = {
  photos: photosRule,
  personal: wordsRule,
  sessions: sessionsRule,
  reports: reportsRule,
  submissions: submissionsRule,
  residents: residentsRule,
  bookings: bookingsRule,
  orders: ordersRule,
  duties: dutiesRule,
  audit: auditRule,
}
const SETTING = 'retention'
const PLAN = 'retention-plan'
const ACTOR = { id: 'retention', name: 'retention', role: null }

/** What the county has set; by default everything is kept. */
export async function readRetention(tx?: Pick<PoolClient, 'query'>): Promise<Retention> {
  return (await readSetting(SETTING, Retention, tx)) ?? Retention.parse({})
}

/** The last dry run; null before the first. */
export function readRetentionPlan(tx?: Pick<PoolClient, 'query'>): Promise<RetentionPlan | null> {
  return readSetting(PLAN, RetentionPlan, tx)
}

/**
 * Changes the rules within a transaction. Throws Problem('conflict') where they are to be applied and no dry run has counted what these
 * very rules take: nobody deletes without having been told how much.
 */
export async function writeRetention(tx: PoolClient, wanted: RetentionIn, before: Retention): Promise<void> {
  const retention = Retention.parse({ ...before, ...wanted })
  const plan = await readRetentionPlan(tx)
  if (retention.active && !(plan && sameRules(plan.rules, retention)))
    throw new Problem('conflict', 'No dry run has counted yet what these rules take away: save them, wait for the plan, and then let them hold.')
  await writeSetting(SETTING, retention, tx)
}

const NOTHING: Readonly<RetentionCounts> = {
  ...{ photos: 0, personal: 0, sessions: 0, reports: 0, submissions: 0 },
  ...{ residents: 0, bookings: 0, orders: 0, duties: 0, audit: 0 },
}

/** Counts what the rules would take now. Changes nothing; reads the old events once. */
export async function countRetention(rules: RetentionRules, now: number): Promise<RetentionCounts> {
  const counts: RetentionCounts = { ...NOTHING }
  for (const kind of RETENTION_KINDS) {
    const days = daysOf(rules, kind)
    if (days !== null) counts[kind] = await RULES[kind].count(now - days * DAY_MS)
  }
  return counts
}

/** Is it time for a run: an hour after the last, or at once where the rules are others than those of the last plan? */
export async function isRetentionDue(now: number, everyMs: number): Promise<boolean> {
  const [retention, plan] = [await readRetention(), await readRetentionPlan()]
  return !plan || !sameRules(plan.rules, retention) || Math.abs(now - Date.parse(plan.at)) >= everyMs
}

/** `signal` ends a run after the batch it is in; `limit` is the size of a batch, where another than usual is wanted. */
export type RetentionRun = { now: number; signal?: AbortSignal; limit?: number }

/**
 * One run under a lease: first the dry run, whose plan is kept with its rules; then, where the rules are active, batch after batch, each
 * a transaction of its own with its row of the audit (`retention.applied`). Nothing is taken by rules that an administrator has changed
 * since. A kind that fails does not keep the others back; its fault is thrown at the end. Answers what was planned and what was taken.
 * Throws Problem('conflict') when the lease went to another process.
 */
export async function runRetention(fence: Fence, { now, signal, limit }: RetentionRun): Promise<{ plan: RetentionPlan; taken: RetentionCounts }> {
  const rules = RetentionRules.parse(await readRetention())
  const plan: RetentionPlan = { rules, at: new Date(now).toISOString(), counts: await countRetention(rules, now) }
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await writeSetting(PLAN, plan, tx)
  })
  const taken: RetentionCounts = { ...NOTHING }
  const faults: unknown[] = []
  for (const kind of RETENTION_KINDS) {
    try {
      if (kind === 'photos') await removePhotoFiles() // of a run that was broken off, or without a row
      const days = daysOf(rules, kind)
      if (days === null || plan.counts[kind] === 0) continue
      for (let after: number | null = 0; after !== null && !signal?.aborted; ) {
        const batch = await takeBatch(fence, kind, rules, { before: now - days * DAY_MS, after, limit })
        taken[kind] += batch?.count ?? 0
        after = batch?.next ?? null
        if (kind === 'photos' || kind === 'submissions') await removePhotoFiles()
      }
    } catch (error) {
      faults.push(error)
    }
  }
  if (faults.length > 0) throw faults[0]
  return { plan, taken }
}

type Batch = { before: number; after: number; limit: number | undefined }

/** Null: the rules do not hold (any more). */
function takeBatch(fence: Fence, kind: RetentionKind, rules: RetentionRules, { before, after, limit }: Batch): Promise<Taken | null> {
  return transaction(async (tx) => {
    await lockHead(tx) // writers of events and administrators come before or after, never between
    await checkFence(tx, fence)
    const retention = await readRetention(tx)
    if (!retention.active || !sameRules(retention, rules)) return null
    await tx.query(`SET LOCAL gridsight.retention = 'on'`) // what the triggers of written-once tables ask for
    const taken = await RULES[kind].take(tx, before, after, limit)
    if (taken.count > 0) {
      const object = { kind: 'retention', id: kind }
      const detail = { count: taken.count, days: daysOf(rules, kind), ...taken.detail }
      await writeAudit(tx, { actor: ACTOR, action: 'retention.applied', object, detail })
    }
    return taken
  })
}
