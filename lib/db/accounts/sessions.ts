import { createHash, randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { Viewer } from '@/lib/domain/access'
import { SessionRow } from '@/lib/domain/account'
import type { AuditActor } from '@/lib/domain/audit'
import { partyKey } from '@/lib/domain/life'
import { once } from '@/lib/domain/once'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { auth, IDLE_SECONDS, IS_OPEN, MAX_SESSION_SECONDS, sessionHeaders } from './auth'
import { KeptBriefly } from './kept-briefly'

/** An open session: who it is, and whether they have a second factor. */
export type OpenSession = { viewer: Viewer; secondFactor: boolean }

/** A person in their session: `cookie` is the value of the account's cookie, `address` where this request came from. */
export type Person = { viewer: Viewer; cookie: string; address: string | null }

// one for the process: pages, handlers and the server may each end a session
const cache = once('sessions', () => new KeptBriefly<OpenSession | null>())

/** Makes this process ask again about every session. */
export function forgetSessions(): void {
  cache().clear()
}

type UserRow = { id: string; name: string; role: string; scope: unknown; memberId: string | null; teams: readonly string[]; sessionId: string }

/** A member acts for themselves and for the teams they are in. */
function viewerOf({ id, name, role, scope, memberId, teams, sessionId }: UserRow): Viewer {
  const own = memberId === null ? [] : [{ kind: 'member' as const, id: memberId }, ...teams.map((team) => ({ kind: 'team' as const, id: team }))]
  const parties = own.length > 0 ? { parties: own.map(partyKey) } : {}
  return Viewer.parse({ id, name, role, scope, ...parties, userId: id, sessionId })
}

/**
 * Whose session this value of the cookie is; null when it was not signed by us, or the session ended, or its person is disabled. Reused
 * for at most 2 s in a process. Looking does not keep a session open: `touchSession` does.
 */
export function findSession(cookie: string): Promise<OpenSession | null> {
  return cache().get(createHash('sha256').update(cookie).digest('base64'), () => readSession(cookie))
}

async function readSession(cookie: string): Promise<OpenSession | null> {
  const { api } = await auth()
  const found = await api.getSession({ headers: sessionHeaders(cookie), query: { disableRefresh: true } })
  if (!found || found.user.disabledAt) return null
  if (found.session.createdAt.getTime() + MAX_SESSION_SECONDS * 1000 <= Date.now()) return null
  const { id, name, role, scope, memberId, twoFactorEnabled } = found.user
  return {
    viewer: viewerOf({ id, name, role, scope, memberId: memberId ?? null, teams: await readTeams(memberId), sessionId: found.session.id }),
    secondFactor: twoFactorEnabled === true,
  }
}

/** Ids of the teams that a member is in, in the order in which they are compared. */
const TEAMS = (member: string) => `COALESCE((SELECT array_agg(team_id ORDER BY team_id) FROM team_members WHERE person_id::text = ${member}), '{}')`

async function readTeams(memberId: string | null | undefined): Promise<string[]> {
  if (!memberId) return []
  const { rows } = await pool().query<{ teams: string[] }>(`SELECT ${TEAMS('$1')} AS teams`, [memberId])
  return rows[0]?.teams ?? []
}

const touched = new LRUCache<string, true>({ max: 10_000, ttl: 30_000 })

/** Somebody did something in this session: it stays open for another half hour. Written at most once a minute. */
export async function touchSession(cookie: string): Promise<void> {
  if (touched.has(cookie)) return
  touched.set(cookie, true)
  const { api } = await auth()
  await api.getSession({ headers: sessionHeaders(cookie) })
}

/** The people of those of these sessions that are still open, as they are now; asked every few seconds for the open sockets. */
export async function activeSessions(ids: readonly string[]): Promise<Map<string, Viewer>> {
  if (ids.length === 0) return new Map()
  const { rows } = await pool().query<UserRow>(
    `SELECT u.id, u.name, u.role, u.scope, u.member_id AS "memberId", ${TEAMS('u.member_id')} AS teams, s.id AS "sessionId" FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.id = ANY($1::text[]) AND ${IS_OPEN} AND u.disabled_at IS NULL`,
    [ids],
  )
  return new Map(rows.map((row) => [row.sessionId, viewerOf(row)]))
}

/** The open sessions of a person, the one used last first. */
export async function listSessions(userId: string, current?: string): Promise<SessionRow[]> {
  const { rows } = await pool().query<{ id: string; opened: Date; used: Date; address: string | null; browser: string | null }>(
    `SELECT id, created_at AS opened, updated_at AS used, ip_address AS address, user_agent AS browser FROM sessions s
     WHERE user_id = $1 AND ${IS_OPEN} ORDER BY updated_at DESC, id`,
    [userId],
  )
  return rows.map(({ id, opened, used, address, browser }) =>
    SessionRow.parse({
      id,
      openedAt: opened.toISOString(),
      usedAt: used.toISOString(),
      address: address || null,
      browser: browser || null,
      current: id === current,
    }),
  )
}

/** A session of somebody under a new token, in the columns and for the time that the library gives one (sign-in.db.test.ts). Answers its id. */
export async function insertSession(
  tx: PoolClient,
  { token, userId, address, browser }: { token: string; userId: string; address: string | null; browser: string | null },
): Promise<string> {
  const id = randomUUID()
  await tx.query(
    `INSERT INTO sessions (id, token, user_id, expires_at, ip_address, user_agent, created_at, updated_at)
     VALUES ($1, $2, $3, clock_timestamp() + interval '${IDLE_SECONDS} seconds', $4, $5, clock_timestamp(), clock_timestamp())`,
    [id, token, userId, address?.slice(0, 64) ?? null, browser?.slice(0, 300) ?? null],
  )
  return id
}

/** Open sessions that a person may have. */
const MAX_SESSIONS = 10

/**
 * Ends the sessions of a person that were used longest ago, where there are more than ten, within the transaction that opens one. Answers
 * how many: forget sessions after it where there were some.
 */
export async function endSurplusSessions(
  tx: PoolClient,
  userId: string,
  { actor, address }: { actor: AuditActor; address?: string | null },
): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(
    `DELETE FROM sessions WHERE id IN
       (SELECT id FROM sessions s WHERE user_id = $1 AND ${IS_OPEN} ORDER BY updated_at DESC, created_at DESC, id OFFSET $2) RETURNING id`,
    [userId, MAX_SESSIONS],
  )
  const object = { kind: 'account', id: userId }
  if (rows.length > 0)
    await writeAudit(tx, { actor, address, action: 'session.revoked', object, detail: { sessions: rows.map((row) => row.id), why: 'limit' } })
  return rows.length
}

