import type { Pool, PoolClient } from 'pg'
import * as z from 'zod/mini'
import { AUDIT_SORTS, type AuditEntry, type AuditOrder, AuditRow, type AuditSort } from '@/lib/domain/audit'
import { columnOf } from '@/lib/domain/list-order'
import { Problem } from '@/lib/domain/problem'
import { cursorTo, placeIn } from '../engine/cursor'
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

/** What a search of the audit asks for. Times are epoch milliseconds, `to` excluded. */
export type AuditFilter = {
  from?: number | undefined
  to?: number | undefined
  /** id or name of whoever did it */
  actor?: string | undefined
  action?: string | undefined
  /** one of these */
  actions?: readonly string[] | undefined
  object?: { kind: string; id: string } | undefined
  /** only rows with smaller ids: what was there before this one was written */
  before?: number | undefined
  /** the newest first, unless said */
  order?: AuditOrder | undefined
  /** the `next` of the page before, of the same order */
  cursor?: string | undefined
  limit: number
}

/** What each order goes by; an index has these columns in this order, so that any page is read off its end of it (see the migration). */
const KEYS = { at: ['at', 'id'], action: ['action', 'at', 'id'] } as const satisfies Record<AuditSort, readonly string[]>
const PLACES = { at: (at: string) => `to_timestamp(${at}::float8 / 1000)`, id: (id: string) => `${id}::int8`, action: (of: string) => `${of}::text` }
const Place = z.tuple([
  z.string(),
  z.number().check(z.gte(-8.64e15), z.lte(8.64e15)),
  z.int(),
  z.string().check(z.maxLength(64), z.regex(/^[^\0]*$/)),
])

/** Conditions of a search, and their parameters. */
function searched(filter: Omit<AuditFilter, 'limit'>): { where: string; values: unknown[] } {
  const { from, to, actor, action, actions, object, before } = filter
  const values: unknown[] = []
  const add = (value: unknown) => `$${values.push(value)}`
  const when = <T>(value: T | undefined, condition: (value: T) => string) => (value === undefined ? [] : [condition(value)])
  const where = [
    ...when(from, (ms) => `at >= to_timestamp(${add(ms)}::float8 / 1000)`),
    ...when(to, (ms) => `at < to_timestamp(${add(ms)}::float8 / 1000)`),
    ...when(actor, (who) => `${add(who)}::text IN (actor_id, actor_name)`),
    ...when(action, (one) => `action = ${add(one)}::text`),
    ...when(actions, (some) => `action = ANY(${add(some)}::text[])`),
    ...when(object, ({ kind, id }) => `(object_kind = ${add(kind)}::text AND object_id = ${add(id)}::text)`),
    ...when(before, (id) => `id < ${add(id)}::int8`),
  ]
  return { where: where.join(' AND ') || 'true', values }
}

/** How many rows a search finds, counted up to `limit`. */
export async function countAudit(filter: Omit<AuditFilter, 'order' | 'cursor'>): Promise<number> {
  const { where, values } = searched(filter)
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int4 AS count FROM (SELECT 1 FROM audit WHERE ${where} LIMIT $${values.length + 1}) AS found`,
    [...values, filter.limit],
  )
  return rows[0]?.count ?? 0
}

/** The id of the row that was written last; 0 while there is none. */
export async function lastAuditId(): Promise<number> {
  const { rows } = await pool().query<{ id: number }>('SELECT coalesce(max(id), 0)::int8 AS id FROM audit')
  return rows[0]?.id ?? 0
}

/** A page of the audit and what the next one begins with. Throws Problem('invalid') on a cursor that is none of this order. */
export async function pageAudit({ order = '-at', cursor, limit, ...filter }: AuditFilter): Promise<{ rows: AuditRow[]; next: string | null }> {
  const of = columnOf(order, AUDIT_SORTS)
  if (!of) throw new Problem('invalid', 'The audit has no such order.')
  const [way, sign] = of.descends ? ['DESC', '<'] : ['ASC', '>']
  const keys = KEYS[of.by]
  const { where, values } = searched(filter)
  const place = cursor === undefined ? null : placeOf(cursor, order)
  const behind = place && `(${keys.join(', ')}) ${sign} (${keys.map((key) => PLACES[key](`$${values.push(place[key])}`)).join(', ')})`
  const { rows: found } = await pool().query<Stored>(
    `SELECT id, (extract(epoch FROM at) * 1000)::float8 AS at, actor_id, actor_name, actor_role, action, object_kind, object_id, reason, address,
        result, detail
      FROM audit WHERE ${where} AND ${behind ?? 'true'} ORDER BY ${keys.map((key) => `${key} ${way}`).join(', ')} LIMIT $${values.push(limit + 1)}`,
    values,
  )
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    rows: page.map((row) =>
      AuditRow.parse({
        ...row,
        at: new Date(row.at).toISOString(),
        actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '', role: row.actor_role },
        object: row.object_kind === null ? null : { kind: row.object_kind, id: row.object_id ?? '' },
      }),
    ),
    next: last ? cursorTo([order, last.at, last.id, last.action]) : null,
  }
}

/** Rows of the audit, the newest first unless an order is given: at most `limit` of them. */
export const listAudit = async (filter: AuditFilter): Promise<AuditRow[]> => (await pageAudit(filter)).rows

function placeOf(cursor: string, order: string): { at: number; id: number; action: string } {
  const [, at, id, action] = placeIn(cursor, Place, ([of]) => of === order)
  return { at, id, action }
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
