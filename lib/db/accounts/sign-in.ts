import type { Viewer } from '@/lib/domain/access'
import { Username } from '@/lib/domain/account'
import { type AuditActor, type AuditEntry, actorOf } from '@/lib/domain/audit'
import { type AuditPlace, writeAudit, writeAudits } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { auth, SESSION_TOKEN, setCookieOf } from './auth'
import { endSurplusSessions, findSession, forgetSessions } from './sessions'
import { stepOf } from './totp'

const MAX_FAILURES = 5
/** How long an account is locked; failures that lie further apart than this are not counted together. */
const LOCK = `interval '15 minutes'`
/** A name that no account can have. */
const NOBODY = '-'
const TWO_FACTOR_COOKIE = 'gridsight.two_factor'

/** Who tries to sign in. `username` is what was typed. */
export type SignInTry = { username: string; password: string; code?: string | undefined; address: string | null; browser: string | null }

/** `refused` never says why: no such name, a wrong password, a lock and a disabled account are one and the same to whoever asks. */
export type SignIn = { kind: 'opened'; cookie: string; viewer: Viewer } | { kind: 'code_needed' } | { kind: 'refused' }

/** An attempt that may be made, already counted as a failure; and who it is about. */
type Attempt = { id: string; name: string; role: AuditActor['role']; state: 'open' | 'locked' | 'disabled'; failures: number }

/**
 * Counts an attempt as a failure before it is looked at, so that many at once cannot have more than five tries between them, in any
 * number of processes. The fifth locks; a success takes both back. Null: there is no such account.
 */
export async function countAttempt(username: string): Promise<Attempt | null> {
  const { rows } = await pool().query<Attempt>(
    `WITH known AS (SELECT id, name, role, disabled_at FROM users WHERE username = $1),
     counted AS (
       UPDATE users u SET failed_at = clock_timestamp(),
         failures = CASE WHEN u.failed_at > clock_timestamp() - ${LOCK} AND u.locked_until IS NULL THEN u.failures + 1 ELSE 1 END,
         locked_until = CASE WHEN u.failed_at > clock_timestamp() - ${LOCK} AND u.locked_until IS NULL AND u.failures + 1 >= ${MAX_FAILURES}
           THEN clock_timestamp() + ${LOCK} END
       FROM known WHERE u.id = known.id AND u.disabled_at IS NULL AND (u.locked_until IS NULL OR u.locked_until <= clock_timestamp())
       RETURNING u.id, u.failures)
     SELECT known.id, known.name, known.role, COALESCE(counted.failures, 0) AS failures,
       CASE WHEN counted.id IS NOT NULL THEN 'open' WHEN known.disabled_at IS NOT NULL THEN 'disabled' ELSE 'locked' END AS state
     FROM known LEFT JOIN counted ON counted.id = known.id`,
    [username],
  )
  return rows[0] ?? null
}

/** Takes back what `countAttempt` counted: all of it after a success, its own one when there was nothing to judge. */
async function takeBackAttempt(id: string, all: boolean, place: AuditPlace = pool()): Promise<void> {
  await place.query(
    `UPDATE users SET failures = CASE WHEN $2 THEN 0 ELSE GREATEST(failures - 1, 0) END, locked_until = NULL, failed_at = CASE WHEN $2 THEN NULL ELSE failed_at END
     WHERE id = $1`,
    [id, all],
  )
}

/** Writes a failed attempt into the audit, and the lock when this was the fifth. A name that nobody has is not kept: it may be a password. */
async function auditFailure(about: Attempt | null, why: string, address: string | null): Promise<void> {
  const actor = about && { id: about.id, name: about.name, role: about.role }
  const object = about ? { kind: 'account', id: about.id } : undefined
  const failed: AuditEntry = { actor, action: 'session.failed', object, address, result: 'failed', detail: { why } }
  const locked: AuditEntry = { actor, action: 'session.locked', object, address, detail: { minutes: 15 } }
  const locks = about?.state === 'open' && about.failures >= MAX_FAILURES
  await writeAudits(pool(), locks ? [failed, locked] : [failed])
}

