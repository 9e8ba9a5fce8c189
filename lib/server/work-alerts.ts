import { alertId } from '@/lib/db/alerts/alert-id'
import { beginRules, readRules } from '@/lib/db/alerts/rules'
import { readDutyPieces, readOrderPieces, readWorkAlerts, readWorkTold } from '@/lib/db/alerts/work-facts'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { type Pool, type PoolClient, pool, transaction } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { checkFence, type Fence } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import type { AlertOutcome } from '@/lib/domain/alert'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS } from '@/lib/domain/clock'
import { isWorkRule } from '@/lib/domain/rule'
import type { ToldWork } from '@/lib/domain/waiting-work'
import { gridAt } from '@/lib/warning/group-rules'
import { evaluateWork, lapsedSince } from '@/lib/warning/work-rules'

/** So far back visits may be owed, and what was told of them is known: beyond the longest period. */
const BACK_MS = 800 * DAY_MS
/** Longer than the days after which anything is an alert can take. */
const LATE_MS = 200 * DAY_MS
const NOTHING: ToldWork = { alerts: new Set(), parts: new Set() }

/** What the rules of work that waits make of the work as the store has it. */
async function outcomesOf(place: Pick<Pool | PoolClient, 'query'>, atlas: Atlas, now: number): Promise<AlertOutcome[]> {
  const rules = (await readRules(place)).filter(isWorkRule)
  const alerts = await readWorkAlerts(place)
  const ids = (of: 'unvisited' | 'lapsed_orders') =>
    alerts.flatMap(({ rule, work }) => (rule.kind === of ? (work?.parts.map(({ id }) => id) ?? []) : []))
  const placeOf = (grid: string, level: number) => gridAt(grid, level, atlas.byCode)
  const begun = rules.flatMap((rule) => (rule.enabled && rule.beginsAt !== null ? [{ ...rule, beginsAt: rule.beginsAt }] : []))
  const visits = begun.flatMap((rule) => (rule.kind === 'unvisited' ? [{ duty: rule.settings.duty, since: rule.beginsAt }] : []))
  const since = Math.max(now - BACK_MS, Math.min(now, ...visits.map((rule) => rule.since)) - LATE_MS)
  const items = await readDutyPieces({ ids: ids('unvisited'), templates: visits.map(({ duty }) => duty), since, now }, place)
  const lapsed = begun.flatMap((rule) => (rule.kind === 'lapsed_orders' ? [Math.max(rule.beginsAt, lapsedSince(rule.settings, now))] : []))
  const orders = await readOrderPieces({ ids: ids('lapsed_orders'), since: Math.min(now, ...lapsed) }, place)
  if (items.length === 0 && orders.length === 0 && alerts.length === 0) return []
  const told = await readWorkTold(
    rules.map(({ id }) => id),
    now - BACK_MS,
    place,
  )
  const toldBy = (rule: string) => told.get(rule) ?? NOTHING
  return evaluateWork(rules, { alerts, items, orders, toldBy, calendar: atlas.calendar, placeOf, idOf: alertId, now })
}

/**
 * Evaluates the rules of work that waits (走访逾期, 无人接单) at `now`, epoch milliseconds: what has come of it is looked at, and, where that is something, written in one transaction under the
 * fence and the lock of the head, by what holds then. So two processes, a kill and a second look come to the same alerts, each once.
 */
export async function evaluateWaiting(fence: Fence, now: number): Promise<void> {
  if ((await readRules()).some((rule) => isWorkRule(rule) && rule.beginsAt === null))
    await transaction(async (tx) => {
      await checkFence(tx, fence)
      await beginRules(tx, 'alerts')
    })
  const atlas = await loadAtlas()
  if ((await outcomesOf(pool(), atlas, now)).length === 0) return
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    await checkFence(tx, fence)
    // the grids are others by now: the next turn goes by these
    if (head.gridVersion !== atlas.version) return
    await writeAlerts(tx, head, await outcomesOf(tx, atlas, now), { now })
  })
}
