import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { actorOf } from '@/lib/domain/audit'
import { pinAdvice, pinFault } from '@/lib/domain/pin'
import { Problem } from '@/lib/domain/problem'
import { type BindIn, INVITATION_MS } from '@/lib/domain/resident'
import { keyedHash, newSessionToken } from '../accounts/auth'
import { commonPasswords } from '../accounts/common-passwords'
import { forgetSessions } from '../accounts/sessions'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { openResidentSession, type Seat, type SignedInPhone } from './pin-sign-in'
import { type By, HOLDS, phoneHash } from './residents'

/** Eight digits are few: under a key of the server a hash of them cannot be looked up by whoever reads the table alone. */
const codeHash = (code: string): Promise<Buffer> => keyedHash('invitation', code)
const unknown = () => new Problem('unauthenticated', 'This code does not hold: it was used, withdrawn, has run out, or was mistyped.')

/**
 * Invites a household, or a resident of it who is bound already, by a code of eight digits that holds once and for seven days. The answer is the only place
 * where the code can ever be read. An earlier invitation of the same holds no more.
 */
export async function inviteHousehold(
  { viewer, address }: By,
  household: { id: string; grid: string },
  { resident, now }: { resident: string | null; now: number },
): Promise<{ id: string; code: string; expiresAt: number }> {
  const [id, expiresAt] = [randomUUID(), now + INVITATION_MS]
  for (;;) {
    const code = String(randomInt(100_000_000)).padStart(8, '0')
    const hash = await codeHash(code)
    const made = await transaction(async (tx) => {
      if (resident !== null) {
        const held = 'SELECT 1 FROM residents WHERE id = $1::uuid AND household_id = $2::uuid AND revoked_at IS NULL FOR UPDATE'
        const { rows } = await tx.query(held, [resident, household.id])
        if (rows.length === 0) throw new Problem('not_found', 'There is no such resident in this household.')
      }
      const { rowCount } = await tx.query(
        `INSERT INTO resident_invitations (id, household_id, resident_id, code_hash, created_by, created_name, expires_at)
         VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, to_timestamp($7::float8 / 1000)) ON CONFLICT (code_hash) DO NOTHING`,
        [id, household.id, resident, hash, viewer.id.slice(0, 100), viewer.name.slice(0, 100), expiresAt],
      )
      if (rowCount !== 1) return false
      await tx.query(
        `UPDATE resident_invitations i SET revoked_at = clock_timestamp()
         WHERE i.household_id = $1::uuid AND i.resident_id IS NOT DISTINCT FROM $2::uuid AND i.id <> $3::uuid AND ${HOLDS}`,
        [household.id, resident, id],
      )
      const detail = { household: household.id, grid: household.grid, resident, expiresAt: new Date(expiresAt).toISOString() }
      await writeAudit(tx, { actor: actorOf(viewer), action: 'resident.invited', object: { kind: 'invitation', id }, address, detail })
      return true
    })
    // otherwise the same was drawn before for somebody else
    if (made) return { id, code, expiresAt }
  }
}

