import { verifyPassword } from 'better-auth/crypto'
import type { AuditEntry } from '@/lib/domain/audit'
import { MAX_PIN_FAILURES } from '@/lib/domain/resident'
import { newSessionToken } from '../accounts/auth'
import { endSurplusSessions, forgetSessions, insertSession } from '../accounts/sessions'
import { writeAudit, writeAudits } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { BINDINGS, phoneHash } from './residents'

/** Where somebody signs in: the address of the request and the browser's name. */
export type Seat = { address: string | null; browser: string | null }
/** A phone that is bound and signed in: its secret, the cookie of the session, and the account. */
export type SignedInPhone = { secret: string; cookie: string; viewerId: string }

/** `unbound`: the phone is nobody's (any more); `wrong`: the PIN, with the tries that are left; `locked`: none is left. */
export type PinSignIn =
  | { kind: 'opened'; cookie: string; viewerId: string }
  | { kind: 'unbound' }
  | { kind: 'wrong'; left: number }
  | { kind: 'locked' }

type Known = { id: string; userId: string; name: string; pinHash: string; failures: number | null }

/**
 * Counts a try as a failure before the PIN is looked at, in one statement on the row, so that many at once, in any number of processes, have no more than
 * five between them; a success takes all back. `failures` null: it is locked, and nothing was counted.
 */
async function countTry(device: Buffer): Promise<Known | null> {
  const { rows } = await pool().query<Known>(
    `WITH known AS (
       SELECT r.id, r.user_id, r.pin_hash, u.name FROM ${BINDINGS} AND r.device_hash = $1),
     counted AS (
       UPDATE residents r SET failures = r.failures + 1 FROM known WHERE r.id = known.id AND r.failures < ${MAX_PIN_FAILURES} RETURNING r.failures)
     SELECT known.id::text AS id, known.user_id AS "userId", known.name, known.pin_hash AS "pinHash", (SELECT failures::int4 FROM counted) AS failures FROM known`,
    [device],
  )
  return rows[0] ?? null
}

/** Signs a resident in by the PIN of their bound phone. The fifth wrong one locks it until they are invited anew. */
export async function signInByPin({ phone, pin, ...seat }: Seat & { phone: string | null; pin: string }): Promise<PinSignIn> {
  const device = phoneHash(phone)
  const known = device && (await countTry(device))
  if (!device || !known) return { kind: 'unbound' }
  const { id, userId, name, pinHash, failures } = known
  const about = { actor: { id: userId, name, role: 'resident' as const }, object: { kind: 'resident', id }, address: seat.address }
  const failed = (why: string): AuditEntry => ({ ...about, action: 'session.failed', result: 'failed', detail: { why } })
  if (failures === null) {
    await writeAudits(pool(), [failed('locked')])
    return { kind: 'locked' }
  }
  if (!(await verifyPassword({ hash: pinHash, password: pin }))) {
    const locks = failures >= MAX_PIN_FAILURES
    await writeAudits(pool(), [failed('pin'), ...(locks ? [{ ...about, action: 'session.locked' } satisfies AuditEntry] : [])])
    return locks ? { kind: 'locked' } : { kind: 'wrong', left: MAX_PIN_FAILURES - failures }
  }
  const session = await newSessionToken()
  const opened = await transaction(async (tx) => {
    // bound anew or ended meanwhile: then this PIN is nobody's
    const { rowCount } = await tx.query('UPDATE residents SET failures = 0 WHERE id = $1::uuid AND device_hash = $2 AND revoked_at IS NULL', [
      id,
      device,
    ])
    if (rowCount === 1) await openResidentSession(tx, { id, userId, name, token: session.token }, seat)
    return rowCount === 1
  })
  forgetSessions()
  return opened ? { kind: 'opened', cookie: session.cookie, viewerId: userId } : { kind: 'unbound' }
}

/** Opens a session of a resident under a new token within a transaction, as the library of accounts keeps them. */
export async function openResidentSession(
  tx: PoolClient,
  { id, userId, name, token }: { id: string; userId: string; name: string; token: string },
  { address, browser }: Seat,
): Promise<void> {
  const session = await insertSession(tx, { token, userId, address, browser })
  await tx.query('UPDATE residents SET signed_in_at = clock_timestamp() WHERE id = $1::uuid', [id])
  const actor = { id: userId, name, role: 'resident' as const }
  await writeAudit(tx, { actor, action: 'session.opened', object: { kind: 'resident', id }, address, detail: { session } })
  await endSurplusSessions(tx, userId, { actor, address })
}
