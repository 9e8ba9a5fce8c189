import { randomBytes, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import { readsNotes } from '@/lib/domain/alert-told'
import { actorOf } from '@/lib/domain/audit'
import { maskUrl } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import { Delivery, Webhook, type WebhookIn } from '@/lib/domain/webhook'
import { writeAudit } from '../audit/audit'
import { type Pool, type PoolClient, pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'

type Place = Pick<Pool | PoolClient, 'query'>
type Context = { now: number; address: string | null }

const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const DELIVERY = `jsonb_build_object('id', d.id, 'webhook', jsonb_build_object('id', w.id, 'name', w.name), 'alert', d.alert_id, 'revision', d.revision,
  'state', d.state, 'tries', d.tries, 'createdAt', ${utc('d.created_at')}, 'lastAt', ${utc('d.last_at')},
  'nextAt', CASE WHEN d.state = 'waiting' THEN ${utc('d.next_at')} END, 'status', d.status, 'fault', d.fault)`

/** All webhooks, the oldest first; administrators of the whole county read them. Throws Problem('forbidden') for others. */
export async function readWebhooks(viewer: Viewer): Promise<Webhook[]> {
  await mustAdminister(viewer)
  const { rows } = await pool().query<{ body: unknown }>(
    `SELECT jsonb_build_object('id', w.id, 'name', w.name, 'url', w.url, 'colours', w.colours, 'within', w.within, 'allowPrivate', w.allow_private,
        'createdAt', ${utc('w.created_at')}, 'createdBy', w.created_by,
        'last', (SELECT ${DELIVERY} FROM webhook_deliveries d WHERE d.webhook_id = w.id ORDER BY COALESCE(d.last_at, d.created_at) DESC, d.id LIMIT 1),
        'failed', (SELECT count(*) FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'failed' AND d.last_at > now() - interval '7 days')
      ) AS body FROM webhooks w ORDER BY w.created_at, w.id`,
  )
  return rows.map(({ body }) => Webhook.parse(body))
}

async function mustAdminister(viewer: Viewer): Promise<void> {
  if (!mayAdminister(viewer, (await loadAtlas()).grids))
    throw new Problem('forbidden', 'What leaves the county is settled by an administrator of all of it.')
}

/** Makes a webhook and its secret, which is told this once. Throws Problem 'forbidden', 'not_found' for a place that there is not. `now`: epoch milliseconds. */
export async function makeWebhook(viewer: Viewer, wanted: WebhookIn, { now, address }: Context): Promise<{ id: string; secret: string }> {
  await mustAdminister(viewer)
  const { within } = wanted
  if (within !== '' && !(await loadAtlas()).byCode.has(within)) throw new Problem('not_found', `There is no grid ${JSON.stringify(within)}.`)
  const made = { id: randomUUID(), secret: `whsec_${randomBytes(24).toString('base64url')}` }
  await transaction(async (tx) => {
    await tx.query(
      `INSERT INTO webhooks (id, name, url, secret, colours, within, allow_private, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), $9)`,
      [made.id, wanted.name, wanted.url, made.secret, wanted.colours, within, wanted.allowPrivate, now, viewer.name],
    )
    await writeAudit(tx, {
      actor: actorOf(viewer),
      action: 'webhook.made',
      object: { kind: 'webhook', id: made.id },
      address,
      detail: { ...wanted, url: maskUrl(wanted.url) },
    })
  })
  return made
}

/** Removes a webhook with all that waits for it. Throws Problem 'forbidden', 'not_found'. */
export async function removeWebhook(viewer: Viewer, id: string, { address }: Context): Promise<void> {
  await mustAdminister(viewer)
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ name: string; url: string }>('DELETE FROM webhooks WHERE id = $1 RETURNING name, url', [id])
    const [row] = rows
    if (!row) throw new Problem('not_found', 'There is no such webhook.')
    await writeAudit(tx, {
      actor: actorOf(viewer),
      action: 'webhook.removed',
      object: { kind: 'webhook', id },
      address,
      detail: { ...row, url: maskUrl(row.url) },
    })
  })
}

/** Has something without an alert posted to a webhook. Throws Problem 'forbidden', 'not_found'. `now`: epoch milliseconds. */
export async function testWebhook(viewer: Viewer, id: string, { now, address }: Context): Promise<Delivery> {
  await mustAdminister(viewer)
  return transaction(async (tx) => {
    const { rows } = await tx.query<{ body: unknown; name: string; url: string }>(
      `WITH d AS (
         INSERT INTO webhook_deliveries (id, webhook_id, alert_id, revision, steps, created_at, next_at)
         SELECT $2, id, NULL, 0, '{}', to_timestamp($3::float8 / 1000), to_timestamp($3::float8 / 1000) FROM webhooks WHERE id = $1 RETURNING *
       ) SELECT ${DELIVERY} AS body, w.name, w.url FROM d JOIN webhooks w ON w.id = d.webhook_id`,
      [id, randomUUID(), now],
    )
    const [row] = rows
    if (!row) throw new Problem('not_found', 'There is no such webhook.')
    const detail = { name: row.name, url: maskUrl(row.url) }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'webhook.tested', object: { kind: 'webhook', id }, address, detail })
    return Delivery.parse(row.body)
  })
}

const MAX_TOLD = 200

/** What of an alert was posted, the latest first. Throws Problem('forbidden') for those who do not read its notes; whether they see it is for the caller. */
export async function readDeliveries(viewer: Viewer, alert: string, place: Place = pool()): Promise<Delivery[]> {
  if (!readsNotes(viewer)) throw new Problem('forbidden', 'What was sent is told to those on duty.')
  const { rows } = await place.query<{ body: unknown }>(
    `SELECT ${DELIVERY} AS body FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id WHERE d.alert_id = $1
     ORDER BY d.revision DESC, w.created_at LIMIT ${MAX_TOLD}`,
    [alert],
  )
  return rows.map(({ body }) => z.parse(Delivery, body))
}