/** Ends sessions of a person: one, or all but one, or all. Sockets follow within 5 s, in every process. Returns how many were open. */
export async function revokeSessions(
  userId: string,
  which: { id: string } | { except: string | null },
  { actor, address, action = 'session.revoked' }: { actor: AuditActor; address?: string | null; action?: 'session.revoked' | 'session.closed' },
): Promise<number> {
  const ended = await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      'DELETE FROM sessions WHERE user_id = $1 AND ($2::text IS NULL OR id = $2) AND ($3::text IS NULL OR id <> $3) RETURNING id',
      [userId, 'id' in which ? which.id : null, 'except' in which ? which.except : null],
    )
    if (rows.length > 0) {
      await writeAudit(tx, { actor, address, action, object: { kind: 'account', id: userId }, detail: { sessions: rows.map((row) => row.id) } })
    }
    return rows.length
  })
  forgetSessions()
  return ended
}

/** Takes away what has run out: sessions that nobody ended, steps of sign-ins that nobody finished. */
export async function sweepSessions(): Promise<void> {
  await pool().query(`DELETE FROM sessions WHERE expires_at < clock_timestamp() - interval '1 day'`)
  await pool().query(`DELETE FROM verifications WHERE expires_at < clock_timestamp() - interval '1 hour'`)
}
