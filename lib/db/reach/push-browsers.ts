import { randomUUID } from 'node:crypto'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { MAX_BROWSERS, PushBrowser, type PushIn } from '@/lib/domain/push'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'

type Context = { now: number; address: string | null }
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** The browsers of a person (an account's id) that are told of alerts, the oldest first, with what became of what was sent last. */
export async function readBrowsers(userId: string): Promise<PushBrowser[]> {
  const { rows } = await pool().query<{ body: unknown }>(
    `SELECT jsonb_build_object('id', s.id, 'browser', s.browser, 'createdAt', ${utc('s.created_at')}, 'last',
        (SELECT jsonb_build_object('state', d.state, 'at', ${utc('d.last_at')}, 'status', d.status, 'fault', d.fault) FROM push_deliveries d
         WHERE d.subscription_id = s.id AND (d.last_at IS NOT NULL OR NOT d.held) ORDER BY COALESCE(d.last_at, d.due_at) DESC, d.id LIMIT 1)) AS body
     FROM push_subscriptions s WHERE s.user_id = $1 ORDER BY s.created_at, s.id`,
    [userId],
  )
  return rows.map(({ body }) => PushBrowser.parse(body))
}

/**
 * Has a browser told of alerts from now on, for the person of this session: a push service's address is one browser, and whoever signed in there last
 * has it. Answers its id. Of a person the oldest beyond ten goes. `now`: epoch milliseconds.
 */
export async function saveBrowser(
  viewer: Viewer & { sessionId?: string | undefined },
  { endpoint, keys, language }: PushIn,
  { now, address, browser }: Context & { browser: string | null },
): Promise<string> {
  const { id: userId, sessionId } = viewer
  if (sessionId === undefined) throw new Problem('forbidden', 'This is for people who signed in, not for tokens.')
  return transaction(async (tx) => {
    const known = await tx.query<{ id: string }>('DELETE FROM push_subscriptions WHERE endpoint = $1 AND user_id <> $2 RETURNING id::text AS id', [
      endpoint,
      userId,
    ])
    const { rows } = await tx.query<{ id: string; made: boolean }>(
      `INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, p256dh, auth, language, browser, created_at)
       VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000))
       ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id, p256dh = excluded.p256dh, auth = excluded.auth,
         language = excluded.language, browser = excluded.browser RETURNING id::text AS id, xmax = 0 AS made`,
      [randomUUID(), userId, sessionId, endpoint, keys.p256dh, keys.auth, language, browser, now],
    )
    const [row] = rows
    if (!row) throw new Problem('internal', 'the subscription was not written')
    await tx.query(
      `DELETE FROM push_subscriptions WHERE id IN (SELECT id FROM push_subscriptions WHERE user_id = $1 ORDER BY created_at DESC, id OFFSET $2)`,
      [userId, MAX_BROWSERS],
    )
    if (row.made) {
      const detail = { browser: row.id, ...(known.rows.length > 0 && { replaced: known.rows.length }) }
      await writeAudit(tx, { actor: actorOf(viewer), action: 'push.subscribed', object: { kind: 'account', id: userId }, address, detail })
    }
    return row.id
  })
}

/** Tells a browser of the viewer's nothing any more. Throws Problem('not_found'). */
export async function removeBrowser(viewer: Viewer, id: string, { address }: Context): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query('DELETE FROM push_subscriptions WHERE id = $1::uuid AND user_id = $2', [id, viewer.id])
    if (rowCount === 0) throw new Problem('not_found', 'There is no such browser of yours.')
    await writeAudit(tx, {
      ...{ actor: actorOf(viewer), action: 'push.removed', object: { kind: 'account', id: viewer.id }, address, detail: { browser: id } },
    })
  })
}

/** Has something sent to a browser of the viewer's, to see whether it arrives. Throws Problem('not_found'). `now`: epoch milliseconds. */
export async function testBrowser(viewer: Viewer, id: string, { now }: Context): Promise<void> {
  const { rowCount } = await pool().query(
    `INSERT INTO push_deliveries (id, subscription_id, alert_id, revision, due_at, next_at)
     SELECT $2::uuid, id, NULL, 0, to_timestamp($3::float8 / 1000), to_timestamp($3::float8 / 1000) FROM push_subscriptions
     WHERE id = $1::uuid AND user_id = $4`,
    [id, randomUUID(), now, viewer.id],
  )
  if (rowCount === 0) throw new Problem('not_found', 'There is no such browser of yours.')
}

/** Forgets browsers whose push service says that they are no more (404, 410). */
export const forgetBrowsers = (tx: PoolClient, ids: readonly string[]) => tx.query('DELETE FROM push_subscriptions WHERE id = ANY($1::uuid[])', [ids])
