import { isDeepStrictEqual } from 'node:util'
import type { Viewer } from '@/lib/domain/access'
import type { AlertActionIn, AlertDetail } from '@/lib/domain/alert'
import { takeAlertAction } from '@/lib/domain/alert-actions'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { seesAlert } from '@/lib/domain/alert-told'
import type { Atlas } from '@/lib/domain/atlas'
import { actorOf } from '@/lib/domain/audit'
import { maskText } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import { isEventRule, meets } from '@/lib/domain/rule'
import { writeAudit } from '../audit/audit'
import { readLeader } from '../duty/roster-rows'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { readStanding } from '../events/standing'
import { loadAtlas } from '../ground/grids'
import { type LogHead, lockHead } from '../log/log'
import { checkTargets } from '../people/targets'
import { getAlert } from './alert-list'
import { readAlerts } from './alert-rows'
import { readRules } from './rules'
import { writeAlerts } from './write-alerts'

type Context = { now: number; address?: string | null }

/**
 * Does one action on an alert (contract: `POST /api/alerts/{id}/actions`): the alert, a step, a change in the log and a row of the audit in one
 * transaction. The same `requestId` is one action, however often it comes. Throws Problem `not_found` for what the viewer may not see,
 * `forbidden` for what is not theirs to do, `conflict` (with the alert as it is) from another state, `invalid` where something is missing,
 * `unknown_party` for whoever it is given to and is not there for this viewer. `now` is epoch milliseconds.
 */
export async function actOnAlert(
  viewer: Viewer,
  id: string,
  input: AlertActionIn,
  { now, address = null }: Context,
): Promise<{ alert: AlertDetail; logId: string; revision: number }> {
  const atlas = await loadAtlas()
  const object = { kind: 'alert', id }
  try {
    const { logId, revision } = await transaction((tx) => act(tx, viewer, id, input, { atlas, now, address }))
    const alert = await getAlert(viewer, id, now, atlas)
    if (!alert) throw new Problem('not_found', 'There is no such alert here.')
    return { alert, logId, revision }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'forbidden') {
      const { action } = input
      await writeAudit(pool(), { actor: actorOf(viewer), action: 'alert.refused', object, address, result: 'refused', detail: { action } })
    }
    if (error.code === 'conflict') throw new Problem('conflict', error.message, { alert: await getAlert(viewer, id, now, atlas) })
    throw error
  }
}

async function act(
  tx: PoolClient,
  viewer: Viewer,
  id: string,
  { requestId, action, note, ...said }: AlertActionIn,
  { atlas, now, address }: Required<Context> & { atlas: Atlas },
): Promise<LogHead> {
  const head = await lockHead(tx)
  const [alert] = await readAlerts([id], tx)
  if (!alert || !seesAlert(viewer, alert)) throw new Problem('not_found', 'There is no such alert here.')
  const detail = {
    ...(said.to && { to: said.to }),
    ...(said.verdict && { verdict: said.verdict }),
    ...(said.until !== undefined && { until: new Date(said.until).toISOString() }),
  }
  // what is noted stays for good, so personal numbers do not come into it
  const kept = note === undefined ? null : maskText(note)
  const done = await tx.query<{ id: string; step: string; actor: string; note: string | null; detail: unknown }>(
    'SELECT alert_id::text AS id, step, actor_id AS actor, note, detail FROM alert_steps WHERE request_id = $1::uuid',
    [requestId],
  )
  const [before] = done.rows
  if (before) {
    const same = before.note === kept && isDeepStrictEqual(before.detail, detail)
    if (before.id === id && before.step === action && before.actor === viewer.id && same) return head
    throw new Problem('conflict', 'This requestId was used for another action.')
  }
  const taken = takeAlertAction(alert, action, { ...said, note }, viewer, now, await readLeader(now, tx))
  if (!taken.ok) throw new Problem(taken.code, taken.message)
  await checkTargets(viewer, said.to ? [said.to] : [], atlas, tx)
  const after = action === 'reopen' ? await asItStands(tx, taken.subject, atlas) : taken.subject
  const step = { step: action, at: now, state: after.state, colour: after.colour, detail }
  const { id: actor, name, role } = viewer
  const by = { requestId, id: actor, name, role, note: kept }
  const written = await writeAlerts(tx, head, [{ alert: after, steps: [step] }], { now, by })
  const told = { action, from: alert.state, to: after.state, revision: written.revision }
  await writeAudit(tx, { actor: actorOf(viewer), action: 'alert.acted', object: { kind: 'alert', id }, address, detail: told })
  return written
}

/** The alert with its events as they stand: what happened to them since its end was nothing to it. */
async function asItStands(tx: PoolClient, alert: AlertRecord, atlas: Atlas): Promise<AlertRecord> {
  const rule = (await readRules(tx)).filter(isEventRule).find(({ id }) => id === alert.rule.id)
  // a cluster is what the last night found, and several events together were what they were
  if (!rule) return alert
  const standing = await readStanding(
    tx,
    alert.members.map(({ number }) => number),
  )
  const facts = new Map(standing.map(({ number, facts }) => [number, facts]))
  const members = alert.members.map((member) => {
    const now = facts.get(member.number)
    if (!now || member.status === 'withdrawn') return member
    const isOurs = atlas.typeById.get(now.type)?.code === alert.stream
    const placed = { type: alert.stream, grid: atlas.byId.get(now.grid)?.code ?? '' }
    return { ...member, status: isOurs && meets(rule, now, placed) ? ('holds' as const) : ('over' as const) }
  })
  return { ...alert, members }
}
