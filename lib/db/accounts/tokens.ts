import { createHash, randomBytes, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { type Role, type Scope, Viewer, WorkRole, WorkScope } from '@/lib/domain/access'
import type { AuditActor } from '@/lib/domain/audit'
import { isSourceName } from '@/lib/domain/origin'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { KeptBriefly } from './kept-briefly'

/** `gs_` and 32 random bytes in base64url: nothing else is looked up. */
const TOKEN = /^gs_[A-Za-z0-9_-]{43}$/

const NewToken = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^\P{Cc}*$/u)),
  role: WorkRole,
  scope: WorkScope,
  expiresAt: z.nullable(z.int()),
  sources: z._default(z.array(z.string().check(z.refine(isSourceName))).check(z.maxLength(100)), []),
})
/**
 * What a token is made from; `expiresAt` is epoch milliseconds, null: it lasts until it is revoked. `sources`: what it may send events as,
 * `*` for any; by default its own name. A resident has none.
 */
export type NewToken = Omit<z.input<typeof NewToken>, 'role' | 'scope'> & { role: Role; scope: Scope }

/** A token as lists show it: never the secret nor its hash. Times are epoch milliseconds. */
export type TokenRow = Viewer & { createdAt: number; expiresAt: number | null; revokedAt: number | null }

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
const columns = `id::text AS id, name, role, scope, sources, (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt",
  (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAt", (extract(epoch FROM revoked_at) * 1000)::float8 AS "revokedAt"`
const active = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())'

/** Who makes tokens when no person does: the server at its first start. */
const SERVER: AuditActor = { id: 'server', name: 'server', role: null }

/** Makes a token of 256 random bits. The answer is the only place where it can ever be read. Throws Problem('invalid') on a bad name or scope. */
export async function createToken(wanted: NewToken, actor: AuditActor = SERVER): Promise<{ id: string; token: string }> {
  const parsed = NewToken.safeParse(wanted)
  if (!parsed.success) throw new Problem('invalid', `A token cannot be made from this ${String(parsed.error.issues[0]?.path[0] ?? 'value')}.`)
  const { name, role, scope, expiresAt, sources } = parsed.data
  const id = randomUUID()
  const token = `gs_${randomBytes(32).toString('base64url')}`
  await transaction(async (tx) => {
    await tx.query(
      `INSERT INTO access_tokens (id, name, hash, role, scope, expires_at, sources)
       VALUES ($1, $2, $3, $4, $5::jsonb, to_timestamp($6::float8 / 1000), $7::text[])`,
      [id, name, hashOf(token), role, JSON.stringify(scope), expiresAt, sources],
    )
    await writeAudit(tx, { actor, action: 'token.created', object: { kind: 'token', id }, detail: { name, role, scope, expiresAt, sources } })
  })
  return { id, token }
}

const cache = new KeptBriefly<Viewer | null>()

/**
 * Who presents this token; null when it is unknown, expired or revoked. Reused for at most 2 s in a process. Every well-formed token
 * costs the same work, found or not: one hash and one look-up of the hash.
 */
export function findViewer(token: string): Promise<Viewer | null> {
  if (!TOKEN.test(token)) return Promise.resolve(null)
  const hash = hashOf(token)
  return cache.get(hash.toString('base64'), () => readViewer(hash))
}

async function readViewer(hash: Buffer): Promise<Viewer | null> {
  const { rows } = await pool().query({
    name: 'token-find',
    text: `SELECT id::text AS id, name, role, scope, sources FROM access_tokens WHERE hash = $1 AND ${active}`,
    values: [hash],
  })
  return rows[0] ? Viewer.parse(rows[0]) : null
}

/** All tokens, the newest first, revoked and expired ones too. */
export async function listTokens(): Promise<TokenRow[]> {
  const { rows } = await pool().query<Omit<TokenRow, keyof Viewer>>(`SELECT ${columns} FROM access_tokens ORDER BY created_at DESC, id`)
  return rows.map((row) => ({ ...Viewer.parse(row), createdAt: row.createdAt, expiresAt: row.expiresAt, revokedAt: row.revokedAt }))
}

/** Revokes the token with this id, or every one with this name; other processes see it within 2 s. Returns how many were active. */
export async function revokeToken(idOrName: string, actor: AuditActor = SERVER): Promise<number> {
  const revoked = await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string; name: string }>(
      'UPDATE access_tokens SET revoked_at = now() WHERE (id::text = $1 OR name = $1) AND revoked_at IS NULL RETURNING id::text AS id, name',
      [idOrName],
    )
    for (const { id, name } of rows) await writeAudit(tx, { actor, action: 'token.revoked', object: { kind: 'token', id }, detail: { name } })
    return rows.length
  })
  cache.clear()
  return revoked
}

/**
 * The viewers of those of these token ids that are neither revoked nor expired, as they are now (a role may have changed); asked every
 * few seconds for the open sockets. Ids that are no uuid are nobody's.
 */
export async function activeViewers(ids: readonly string[]): Promise<Map<string, Viewer>> {
  if (ids.length === 0) return new Map()
  const { rows } = await pool().query(`SELECT id::text AS id, name, role, scope FROM access_tokens WHERE id::text = ANY($1::text[]) AND ${active}`, [
    ids,
  ])
  return new Map(rows.map((row) => [String(row.id), Viewer.parse(row)]))
}
