import { v5 } from 'uuid'
import type { AlertStepName } from '@/lib/domain/alert'
import { isStill } from '@/lib/domain/alert-ladder'
import { type AlertRecord, gridsOf } from '@/lib/domain/alert-record'
import type { Colour } from '@/lib/domain/colour'
import { afterTry, GIVE_UP_MS, type Tried } from '@/lib/domain/webhook'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'

/** The names of deliveries; drawn once. */
const NAMESPACE = '5b0c8c8e-6f51-4f0f-9d1b-7f6a3e0c2a94'

/** Steps that others are told of, and those of them that call somebody, which stand still while an alert is silent, muted, inhibited or left to a digest. */
export const CALLS: readonly AlertStepName[] = ['raised', 'risen', 'renewed', 'reopen', 'resumed', 'escalate', 'released', 'unmuted']
const TOLD: readonly AlertStepName[] = [...CALLS, 'acknowledge', 'unacknowledge', 'resolve', 'verdict', 'ended', 'digested']

/** A change of an alert: as it is after it, and by which steps. */
type Changed = { alert: AlertRecord; steps: readonly { step: AlertStepName }[] }

/**
 * Puts what changes of alerts are to be posted into the outbox, in the transaction that writes them: one row a webhook and change. Alerts of
 * sensitive types are in none; what is left to a digest is posted when that is told. `now`: epoch milliseconds.
 */
export async function queueDeliveries(tx: PoolClient, changes: readonly Changed[], now: number): Promise<void> {
  const told = changes.flatMap(({ alert, steps }) => {
    const isHeld = isStill(alert.ladder) || (alert.silencedUntil !== null && alert.silencedUntil > now)
    const names = [...new Set(steps.map(({ step }) => step))].filter((step) => TOLD.includes(step) && !(isHeld && CALLS.includes(step)))
    const due = names.includes('digested') ? (alert.ladder.digest?.at ?? now) : now
    return alert.sensitive || names.length === 0 ? [] : [{ alert, names, due }]
  })
  if (told.length === 0) return
  const { rows: hooks } = await tx.query<{ id: string; colours: Colour[]; within: string }>({
    name: 'webhooks-at-hand',
    text: 'SELECT id::text AS id, colours, within FROM webhooks',
  })
  const rows = told.flatMap(({ alert, names, due }) => {
    const grids = gridsOf(alert)
    return hooks.flatMap(({ id, colours, within }) =>
      colours.includes(alert.colour) && grids.some((grid) => grid.startsWith(within))
        ? [{ id: v5(`${id} ${alert.id} ${alert.revision}`, NAMESPACE), webhook: id, alert: alert.id, revision: alert.revision, steps: names, due }]
        : [],
    )
  })
  if (rows.length === 0) return
  await tx.query(
    `INSERT INTO webhook_deliveries (id, webhook_id, alert_id, revision, steps, created_at, next_at)
     SELECT u.id, u.webhook, u.alert, u.revision, u.steps, to_timestamp(u.due / 1000), to_timestamp(u.due / 1000)
     FROM jsonb_to_recordset($1::jsonb) AS u (id uuid, webhook uuid, alert uuid, revision int8, steps text[], due float8) ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(rows)],
  )
}

/** What is due to be posted: where, signed by what, and of which alert; `alert` null: a test. Times in epoch milliseconds. */
export type DueDelivery = {
  id: string
  url: string
  secret: string
  within: string
  allowPrivate: boolean
  alert: string | null
  revision: number
  steps: AlertStepName[]
  tries: number
  createdAt: number
}

/** What is due at `now`, the longest waiting first; a webhook whose address does not answer holds up no other by more than its share. */
export async function dueDeliveries(now: number, limit: number): Promise<DueDelivery[]> {
  const { rows } = await pool().query<DueDelivery>({
    name: 'deliveries-due',
    text: `SELECT id, url, secret, within, "allowPrivate", alert, revision, steps, tries, "createdAt" FROM (
        SELECT d.id::text AS id, w.url, w.secret, w.within, w.allow_private AS "allowPrivate", d.alert_id::text AS alert, d.revision::float8 AS revision,
          d.steps, d.tries, (extract(epoch FROM d.created_at) * 1000)::float8 AS "createdAt",
          row_number() OVER (PARTITION BY d.webhook_id ORDER BY d.next_at, d.revision) AS place
        FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
        WHERE d.state = 'waiting' AND d.next_at <= to_timestamp($1::float8 / 1000)
      ) AS due ORDER BY place, revision LIMIT $2`,
    values: [now, limit],
  })
  return rows
}

/** Notes how tries ended: what was taken is delivered; what was not waits for its next try, or is given up. Only the holder of the lease does it. */
export async function noteTries(fence: Fence, due: readonly DueDelivery[], tried: readonly Tried[], now: number): Promise<void> {
  const byId = new Map(due.map((one) => [one.id, one]))
  const rows = tried.flatMap((one) => {
    const before = byId.get(one.id)
    return before ? [afterTry(one, { tries: before.tries, dueAt: before.createdAt }, now, GIVE_UP_MS)] : []
  })
  if (rows.length === 0) return
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `UPDATE webhook_deliveries d SET state = u.state, tries = u.tries, status = u.status, fault = u.fault,
         last_at = to_timestamp($2::float8 / 1000), next_at = to_timestamp(u.next / 1000)
       FROM jsonb_to_recordset($1::jsonb) AS u (id uuid, state text, tries int4, status int4, fault text, next float8) WHERE d.id = u.id`,
      [JSON.stringify(rows), now],
    )
  })
}

/** Deletes what was settled so many days before `now` (epoch milliseconds): receivers know by then what they have. */
export async function forgetDeliveries(fence: Fence, now: number, keptDays: number): Promise<void> {
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `DELETE FROM webhook_deliveries WHERE state <> 'waiting' AND created_at < to_timestamp($1::float8 / 1000) - make_interval(days => $2::int4)`,
      [now, keptDays],
    )
  })
}
