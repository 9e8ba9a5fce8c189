import { isDeepStrictEqual } from 'node:util'
import type { Viewer } from '@/lib/domain/access'
import { isOnDuty, leads } from '@/lib/domain/alert-actions'
import { type AlertRecord, AlertRecord as Stored } from '@/lib/domain/alert-record'
import { readsNotes } from '@/lib/domain/alert-told'
import { actorOf } from '@/lib/domain/audit'
import { maskText } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import {
  holdsSensitive,
  mayEndSilence,
  mayMaintain,
  type SilenceIn,
  type SilenceRecord,
  type Silences,
  seesSilence,
  silenceFault,
  silenceState,
  toldSilence,
} from '@/lib/domain/silence'
import { writeAudit } from '../audit/audit'
import { readLeader } from '../duty/roster-rows'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { checkFence, type Fence } from '../log/leases'
import { type LogHead, lockHead } from '../log/log'
import { mutesAt } from './mutes'
import { readRules } from './rules'
import { insertSilence, lockSilence, readSilences, writeSilenceEnd } from './silence-rows'
import { writeAlerts } from './write-alerts'

type Context = { now: number; address: string | null }

/**
 * The silences and maintenance that hold or are to come, as far as they touch the area of this viewer, and which of them the viewer may set.
 * `now`: epoch milliseconds. Throws Problem('forbidden') for those who do not read notes about alerts, and for a department.
 */
export async function giveSilences(viewer: Viewer, now: number): Promise<Silences> {
  if (!readsNotes(viewer) || viewer.scope.kind !== 'grids') throw new Problem('forbidden', 'Silences are told to those on duty.')
  const [all, leader] = [await readSilences(now), await readLeader(now)]
  return {
    silences: all
      .filter((silence) => seesSilence(viewer, silence) && silenceState(silence, now) !== 'over')
      .map((one) => toldSilence(one, viewer, now)),
    sets: isOnDuty(viewer),
    red: isOnDuty(viewer) && leads(viewer, leader),
    maintains: mayMaintain(viewer),
  }
}

/**
 * Sets a silence or maintenance: its row, what it holds from now on, and a row of the audit in one transaction. The same id is one silence,
 * however often it comes. Throws Problem 'forbidden' for what is not theirs to set, 'invalid' for too long a time or nothing to match,
 * 'not_found' for a rule, type or grid that there is not, 'conflict' for an id that another has. `now`: epoch milliseconds.
 */
export async function setSilence(viewer: Viewer, wanted: SilenceIn, { now, address }: Context): Promise<void> {
  const { id, from, reason, ...rest } = wanted
  const object = { kind: 'silence', id }
  const fault = silenceFault(viewer, wanted, { now, leader: await readLeader(now) })
  if (fault?.code === 'forbidden')
    await writeAudit(pool(), { actor: actorOf(viewer), action: 'silence.set', object, address, result: 'refused', detail: { red: wanted.red } })
  if (fault) throw new Problem(fault.code, fault.message)
  await checkMatcher(wanted)
  const silence: SilenceRecord = {
    ...{ id, kind: wanted.kind, rule: wanted.rule ?? null, type: wanted.type ?? null, grid: wanted.grid ?? null, source: wanted.source ?? null },
    // what is noted stays for good, so personal numbers do not come into it
    ...{ red: wanted.red, sensitive: holdsSensitive(viewer), reason: maskText(reason), from: from ?? now, until: wanted.until },
    ...{ setBy: { id: viewer.id, name: viewer.name }, endedAt: null, endedBy: null },
  }
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    const before = await lockSilence(tx, id)
    if (before) {
      // what nobody asks for is as it was kept
      const { sensitive, setBy, endedAt, endedBy } = before
      const again = { ...silence, from: from ?? Math.min(before.from, now), sensitive, setBy: { ...setBy, id: viewer.id }, endedAt, endedBy }
      if (!isDeepStrictEqual(before, again)) throw new Problem('conflict', 'This id was used for another silence.')
      return
    }
    await insertSilence(tx, silence)
    await writeMutes(tx, head, now)
    const detail = { ...rest, until: new Date(wanted.until).toISOString(), ...(from !== undefined && { begins: new Date(from).toISOString() }) }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'silence.set', object, reason: silence.reason, address, detail })
  })
}

