import { alertId } from '@/lib/db/alerts/alert-id'
import { readAlerts } from '@/lib/db/alerts/alert-rows'
import { eventsPerDay, noteListening, readLastReceipts, readSilentAlerts } from '@/lib/db/alerts/receipts'
import { readRules } from '@/lib/db/alerts/rules'
import { readSilences } from '@/lib/db/alerts/silence-rows'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { type Pool, type PoolClient, pool, transaction } from '@/lib/db/engine/pool'
import { readSources } from '@/lib/db/events/sources'
import { loadAtlas } from '@/lib/db/ground/grids'
import { checkFence, type Fence } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import type { AlertRecord } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { isQuietRule, type QuietRule } from '@/lib/domain/rule'
import { maintainedUntil } from '@/lib/domain/silence'
import { missesSource } from '@/lib/warning/missing-source'
import {
  evaluateQuiet,
  type FreshSilence,
  freshSilences,
  type LastReceipts,
  placesOf,
  plainTypes,
  type QuietContext,
  RECEIPTS_BACK_MS,
} from '@/lib/warning/quiet-rule'

type Place = Pick<Pool | PoolClient, 'query'>
type Moment = { atlas: Atlas; deafUntil: number; now: number }

/** The receipts that these rules and living alerts ask for, once for each set of types. */
async function contextOf(
  place: Place,
  rules: readonly QuietRule[],
  alerts: readonly AlertRecord[],
  { atlas, deafUntil, now }: Moment,
): Promise<QuietContext> {
  const key = (types: readonly string[]) => [...types].sort().join(' ')
  const asked = [
    ...rules.flatMap(({ enabled, settings }) => (enabled ? [settings.types ?? []] : [])),
    ...alerts.flatMap(({ silent }) => (silent ? [silent.types] : [])),
  ]
  const grids = atlas.grids.map(({ id }) => id)
  const last = new Map<string, LastReceipts>()
  for (const types of asked) {
    if (last.has(key(types))) continue
    const receipts = await readLastReceipts({ grids, types: plainTypes(types, atlas), since: now - RECEIPTS_BACK_MS }, place)
    last.set(key(types), new Map([...receipts].map(([grid, at]) => [atlas.byId.get(grid)?.code ?? '', at])))
  }
  const lastOf = (types: readonly string[]) => last.get(key(types)) ?? new Map()
  return { alerts, lastOf, placeOf: placesOf(atlas), isGrid: (code) => atlas.byCode.has(code), deafUntil, idOf: alertId, now }
}

/** Is a source missing now, so that grids look silent that are not? */
async function isSourceMissing({ grids, typeById }: Atlas, now: number): Promise<boolean> {
  const ids = grids.map(({ id }) => id)
  const types = [...typeById.values()].flatMap(({ id, sensitive }) => (sensitive ? [id] : []))
  return missesSource(await readSources({ plain: ids, sensitive: ids, sensitiveTypes: types }, now), await eventsPerDay(now), now)
}

const note = (fence: Fence, now: number, deaf: boolean): Promise<number> =>
  transaction(async (tx) => {
    await checkFence(tx, fence)
    return noteListening(tx, { now, deaf })
  })

/**
 * Evaluates the rules of silences by the clock (静默超时) at `now`, epoch milliseconds, as `evaluateWaiting` does those of work: what has come of it is looked at, and, where that is something, written in one transaction
 * under the fence and the lock of the head, by what holds then. While a source is in maintenance or missing nothing is raised, and the hours begin anew after.
 */
export async function evaluateSilent(fence: Fence, now: number): Promise<void> {
  const rules = (await readRules()).filter(isQuietRule)
  const isOn = rules.some(({ enabled }) => enabled)
  const living = await readSilentAlerts()
  if (!isOn && living.length === 0) return
  const atlas = await loadAtlas()
  const deafUntil = Math.max(maintainedUntil(await readSilences(now), now), isOn ? await note(fence, now, false) : 0)
  const moment = { atlas, deafUntil, now }
  const context = await contextOf(pool(), rules, living, moment)
  const fresh = await untold(pool(), freshSilences(rules, context))
  const isMissing = fresh.length > 0 && (await isSourceMissing(atlas, now))
  if (isMissing) moment.deafUntil = await note(fence, now, true)
  if (evaluateQuiet(isMissing ? [] : fresh, context).length === 0) return
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    await checkFence(tx, fence)
    // the grids are others by now: the next turn goes by these
    if (head.gridVersion !== atlas.version) return
    const held = (await readRules(tx)).filter(isQuietRule)
    const then = await contextOf(tx, held, await readSilentAlerts(tx), moment)
    const outcomes = evaluateQuiet(await untold(tx, freshSilences(held, then)), then)
    if (outcomes.length > 0) await writeAlerts(tx, head, outcomes, { now })
  })
}

/** Those that no alert that is over has told. */
async function untold(place: Place, fresh: readonly FreshSilence[]): Promise<FreshSilence[]> {
  const ids = fresh.map(({ id }) => id)
  const told = new Set((fresh.length === 0 ? [] : await readAlerts(ids, place)).map(({ id }) => id))
  return fresh.filter(({ id }) => !told.has(id))
}
