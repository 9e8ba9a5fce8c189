import { createHash, randomBytes, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'
import { Link, type LinkPurpose, LinkSecret, type MadeLink, type PosterPurpose } from '@/lib/domain/link'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'

/** A link that holds, as a route is given it: what it is for, the community that it is of, and the thing, where it is of one. */
export type LinkRow = { id: string; purpose: LinkPurpose; grid: string; thing: string | null }

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
const HOLDS = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())'
const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/**
 * Makes a link of a poster (unless said, of the purpose `report`) for each community, of 256 random bits, with its row of the audit. The answer is the only place where the
 * secrets can ever be read. `until`: epoch milliseconds, null: they hold until they are revoked.
 */
export async function makePosterLinks(
  viewer: Viewer,
  grids: readonly string[],
  { until, address, purpose = 'report' }: { until: number | null; address: string | null; purpose?: PosterPurpose },
): Promise<Omit<MadeLink, 'address'>[]> {
  const made = grids.map((grid) => ({ id: randomUUID(), grid, secret: `gsl_${randomBytes(32).toString('base64url')}` }))
  await transaction(async (tx) => {
    for (const { id, grid, secret } of made) {
      await insertLink(tx, { id, secret, purpose, grid, thing: null, by: viewer, until })
      const detail = { grid, purpose, expiresAt: until === null ? null : new Date(until).toISOString() }
      await writeAudit(tx, { actor: actorOf(viewer), action: 'link.made', object: { kind: 'link', id }, address, detail })
    }
  })
  return made
}

type NewLink = {
  id: string
  secret: string
  purpose: LinkPurpose
  grid: string
  thing: string | null
  by: Pick<Viewer, 'id' | 'name'>
  until: number | null
}

/** Writes a link within a transaction. Throws Problem('conflict') where there is one of this secret. */
export async function insertLink(tx: PoolClient, { id, secret, purpose, grid, thing, by, until }: NewLink): Promise<void> {
  const { rowCount } = await tx.query(
    `INSERT INTO link_tokens (id, hash, purpose, grid_code, thing_id, created_by, created_name, expires_at)
     VALUES ($1::uuid, $2, $3, $4, $5::uuid, $6, $7, to_timestamp($8::float8 / 1000)) ON CONFLICT (hash) DO NOTHING`,
    [id, hashOf(secret), purpose, grid, thing, by.id.slice(0, 100), by.name.slice(0, 100), until],
  )
  if (rowCount !== 1) throw new Problem('conflict', 'There is a link of this secret already; make another one.')
}

/** The link of this secret that holds and is for this purpose; null for any other. Costs the same, found or not: a hash and a look-up of it. */
export async function findLink(secret: string, purpose: LinkPurpose): Promise<LinkRow | null> {
  if (!z.safeParse(LinkSecret, secret).success) return null
  const { rows } = await pool().query<LinkRow>({
    name: 'link-find',
    text: `SELECT id::text AS id, purpose, grid_code AS grid, thing_id::text AS thing FROM link_tokens WHERE hash = $1 AND purpose = $2 AND ${HOLDS}`,
    values: [hashOf(secret), purpose],
  })
  return rows[0] ?? null
}

/**
 * Counts something sent by a link, in the transaction that keeps it. Throws Problem('rate_limited') when `perDay` were sent on this civil day, or the
 * link has ended since it was found. Whoever sends by the same link waits for the transaction.
 */
export async function countUse(tx: PoolClient, id: string, { perDay, now }: { perDay: number; now: number }): Promise<void> {
  const day = civilDate(now)
  const { rowCount } = await tx.query(
    `UPDATE link_tokens SET uses = uses + 1, last_used_at = now(), used_day = $2::date, used_today = CASE WHEN used_day = $2::date THEN used_today + 1 ELSE 1 END
     WHERE id = $1::uuid AND ${HOLDS} AND (used_day IS DISTINCT FROM $2::date OR used_today < $3)`,
    [id, day, perDay],
  )
  if (rowCount === 1) return
  const retryAfter = Math.ceil((startOfDay(now) + DAY_MS - now) / 1_000)
  throw new Problem('rate_limited', 'As much as one day takes was sent by this link; try again tomorrow.', { retryAfter })
}

/** The links of posters, the newest first, ended ones too. */
export async function listPosterLinks(): Promise<Link[]> {
  const { rows } = await pool().query(
    `SELECT id::text AS id, purpose, grid_code AS grid, ${instant('created_at')} AS "createdAt", created_name AS "createdBy", ${instant('expires_at')} AS "expiresAt",
       ${instant('revoked_at')} AS "revokedAt", ${instant('last_used_at')} AS "lastUsedAt", uses
     FROM link_tokens WHERE purpose IN ('report', 'order') AND thing_id IS NULL ORDER BY created_at DESC, id`,
  )
  return z.parse(z.array(Link), rows)
}

/** Revokes a link that holds, with its row of the audit; false: it had been revoked. */
export async function revokeLink(viewer: Viewer, { id, grid }: Pick<Link, 'id' | 'grid'>, address: string | null): Promise<boolean> {
  return transaction(async (tx) => {
    const { rowCount } = await tx.query('UPDATE link_tokens SET revoked_at = now() WHERE id = $1::uuid AND revoked_at IS NULL', [id])
    if (rowCount !== 1) return false
    await writeAudit(tx, { actor: actorOf(viewer), action: 'link.revoked', object: { kind: 'link', id }, address, detail: { grid } })
    return true
  })
}
