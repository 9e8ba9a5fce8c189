import type { Pool, PoolClient } from 'pg'
import { type AuditEntry, AuditRow } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { pool } from '../engine/pool'

/** Names under which nobody may write anything into `detail`, at any depth. */
const SECRET = /password|secret|token|cookie|passcode|\btotp\b|authorization/i
const MAX_LENGTH = { id: 64, name: 100, objectKind: 32, objectId: 200, reason: 2_000, address: 64 } as const

/** Where an audit row is written: a transaction, so that it stands or falls with the deed, or `pool()` for a deed without one. */
export type AuditPlace = Pick<Pool | PoolClient, 'query'>

/**
 * Writes one row of the audit. Within the transaction of the deed wherever there is one; a refusal is written on the pool. Throws
 * Problem('internal') when the detail has a field named like a secret: that is a fault of ours.
 */
export const writeAudit = (place: AuditPlace, entry: AuditEntry): Promise<void> => writeAudits(place, [entry])

/** The same of several deeds, in one statement. */
export async function writeAudits(place: AuditPlace, entries: readonly AuditEntry[]): Promise<void> {
  await place.query({
    name: 'audit-write',
    text: `INSERT INTO audit (at, actor_id, actor_name, actor_role, action, object_kind, object_id, reason, address, result, detail)
      SELECT clock_timestamp(), r.actor_id, r.actor_name, r.actor_role, r.action, r.object_kind, r.object_id, r.reason, r.address, r.result, r.detail
      FROM jsonb_to_recordset($1::jsonb) AS r (actor_id text, actor_name text, actor_role text, action text, object_kind text, object_id text,
        reason text, address text, result text, detail jsonb)`,
    values: [JSON.stringify(entries.map(rowOf), wellFormed).replaceAll('\\u0000', '')],
  })
}

/** Half a surrogate pair is no text for the database. */
const wellFormed = (_: string, value: unknown): unknown => (typeof value === 'string' ? Buffer.from(value).toString() : value)

function rowOf({ actor, action, object, reason, address, result = 'done', detail = {} }: AuditEntry): Record<string, unknown> {
  const secret = secretIn(detail)
  if (secret) throw new Problem('internal', `the audit of ${action} may not hold ${secret}`)
  const cut = (text: string | null | undefined, most: number) => (text == null ? null : text.slice(0, most).replaceAll('\0', ''))
  return {
    actor_id: cut(actor?.id, MAX_LENGTH.id),
    actor_name: cut(actor?.name, MAX_LENGTH.name),
    actor_role: actor?.role ?? null,
    action,
    object_kind: cut(object?.kind, MAX_LENGTH.objectKind),
    object_id: cut(object?.id, MAX_LENGTH.objectId),
    reason: cut(reason, MAX_LENGTH.reason),
    address: cut(address, MAX_LENGTH.address),
    result,
    detail,
  }
}

function secretIn(value: unknown): string | null {
  if (Array.isArray(value)) return value.map(secretIn).find((found) => found !== null) ?? null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, inner] of Object.entries(value)) {
    const found = SECRET.test(name) ? name : secretIn(inner)
    if (found) return found
  }
  return null
}

/** What a search of the audit asks for. Times are epoch milliseconds, `to` excluded; `before` is the id that a page ended with. */
export type AuditFilter = {
  from?: number | undefined
  to?: number | undefined
  /** id or name of whoever did it */
  actor?: string | undefined
  action?: string | undefined
  /** one of these */
  actions?: readonly string[] | undefined
  object?: { kind: string; id: string } | undefined
  before?: number | undefined
  limit: number
}

const SEARCHED = `($1::float8 IS NULL OR at >= to_timestamp($1::float8 / 1000)) AND ($2::float8 IS NULL OR at < to_timestamp($2::float8 / 1000))
  AND ($3::text IS NULL OR actor_id = $3 OR actor_name = $3) AND ($4::text IS NULL OR action = $4)
  AND ($5::text IS NULL OR (object_kind = $5 AND object_id = $6)) AND ($7::int8 IS NULL OR id < $7)
  AND ($8::text[] IS NULL OR action = ANY($8::text[]))`
const searched = ({ from, to, actor, action, actions, object, before }: AuditFilter) =>
  [from, to, actor, action, object?.kind, object?.id, before, actions].map((value) => value ?? null)

/** How many rows a search finds, counted up to `limit`. */
export async function countAudit(filter: AuditFilter): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int4 AS count FROM (SELECT 1 FROM audit WHERE ${SEARCHED} LIMIT $9) AS found`,
    [...searched(filter), filter.limit],
  )
  return rows[0]?.count ?? 0
}

/** Rows of the audit, the newest first: at most `limit` of them. */
export async function listAudit(filter: AuditFilter): Promise<AuditRow[]> {
  const { rows } = await pool().query<Stored>(
    `SELECT id, (extract(epoch FROM at) * 1000)::float8 AS at, actor_id, actor_name, actor_role, action, object_kind, object_id, reason, address,
        result, detail
      FROM audit WHERE ${SEARCHED} ORDER BY id DESC LIMIT $9`,
    [...searched(filter), filter.limit],
  )
  return rows.map((row) =>
    AuditRow.parse({
      ...row,
      at: new Date(row.at).toISOString(),
      actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '', role: row.actor_role },
      object: row.object_kind === null ? null : { kind: row.object_kind, id: row.object_id ?? '' },
    }),
  )
}

type Stored = {
  id: number
  at: number
  actor_id: string | null
  actor_name: string | null
  actor_role: string | null
  action: string
  object_kind: string | null
  object_id: string | null
  reason: string | null
  address: string | null
  result: string
  detail: unknown
}
