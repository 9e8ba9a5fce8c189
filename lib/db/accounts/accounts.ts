import { randomInt, randomUUID } from 'node:crypto'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { PoolClient } from 'pg'
import { type AccountChange, type AccountIn, AccountRow } from '@/lib/domain/account'
import { type AuditActor, actorOf } from '@/lib/domain/audit'
import { type PasswordOwner, passwordAdvice, passwordFault } from '@/lib/domain/password'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { IS_OPEN, newSessionToken } from './auth'
import { commonPasswords } from './common-passwords'
import { forgetSessions, type Person } from './sessions'
import { provedAgain } from './tries'

/** Who changes an account, and from where: it stands in the audit. */
export type By = { actor: AuditActor; address?: string | null }

/** The domain is reserved, so nothing can ever be sent there: the library wants an address of mail, and there is none. */
const mailOf = (username: string) => `${username}@accounts.invalid`

const columns = `u.id, u.username, u.name, u.role, u.scope, u.member_id AS "memberId", u.two_factor_enabled AS "secondFactor",
  u.disabled_at IS NOT NULL AS disabled, CASE WHEN u.locked_until > clock_timestamp() THEN u.locked_until END AS "lockedUntil",
  u.signed_in_at AS "signedInAt", u.created_at AS "createdAt",
  (SELECT count(*)::int FROM sessions s WHERE s.user_id = u.id AND ${IS_OPEN}) AS sessions`

/** Residents are invited, and have no name to sign in with. */
const WORKS = `u.role <> 'resident'`

type Stored = Omit<AccountRow, 'lockedUntil' | 'signedInAt' | 'createdAt'> & { lockedUntil: Date | null; signedInAt: Date | null; createdAt: Date }

const rowOf = (row: Stored): AccountRow =>
  AccountRow.parse({
    ...row,
    lockedUntil: row.lockedUntil?.toISOString() ?? null,
    signedInAt: row.signedInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  })

/** All accounts of those who work here by name, disabled ones too. */
export async function listAccounts(): Promise<AccountRow[]> {
  const { rows } = await pool().query<Stored>(`SELECT ${columns} FROM users u WHERE ${WORKS} ORDER BY u.username`)
  return rows.map(rowOf)
}

/** The account with this id or this name to sign in with; null when there is none. */
export async function findAccount(idOrUsername: string): Promise<AccountRow | null> {
  const { rows } = await pool().query<Stored>(`SELECT ${columns} FROM users u WHERE (u.id = $1 OR u.username = $1) AND ${WORKS}`, [idOrUsername])
  return rows[0] ? rowOf(rows[0]) : null
}

/** When each account's password was set (epoch milliseconds), by the name to sign in with. */
export async function readPasswordTimes(): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ username: string; at: Date }>('SELECT username, password_changed_at AS at FROM users')
  return new Map(rows.map(({ username, at }) => [username, at.getTime()]))
}

/** Is there any account that may still be used? A system without one is waiting for its first administrator. */
export async function hasAccounts(): Promise<boolean> {
  const { rows } = await pool().query(`SELECT 1 FROM users u WHERE disabled_at IS NULL AND ${WORKS} LIMIT 1`)
  return rows.length > 0
}

/**
 * Makes an account; without a password one is made, which the answer alone holds. Throws Problem `invalid` for a weak or common password,
 * `conflict` when the name is taken.
 */