/** Withdraws an invitation of a household that nobody has used; false: it does not hold any more. */
export async function withdrawInvitation({ viewer, address }: By, { id, household }: { id: string; household: string }): Promise<boolean> {
  return transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE resident_invitations i SET revoked_at = clock_timestamp() WHERE i.id = $1::uuid AND i.household_id = $2::uuid AND ${HOLDS}`,
      [id, household],
    )
    if (rowCount !== 1) return false
    const object = { kind: 'invitation', id }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'resident.invitation_withdrawn', object, address, detail: { household } })
    return true
  })
}

type Open = { id: string; household: string; phone: string | null; idNumber: string | null }

/**
 * Binds a phone by the code of an invitation: of all who use it at once, in any number of processes, one does. The invitation, the account, the binding, the
 * first session and the audit are one transaction. Whoever was bound already, by the invitation or on this very phone in this household, keeps their reports;
 * an earlier phone of theirs is nobody's. Throws Problem `unauthenticated` for a code that does not hold, `invalid` for a PIN that is tried first.
 */
export async function bindPhone({ code, name, pin }: BindIn, { phone, ...seat }: Seat & { phone: string | null }): Promise<SignedInPhone> {
  const hash = await codeHash(code)
  const { rows } = await pool().query<Open>(
    `SELECT i.id::text AS id, i.household_id::text AS household, h.phone, h.id_number AS "idNumber"
     FROM resident_invitations i JOIN households h ON h.id = i.household_id WHERE i.code_hash = $1 AND ${HOLDS}`,
    [hash],
  )
  const [open] = rows
  if (!open) throw unknown()
  const fault = pinFault(pin, open, await commonPasswords())
  if (fault) throw new Problem('invalid', pinAdvice[fault], { errors: [{ name: 'pin', message: fault }] })
  const secret = `gsr_${randomBytes(32).toString('base64url')}`
  const bound = { name, pinHash: await hashPassword(pin), device: phoneHash(secret) }
  const session = await newSessionToken()
  const viewerId = await transaction(async (tx) => {
    const used = await tx.query<{ resident: string | null; by: string; byName: string }>(
      `UPDATE resident_invitations i SET used_at = clock_timestamp() WHERE i.id = $1::uuid AND ${HOLDS}
       RETURNING i.resident_id::text AS resident, i.created_by AS by, i.created_name AS "byName"`,
      [open.id],
    )
    const [invitation] = used.rows
    if (!invitation) throw unknown()
    const known = await findKnown(tx, { resident: invitation.resident, device: phoneHash(phone), household: open.household })
    const { id, userId } = known ?? { id: randomUUID(), userId: randomUUID() }
    if (known) {
      await tx.query('UPDATE residents SET device_hash = $2, pin_hash = $3, failures = 0 WHERE id = $1::uuid', [id, bound.device, bound.pinHash])
      await tx.query('UPDATE users SET name = $2 WHERE id = $1', [userId, name])
      await tx.query('DELETE FROM sessions WHERE user_id = $1', [userId])
    } else {
      // no name that anybody could sign in with: a username has no colon
      await tx.query(`INSERT INTO users (id, username, name, email, role, scope) VALUES ($1, $2, $3, $4, 'resident', '{"kind": "self"}'::jsonb)`, [
        userId,
        `:${randomBytes(16).toString('base64url')}`,
        name,
        `${userId}@residents.invalid`,
      ])
      await tx.query(
        `INSERT INTO residents (id, user_id, household_id, device_hash, pin_hash, created_by, created_name) VALUES ($1::uuid, $2, $3::uuid, $4, $5, $6, $7)`,
        [id, userId, open.household, bound.device, bound.pinHash, invitation.by, invitation.byName],
      )
    }
    const actor = { id: userId, name, role: 'resident' as const }
    const detail = { household: open.household, invitation: open.id, again: known !== null }
    await writeAudit(tx, { actor, action: 'resident.bound', object: { kind: 'resident', id }, address: seat.address, detail })
    await openResidentSession(tx, { id, userId, name, token: session.token }, seat)
    return userId
  })
  forgetSessions()
  return { secret, cookie: session.cookie, viewerId }
}

/** Whom a phone is bound to anew: whoever the invitation is for, or who has this phone in this household already; null: somebody new. */
async function findKnown(
  tx: PoolClient,
  { resident, device, household }: { resident: string | null; device: Buffer | null; household: string },
): Promise<{ id: string; userId: string } | null> {
  const { rows } = await tx.query<{ id: string; userId: string }>(
    `SELECT id::text AS id, user_id AS "userId" FROM residents
     WHERE household_id = $1::uuid AND revoked_at IS NULL AND CASE WHEN $2::uuid IS NULL THEN device_hash = $3::bytea ELSE id = $2::uuid END FOR UPDATE`,
    [household, resident, device],
  )
  if (resident !== null && !rows[0]) throw unknown()
  return rows[0] ?? null
}
