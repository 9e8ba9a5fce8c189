import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import type { By } from './accounts'
import { auth, sessionHeaders } from './auth'
import { findSession, forgetSessions, type Person } from './sessions'
import { proveCode, refusable } from './sign-in'
import { provedAgain } from './tries'

/** How long a code opens what needs one (reveal, export). */
const STEP_UP_MS = 5 * 60_000

/**
 * Begins a second factor, which holds from `confirmSecondFactor` on: what the authenticator scans, and the codes for a lost phone, both
 * shown this once. Throws Problem `conflict` when there is one already, and what `provedAgain` throws.
 */
export async function startSecondFactor(person: Person, password: string): Promise<{ uri: string; secret: string; backupCodes: string[] }> {
  const { cookie } = person
  await needNone(person)
  const { api } = await auth()
  const made = await provedAgain(person, 'password', async () => {
    const enabled = await refusable(() => api.enableTwoFactor({ body: { password, method: 'totp' }, headers: sessionHeaders(cookie) }))
    return enabled?.method === 'totp' ? enabled : null
  })
  const uri = new URL(made.totpURI)
  // The library names the account by its made-up address of mail.
  uri.pathname = decodeURIComponent(uri.pathname).replace(/@accounts\.invalid$/, '')
  return { uri: uri.href, secret: uri.searchParams.get('secret') ?? '', backupCodes: made.backupCodes }
}

/**
 * Makes the second factor hold, by a first code of it. The session goes on under the cookie that is answered; the others end. Throws Problem `conflict` when it
 * holds already, and what `provedAgain` throws.
 */
export async function confirmSecondFactor(person: Person, code: string): Promise<string> {
  const { viewer, address } = person
  await needNone(person)
  const cookie = await tryCode(person, code)
  const session = await findSession(cookie)
  if (!session?.viewer.sessionId) throw new Problem('internal', 'the library opened no session')
  const kept = session.viewer.sessionId
  await transaction(async (tx) => {
    await tx.query('DELETE FROM sessions WHERE user_id = $1 AND id <> $2', [viewer.id, kept])
    await tx.query('UPDATE sessions SET step_up_at = clock_timestamp() WHERE id = $1', [kept])
    await writeAudit(tx, { actor: actorOf(viewer), address, action: 'account.totp_enabled', object: { kind: 'account', id: viewer.id } })
  })
  forgetSessions()
  return cookie
}

/** Opens what needs a code for five minutes; answers until when. Throws Problem `second_factor_missing`, and what `provedAgain` throws. */
export async function stepUp(person: Person, code: string): Promise<number> {
  const { viewer, cookie, address } = person
  const session = await findSession(cookie)
  if (!session?.secondFactor) throw new Problem('second_factor_missing', 'This account has no second factor yet.')
  await tryCode(person, code)
  const { rows } = await pool().query<{ at: Date }>('UPDATE sessions SET step_up_at = clock_timestamp() WHERE id = $1 RETURNING step_up_at AS at', [
    viewer.sessionId,
  ])
  await writeAudit(pool(), { actor: actorOf(viewer), address, action: 'step_up.passed', object: { kind: 'account', id: viewer.id } })
  return (rows[0]?.at.getTime() ?? 0) + STEP_UP_MS
}

/** Throws Problem('conflict') where there is a second factor already. */
async function needNone({ cookie }: Person): Promise<void> {
  const session = await findSession(cookie)
  if (session?.secondFactor) throw new Problem('conflict', 'This account has a second factor already; an administrator can take it away.')
}

async function tryCode(person: Person, code: string): Promise<string> {
  const { viewer, cookie } = person
  return (await provedAgain(person, 'code', () => proveCode(viewer.id, code, sessionHeaders(cookie)))) || cookie
}

/**
 * For what reveals or exports: throws unless this person gave a code in the last five minutes. Problem `second_factor_missing` when they
 * have none, `step_up_needed` when they have, `forbidden` for a token, which is nobody.
 */
export async function needStepUp({ sessionId }: Viewer): Promise<void> {
  if (!sessionId) throw new Problem('forbidden', 'Only a person who signed in may do this, not a token.')
  const { rows } = await pool().query<{ enabled: boolean; fresh: boolean | null }>(
    `SELECT u.two_factor_enabled AS enabled, s.step_up_at > clock_timestamp() - $2::float8 * interval '1 millisecond' AS fresh
     FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1`,
    [sessionId, STEP_UP_MS],
  )
  if (!rows[0]?.enabled) throw new Problem('second_factor_missing', 'This needs a second factor; set one up for your account first.')
  if (!rows[0].fresh) throw new Problem('step_up_needed', 'This needs a code of your authenticator; give one and try again within five minutes.')
}

/** Takes the second factor away (a lost phone) and ends the sessions. */
export async function removeSecondFactor(userId: string, by: By): Promise<boolean> {
  const removed = await transaction(async (tx) => {
    const { rowCount } = await tx.query('DELETE FROM two_factors WHERE user_id = $1', [userId])
    if (!rowCount) return false
    await tx.query('UPDATE users SET two_factor_enabled = false WHERE id = $1', [userId])
    await tx.query('DELETE FROM sessions WHERE user_id = $1', [userId])
    await writeAudit(tx, { ...by, action: 'account.totp_removed', object: { kind: 'account', id: userId } })
    return true
  })
  forgetSessions()
  return removed
}