export async function createAccount({ password, ...wanted }: AccountIn, by: By): Promise<{ account: AccountRow; password?: string }> {
  const { username, name, role, scope, memberId = null } = wanted
  const secret = password ?? generatePassword()
  const hash = await hashFor(secret, { username, name })
  const id = randomUUID()
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO users (id, username, name, email, role, scope, member_id) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)
       ON CONFLICT (username) DO NOTHING`,
      [id, username, name, mailOf(username), role, JSON.stringify(scope), memberId],
    )
    if (rowCount === 0) throw new Problem('conflict', `There is an account ${username} already.`)
    await tx.query(
      `INSERT INTO credentials (id, account_id, provider_id, user_id, password, created_at, updated_at)
       VALUES ($1, $2::varchar, 'credential', $2::varchar, $3, clock_timestamp(), clock_timestamp())`,
      [randomUUID(), id, hash],
    )
    await writeAudit(tx, { ...by, action: 'account.created', object: { kind: 'account', id }, detail: { username, name, role, scope, memberId } })
  })
  return { account: await need(id), ...(password === undefined ? { password: secret } : {}) }
}

/**
 * Changes an account. Whoever is disabled is signed out at once; another role or scope holds from the next request, and ends open
 * sockets. Throws Problem `not_found`, or `conflict` when no administrator of everything would be left.
 */
export async function changeAccount(id: string, change: AccountChange, by: By): Promise<AccountRow> {
  await transaction(async (tx) => {
    await lockAdministrators(tx)
    const { rows } = await tx.query(
      `SELECT name, role, scope, member_id AS "memberId", disabled_at IS NOT NULL AS disabled FROM users WHERE id = $1 FOR UPDATE`,
      [id],
    )
    const before: Record<string, unknown> | undefined = rows[0]
    if (!before) throw new Problem('not_found', 'There is no such account.')
    const changed = Object.entries(change).filter(([field, value]) => value !== undefined && !same(before[field], value))
    if (changed.length === 0) return
    const next: Record<string, unknown> = { ...before, ...Object.fromEntries(changed) }
    await tx.query(
      `UPDATE users SET name = $2, role = $3, scope = $4::jsonb, member_id = $5, updated_at = clock_timestamp(),
         disabled_at = CASE WHEN $6::bool THEN COALESCE(disabled_at, clock_timestamp()) END WHERE id = $1`,
      [id, next.name, next.role, JSON.stringify(next.scope), next.memberId, next.disabled],
    )
    if (next.disabled) await tx.query('DELETE FROM sessions WHERE user_id = $1', [id])
    if (administersAll(before)) await keepAnAdministrator(tx)
    const plain = changed.filter(([field]) => field !== 'disabled')
    const object = { kind: 'account', id }
    if (plain.length > 0) {
      const detail = Object.fromEntries(plain.map(([field, value]) => [field, { from: before[field], to: value }]))
      await writeAudit(tx, { ...by, action: 'account.changed', object, detail })
    }
    if (before.disabled !== next.disabled) await writeAudit(tx, { ...by, action: next.disabled ? 'account.disabled' : 'account.enabled', object })
  })
  forgetSessions()
  return need(id)
}

const same = (a: unknown, b: unknown) => canonical(a) === canonical(b)
/** Objects as they come back from the database have their keys in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** Two changes that each leave one administrator could together leave none, so they come one after the other. */
async function lockAdministrators(tx: PoolClient): Promise<void> {
  await tx.query(`SELECT id FROM users WHERE role = 'administrator' ORDER BY id FOR UPDATE`)
}

const administersAll = ({ role, scope, disabled }: Record<string, unknown>) =>
  role === 'administrator' && disabled === false && canonical(scope) === canonical({ kind: 'grids', prefixes: [''] })

async function keepAnAdministrator(tx: PoolClient): Promise<void> {
  const { rows } = await tx.query(
    `SELECT 1 FROM users WHERE role = 'administrator' AND disabled_at IS NULL AND scope = '{"kind": "grids", "prefixes": [""]}'::jsonb LIMIT 1`,
  )
  if (rows.length === 0) throw new Problem('conflict', 'This is the last administrator of everything; make another one first.')
}

/** Gives an account a new password (one is made when none is given), ends its sessions and its lock. The answer alone holds a made one. */
export async function resetPassword(id: string, password: string | undefined, by: By): Promise<{ account: AccountRow; password?: string }> {
  const secret = password ?? generatePassword()
  const hash = await hashFor(secret, await need(id))
  await transaction(async (tx) => {
    await storePassword(tx, id, hash)
    await tx.query('UPDATE users SET failures = 0, locked_until = NULL WHERE id = $1', [id])
    await tx.query('DELETE FROM sessions WHERE user_id = $1', [id])
    await writeAudit(tx, { ...by, action: 'account.password_reset', object: { kind: 'account', id } })
  })
  forgetSessions()
  return { account: await need(id), ...(password === undefined ? { password: secret } : {}) }
}

/**
 * Changes one's own password, and ends the other sessions. This one goes on under the cookie that is answered: whoever has got hold of
 * the one before has nothing any more. Throws Problem `invalid` for a weak one next, and what `provedAgain` throws.
 */
export async function changePassword({ viewer, address }: Person, current: string, password: string): Promise<string> {
  const account = await need(viewer.id)
  const { id } = account
  const hash = await hashFor(password, account)
  await provedAgain({ viewer, address }, 'password', async () => {
    const { rows } = await pool().query<{ password: string }>(`SELECT password FROM credentials WHERE user_id = $1 AND provider_id = 'credential'`, [
      id,
    ])
    return rows[0] && (await verifyPassword({ hash: rows[0].password, password: current })) ? true : null
  })
  const { token, cookie } = await newSessionToken()
  await transaction(async (tx) => {
    await storePassword(tx, id, hash)
    await tx.query('DELETE FROM sessions WHERE user_id = $1 AND id <> $2', [id, viewer.sessionId])
    await tx.query('UPDATE sessions SET token = $2 WHERE id = $1', [viewer.sessionId, token])
    await writeAudit(tx, { actor: actorOf(viewer), address, action: 'account.password_changed', object: { kind: 'account', id } })
  })
  forgetSessions()
  return cookie
}

/** The scrypt hash of a password that may be used. Throws Problem('invalid') with what to do otherwise. */
async function hashFor(password: string, owner: PasswordOwner): Promise<string> {
  const fault = passwordFault(password, owner, await commonPasswords())
  if (fault) throw new Problem('invalid', passwordAdvice[fault], { errors: [{ name: 'password', message: fault }] })
  return hashPassword(password)
}

/** Keeps the hash of a new password, within a transaction. */
async function storePassword(tx: PoolClient, id: string, hash: string): Promise<void> {
  await tx.query(`UPDATE credentials SET password = $2, updated_at = clock_timestamp() WHERE user_id = $1 AND provider_id = 'credential'`, [id, hash])
  await tx.query('UPDATE users SET password_changed_at = clock_timestamp() WHERE id = $1', [id])
}

async function need(id: string): Promise<AccountRow> {
  const account = await findAccount(id)
  if (!account) throw new Problem('not_found', 'There is no such account.')
  return account
}

/** Without the characters that are taken for each other when read from paper. */
const ALPHABETS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '-+=?']
const MADE_LENGTH = 16

/** A random password of all four classes, about 90 bits. */
export function generatePassword(): string {
  const all = ALPHABETS.join('')
  const pick = (from: string) => from[randomInt(from.length)] ?? ''
  for (;;) {
    const made = Array.from({ length: MADE_LENGTH }, () => pick(all)).join('')
    if (ALPHABETS.every((alphabet) => [...made].some((c) => alphabet.includes(c)))) return made
  }
}
