import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { actorOf } from '@/lib/domain/audit'
import { makeInvitationCode } from '@/lib/domain/invitation-code'
import { pinAdvice, pinFault } from '@/lib/domain/pin'
import { Problem } from '@/lib/domain/problem'
import { type BindIn, INVITATION_MS } from '@/lib/domain/resident'
import { keyedHash, newSessionToken } from '../accounts/auth'
import { commonPasswords } from '../accounts/common-passwords'
import { forgetSessions } from '../accounts/sessions'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { openResidentSession, type Seat, type SignedInPhone, signInByPin } from './pin-sign-in'
import { type BoundTo, type By, boundTo, HOLDS, phoneHash } from './residents'

/** Digits are few: under a key of the server a hash of them cannot be looked up by whoever reads the table alone. */
const codeHash = (code: string): Promise<Buffer> => keyedHash('invitation', code)
const unknown = () => new Problem('unauthenticated', 'This code does not hold: it was used, withdrawn, has run out, or was mistyped.')

/** Whom an invitation is for: a household of a grid, or a person who is in a unit. */
type Invited = { household: string; grid: string } | { person: string; unit: string }

/** The resident whom an invitation binds anew, locked; null: somebody new. A household has several, a person is one. */
async function whoIsInvited(tx: PoolClient, to: Invited, resident: string | null): Promise<string | null> {
  const { column, id } = boundTo(to)
  const [table, what] = 'household' in to ? ['households', 'household'] : ['people', 'person']
  const here = await tx.query(`SELECT 1 FROM ${table} WHERE id = $1::uuid AND left_at IS NULL FOR SHARE`, [id])
  if (here.rows.length === 0) throw new Problem('not_found', `There is no such ${what} here.`)
  if ('household' in to && resident === null) return null
  const held = `SELECT id::text AS id FROM residents WHERE ${column} = $1::uuid AND ($2::uuid IS NULL OR id = $2::uuid) AND revoked_at IS NULL FOR UPDATE`
  const { rows } = await tx.query<{ id: string }>(held, [id, resident])
  if (resident !== null && rows.length === 0) throw new Problem('not_found', 'There is no such resident here.')
  return rows[0]?.id ?? null
}

/**
 * Does a phone that is bound as somebody who is in units take another away, or open whom they go to? They are bound, or were, and what they took then is shown to
 * whatever phone comes next; or they have taken an order by word of mouth.
 */
export async function opensByPhone(person: string, reader: Pick<PoolClient, 'query'> = pool()): Promise<boolean> {
  const { rows } = await reader.query(
    `SELECT 1 FROM residents WHERE person_id = $1::uuid UNION ALL SELECT 1 FROM orders WHERE taken_by = $1::uuid AND state = 'taken' LIMIT 1`,
    [person],
  )
  return rows.length > 0
}

/**
 * Invites a household, a resident of it who is bound already, or somebody who is in a unit, by a code that holds once and for seven days. The
 * answer is the only place where the code can ever be read. An earlier invitation of the same holds no more. `firstOnly`: throws Problem('conflict') for somebody
 * in units whom that has come to be true of meanwhile (`opensByPhone`).
 */
export async function inviteResident(
  { viewer, address }: By,
  to: Invited,
  { resident: asked, now, firstOnly = false }: { resident: string | null; now: number; firstOnly?: boolean },
): Promise<{ id: string; code: string; expiresAt: number }> {
  const [id, expiresAt, bound] = [randomUUID(), now + INVITATION_MS, boundTo(to)]
  for (;;) {
    const code = makeInvitationCode((below) => randomInt(below))
    const hash = await codeHash(code)
    const made = await transaction(async (tx) => {
      const resident = await whoIsInvited(tx, to, asked)
      if (firstOnly && 'person' in to && (await opensByPhone(to.person, tx)))
        throw new Problem('conflict', 'They have bound a phone or taken an order meanwhile.', { bound: true })
      const { rowCount } = await tx.query(
        `INSERT INTO resident_invitations (id, ${bound.column}, resident_id, code_hash, created_by, created_name, expires_at)
         VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, to_timestamp($7::float8 / 1000)) ON CONFLICT (code_hash) DO NOTHING`,
        [id, bound.id, resident, hash, viewer.id.slice(0, 100), viewer.name.slice(0, 100), expiresAt],
      )
      if (rowCount !== 1) return false
      await tx.query(
        `UPDATE resident_invitations i SET revoked_at = clock_timestamp()
         WHERE i.${bound.column} = $1::uuid AND (i.resident_id IS NOT DISTINCT FROM $2::uuid OR i.person_id IS NOT NULL) AND i.id <> $3::uuid AND ${HOLDS}`,
        [bound.id, resident, id],
      )
      const detail = { ...to, resident, expiresAt: new Date(expiresAt).toISOString() }
      await writeAudit(tx, { actor: actorOf(viewer), action: 'resident.invited', object: { kind: 'invitation', id }, address, detail })
      return true
    })
    // otherwise the same was drawn before for somebody else
    if (made) return { id, code, expiresAt }
  }
}