async function checkMatcher({ rule, type, grid }: SilenceIn): Promise<void> {
  const atlas = await loadAtlas()
  const missing = (what: string, code: string) => new Problem('not_found', `There is no ${what} ${JSON.stringify(code)}.`)
  if (grid !== undefined && !atlas.byCode.has(grid)) throw missing('grid', grid)
  if (type !== undefined && !atlas.typeByCode.has(type)) throw missing('type', type)
  if (rule !== undefined && !(await readRules()).some(({ id }) => id === rule)) throw missing('rule', rule)
}

/**
 * Ends a silence or maintenance before its time, with what it held going on in the same transaction. Throws Problem 'not_found' for what does not
 * touch the viewer's area, 'forbidden' for what is not theirs to end, 'conflict' for what is over. `now`: epoch milliseconds.
 */
export async function endSilence(viewer: Viewer, id: string, { now, address }: Context): Promise<void> {
  const object = { kind: 'silence', id }
  const actor = actorOf(viewer)
  const refused = await transaction(async (tx) => {
    const head = await lockHead(tx)
    const silence = await lockSilence(tx, id)
    if (!readsNotes(viewer)) return true
    if (!silence || !seesSilence(viewer, silence)) throw new Problem('not_found', 'There is no such silence here.')
    if (!mayEndSilence(viewer, silence)) return true
    if (silenceState(silence, now) === 'over') throw new Problem('conflict', 'The silence is over.')
    await writeSilenceEnd(tx, id, { at: now, by: viewer.name })
    await writeMutes(tx, head, now)
    await writeAudit(tx, { actor, action: 'silence.ended', object, address })
    return false
  })
  if (!refused) return
  await writeAudit(pool(), { actor, action: 'silence.ended', object, address, result: 'refused' })
  throw new Problem('forbidden', 'A silence is ended by those on duty for its area.')
}

/** Living alerts that a silence or the hours of their rule hold or are to hold, and do so no more, not yet, or until another time. */
async function readOutdated(tx: Pick<PoolClient, 'query'>, now: number): Promise<AlertRecord[]> {
  const muteOf = await mutesAt(now, tx)
  const { rows } = await tx.query<{ body: unknown }>('SELECT body FROM alerts WHERE ended_at IS NULL ORDER BY started_at, id')
  const living = rows.map(({ body }) => Stored.parse(body))
  return living.filter((alert) => {
    const [mute, before] = [muteOf(alert), alert.ladder.mutedBy]
    return mute?.id !== before?.id || mute?.until !== before?.until
  })
}

/** Writes the living alerts that something else holds than before, or nothing any more, within the transaction that holds this head; `writeAlerts` finds what. */
export async function writeMutes(tx: PoolClient, head: LogHead, now: number): Promise<LogHead> {
  const outdated = await readOutdated(tx, now)
  return writeAlerts(
    tx,
    head,
    outdated.map((alert) => ({ alert, steps: [] })),
    { now },
  )
}

/**
 * Holds what lives and is of rules whose hours are over (epoch milliseconds); what waits for their beginning goes on by `passSilenceEnds`. Only the holder of
 * the lease does it; costs a look at the rules, and where one has hours one at the living alerts.
 */
export async function passRuleHours(fence: Fence, now: number): Promise<void> {
  if ((await readRules()).every(({ hours }) => hours === null) || (await readOutdated(pool(), now)).length === 0) return
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    await checkFence(tx, fence)
    await writeMutes(tx, head, now)
  })
}

/**
 * Lets go on what was held by silences, or waited for hours of its rule, whose time has come (epoch milliseconds). Only the holder of the lease does it; costs one look at the living
 * alerts that are held.
 */
export async function passSilenceEnds(fence: Fence, now: number): Promise<void> {
  const due = await pool().query({
    name: 'silences-due',
    text: `SELECT 1 FROM alerts WHERE ended_at IS NULL AND (body #>> '{ladder,mutedBy,until}')::float8 <= $1 LIMIT 1`,
    values: [now],
  })
  if (due.rows.length === 0) return
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    await checkFence(tx, fence)
    await writeMutes(tx, head, now)
  })
}