/** Signs a person in, or says only that it could not be done. Every way through costs one hash of a password. */
export async function signIn(tried: SignInTry): Promise<SignIn> {
  const { password, code, address, browser } = tried
  const username = Username.safeParse(tried.username.trim().toLowerCase())
  const attempt = username.success ? await countAttempt(username.data) : null
  const { api } = await auth()
  if (!username.success || attempt?.state !== 'open') {
    // the same look-up and the same hash as for a name that is there
    await refusable(() => api.signInUsername({ body: { username: NOBODY, password }, headers: new Headers() }))
    await auditFailure(attempt, attempt?.state ?? 'unknown', address)
    return { kind: 'refused' }
  }
  const fail = async (why: string): Promise<SignIn> => {
    await auditFailure(attempt, why, address)
    return { kind: 'refused' }
  }
  const first = await refusable(() =>
    api.signInUsername({ body: { username: username.data, password }, headers: new Headers(), returnHeaders: true }),
  )
  if (!first) return fail('password')
  let cookie = setCookieOf(first.headers, SESSION_TOKEN)
  const second = first.response && 'twoFactorRedirect' in first.response
  if (second) {
    if (code === undefined) {
      await takeBackAttempt(attempt.id, false)
      return { kind: 'code_needed' }
    }
    cookie = await proveCode(attempt.id, code, new Headers({ cookie: `${TWO_FACTOR_COOKIE}=${setCookieOf(first.headers, TWO_FACTOR_COOKIE)}` }))
    if (cookie === null) return fail('code')
  }
  const session = cookie === null ? null : await findSession(cookie)
  if (!session || cookie === null) return fail('session')
  const { viewer } = session
  await openSession(viewer, { address, browser, secondFactor: second === true })
  return { kind: 'opened', cookie, viewer }
}

type Opening = { address: string | null; browser: string | null; secondFactor: boolean }

/**
 * Makes a proved sign-in one: failures forgotten, the session's address and browser, the audit, and older sessions ended, all or nothing.
 *
 * What came before cannot be joined, since the library writes on a connection of its own: the failure that was counted, the code that was
 * spent, the session's row. After a crash between the two nobody signed in: the session's cookie was never sent, so its row runs out
 * after half an hour, the attempt counts as one failure of five, and the person tries again with the next code.
 */
async function openSession(viewer: Viewer, { address, browser, secondFactor }: Opening): Promise<void> {
  const actor = actorOf(viewer)
  const ended = await transaction(async (tx) => {
    await takeBackAttempt(viewer.id, true, tx)
    await tx.query('UPDATE users SET signed_in_at = clock_timestamp() WHERE id = $1', [viewer.id])
    await tx.query('UPDATE sessions SET ip_address = $2, user_agent = $3, step_up_at = CASE WHEN $4 THEN clock_timestamp() END WHERE id = $1', [
      viewer.sessionId,
      address?.slice(0, 64) ?? null,
      browser?.slice(0, 300) ?? null,
      secondFactor,
    ])
    const object = { kind: 'account', id: viewer.id }
    await writeAudit(tx, { actor, action: 'session.opened', object, address, detail: { session: viewer.sessionId, secondFactor } })
    return endSurplusSessions(tx, viewer.id, { actor, address })
  })
  if (ended > 0) forgetSessions()
}

/**
 * Proves a code of the authenticator, or one of those for a lost phone, to the library under these headers. Answers the session's cookie
 * (the one it opens, or '' where it was open before); null: the code is wrong, or was used before.
 */
export async function proveCode(userId: string, code: string, headers: Headers): Promise<string | null> {
  const { api } = await auth()
  const timed = /^\d{6}$/.test(code)
  // Spent before the library looks: of two at once that bring the same code one opens, and the other leaves nothing behind.
  if (timed && !(await spendCode(userId, code))) return null
  const proved = await refusable(() =>
    timed ? api.verifyTOTP({ body: { code }, headers, returnHeaders: true }) : api.verifyBackupCode({ body: { code }, headers, returnHeaders: true }),
  )
  return proved && (setCookieOf(proved.headers, SESSION_TOKEN) ?? '')
}

/** Takes a right code and with it all of its half minute and before; false: it is wrong, or one as late was taken already. */
async function spendCode(userId: string, code: string): Promise<boolean> {
  const { rows } = await pool().query<{ secret: string }>('SELECT secret FROM two_factors WHERE user_id = $1', [userId])
  if (!rows[0]) return false
  const { symmetricDecrypt } = await import('better-auth/crypto')
  const { secretConfig } = await (await auth()).$context
  const step = await stepOf(await symmetricDecrypt({ key: secretConfig, data: rows[0].secret }), code, Date.now())
  if (step === null) return false
  const { rowCount } = await pool().query(
    'UPDATE two_factors SET used_step = $2 WHERE user_id = $1 AND secret = $3 AND (used_step IS NULL OR used_step < $2)',
    [userId, step, rows[0].secret],
  )
  return (rowCount ?? 0) > 0
}

/** What the library answers; null when it refuses (its refusals are thrown). Any other fault goes on. */
export async function refusable<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && error.name === 'APIError' && 'statusCode' in error && Number(error.statusCode) < 500) return null
    throw error
  }
}