/** Withdraws an invitation that nobody has used; false: it does not hold any more, or is of something else. */
export async function withdrawInvitation({ viewer, address }: By, id: string, of: BoundTo): Promise<boolean> {
  const bound = boundTo(of)
  return transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE resident_invitations i SET revoked_at = clock_timestamp() WHERE i.id = $1::uuid AND i.${bound.column} = $2::uuid AND ${HOLDS}`,
      [id, bound.id],
    )
    if (rowCount !== 1) return false
    const object = { kind: 'invitation', id }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'resident.invitation_withdrawn', object, address, detail: of })
    return true
  })
}

type Open = { id: string; household: string | null; person: string | null; phone: string | null; idNumber: string | null }

/**
 * The secret of a phone that is bound by a request: of one that names itself the same however often it comes, and without the server's key nobody's to find out.
 */
async function secretFor({ requestId = randomUUID(), code }: BindIn): Promise<string> {
  return `gsr_${(await keyedHash('phone-bound', `${requestId.toLowerCase()} ${code}`)).toString('base64url')}`
}

/** How long a phone may ask again whose answer was lost. */
const AGAIN_MINUTES = 60

/**
 * Signs a phone in that this very request has bound before and whose answer it did not get, by the PIN of then, a wrong one counted. Throws Problem `unauthenticated`
 * where it has not, or not of late.
 */
async function bindAgain({ code, pin }: BindIn, secret: string, seat: Seat): Promise<SignedInPhone> {
  const used = await pool().query(
    `SELECT 1 FROM resident_invitations WHERE code_hash = $1 AND used_at > clock_timestamp() - interval '${AGAIN_MINUTES} minutes'`,
    [await codeHash(code)],
  )
  const again = used.rows.length === 0 ? null : await signInByPin({ phone: secret, pin, ...seat })
  if (again?.kind !== 'opened') throw unknown()
  return { secret, cookie: again.cookie, viewerId: again.viewerId }
}

/**
 * Binds a phone by the code of an invitation: of all who use it at once, in any number of processes, one does. The invitation, the account, the binding, the
 * first session and the audit are one transaction. Whoever was bound already, by the invitation, as the same person, or on this very phone in this household, keeps
 * what is their own; an earlier phone of theirs is nobody's. The same request again is answered as before. Throws Problem `unauthenticated` for a code that does not hold, `invalid` for
 * a PIN that is tried first.
 */
export async function bindPhone(given: BindIn, { phone, ...seat }: Seat & { phone: string | null }): Promise<SignedInPhone> {
  const secret = await secretFor(given)
  return (await bindFirst(given, secret, { phone, ...seat })) ?? bindAgain(given, secret, seat)
}

/** The same of a request that comes for the first time; null: its code does not hold (any more). */
async function bindFirst(
  { code, name, pin }: BindIn,
  secret: string,
  { phone, ...seat }: Seat & { phone: string | null },
): Promise<SignedInPhone | null> {
  const hash = await codeHash(code)
  const { rows } = await pool().query<Open>(
    `SELECT i.id::text AS id, i.household_id::text AS household, i.person_id::text AS person, COALESCE(h.phone, p.phone) AS phone,
       COALESCE(h.id_number, p.id_number) AS "idNumber"
     FROM resident_invitations i LEFT JOIN households h ON h.id = i.household_id LEFT JOIN people p ON p.id = i.person_id
     WHERE i.code_hash = $1 AND ${HOLDS} AND (h.id IS NOT NULL OR p.id IS NOT NULL)`,
    [hash],
  )
  const [open] = rows
  if (!open) return null
  const fault = pinFault(pin, open, await commonPasswords())
  if (fault) throw new Problem('invalid', pinAdvice[fault], { errors: [{ name: 'pin', message: fault }] })
  const bound = { name, pinHash: await hashPassword(pin), device: phoneHash(secret) }
  const session = await newSessionToken()
  const viewerId = await transaction(async (tx) => {
    const used = await tx.query<{ resident: string | null; by: string; byName: string }>(
      `UPDATE resident_invitations i SET used_at = clock_timestamp() WHERE i.id = $1::uuid AND ${HOLDS}
       RETURNING i.resident_id::text AS resident, i.created_by AS by, i.created_name AS "byName"`,
      [open.id],
    )
    const [invitation] = used.rows
    if (!invitation) return null
    const known = await findKnown(tx, { resident: invitation.resident, device: phoneHash(phone), ...open })
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
        `INSERT INTO residents (id, user_id, household_id, person_id, device_hash, pin_hash, created_by, created_name)
         VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5, $6, $7, $8)`,
        [id, userId, open.household, open.person, bound.device, bound.pinHash, invitation.by, invitation.byName],
      )
    }
    const actor = { id: userId, name, role: 'resident' as const }
    const of = open.person === null ? { household: open.household } : { person: open.person }
    const detail = { ...of, invitation: open.id, again: known !== null }
    await writeAudit(tx, { actor, action: 'resident.bound', object: { kind: 'resident', id }, address: seat.address, detail })
    await openResidentSession(tx, { id, userId, name, token: session.token }, seat)
    return userId
  })
  if (viewerId === null) return null
  forgetSessions()
  return { secret, cookie: session.cookie, viewerId }
}

/** Whom a phone is bound to anew: whoever the invitation is for, who is this person already, or has this phone in this household; null: somebody new. */
async function findKnown(
  tx: PoolClient,
  { resident, device, household, person }: { resident: string | null; device: Buffer | null } & Pick<Open, 'household' | 'person'>,
): Promise<{ id: string; userId: string } | null> {
  const { rows } = await tx.query<{ id: string; userId: string }>(
    `SELECT id::text AS id, user_id AS "userId" FROM residents
     WHERE (household_id = $1::uuid OR person_id = $4::uuid) AND revoked_at IS NULL
       AND CASE WHEN $2::uuid IS NOT NULL THEN id = $2::uuid ELSE person_id IS NOT NULL OR device_hash = $3::bytea END FOR UPDATE`,
    [household, resident, device, person],
  )
  if (resident !== null && !rows[0]) throw unknown()
  return rows[0] ?? null
}
