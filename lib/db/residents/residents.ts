import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import type { MyPhone } from '@/lib/domain/my'
import { type HouseholdResidents, Invitation, MAX_PIN_FAILURES, PhoneSecret, Resident } from '@/lib/domain/resident'
import { forgetSessions } from '../accounts/sessions'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'

/** A resident whose binding holds, with the household that it is of. */
export type BoundResident = { id: string; userId: string; name: string; householdId: string; grid: string }

/** Who does it, and from where: it stands in the audit. */
export type By = { viewer: Viewer; address: string | null }

/** The hash that the secret of a phone is kept as; null: this is none. */
export function phoneHash(secret: string | null): Buffer | null {
  return z.safeParse(PhoneSecret, secret).success ? createHash('sha256').update(String(secret)).digest() : null
}

const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const BOUND = `SELECT r.id::text AS id, r.user_id AS "userId", u.name, r.household_id::text AS "householdId", h.grid_code AS grid
  FROM residents r JOIN users u ON u.id = r.user_id JOIN households h ON h.id = r.household_id
  WHERE r.revoked_at IS NULL AND u.disabled_at IS NULL`
/** An invitation `i` that can be used. */
export const HOLDS = 'i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > clock_timestamp()'

/** The resident of this account, whose binding holds and whose household is there; null: there is none. */
export async function readResident(userId: string): Promise<BoundResident | null> {
  const { rows } = await pool().query<BoundResident>(`${BOUND} AND r.user_id = $1`, [userId])
  return rows[0] ?? null
}

/** The name of the resident whom a phone is bound to; null: it is bound to nobody. */
export async function readPhone(secret: string | null): Promise<MyPhone | null> {
  const hash = phoneHash(secret)
  if (!hash) return null
  const { rows } = await pool().query<MyPhone>(
    `SELECT u.name, r.failures >= ${MAX_PIN_FAILURES} AS locked FROM residents r JOIN users u ON u.id = r.user_id JOIN households h ON h.id = r.household_id
     WHERE r.device_hash = $1 AND r.revoked_at IS NULL AND u.disabled_at IS NULL`,
    [hash],
  )
  return rows[0] ?? null
}

/** Who of a household is bound, the oldest first, and its invitations that hold. */
export async function listResidents(householdId: string): Promise<HouseholdResidents> {
  const residents = await pool().query(
    `SELECT r.id::text AS id, u.name, r.failures >= ${MAX_PIN_FAILURES} AS locked, ${instant('r.created_at')} AS "boundAt", r.created_name AS "invitedBy",
       ${instant('r.signed_in_at')} AS "signedInAt"
     FROM residents r JOIN users u ON u.id = r.user_id WHERE r.household_id = $1::uuid AND r.revoked_at IS NULL ORDER BY r.created_at, r.id`,
    [householdId],
  )
  const invitations = await pool().query(
    `SELECT i.id::text AS id, i.resident_id::text AS resident, ${instant('i.created_at')} AS "createdAt", i.created_name AS "createdBy",
       ${instant('i.expires_at')} AS "expiresAt"
     FROM resident_invitations i WHERE i.household_id = $1::uuid AND ${HOLDS} ORDER BY i.created_at, i.id`,
    [householdId],
  )
  return { residents: z.parse(z.array(Resident), residents.rows), invitations: z.parse(z.array(Invitation), invitations.rows) }
}

/** Households of these grids, those of them that have a phone bound, and how many residents that is. Reads the households of the grids once. */
export async function countResidents(grids: readonly string[]): Promise<{ households: number; bound: number; residents: number }> {
  const { rows } = await pool().query<{ households: number; bound: number; residents: number }>(
    `SELECT (SELECT count(*)::int4 FROM households WHERE left_at IS NULL AND grid_code = ANY($1::text[])) AS households,
       count(DISTINCT r.household_id)::int4 AS bound, count(*)::int4 AS residents
     FROM residents r JOIN households h ON h.id = r.household_id WHERE r.revoked_at IS NULL AND h.grid_code = ANY($1::text[])`,
    [grids],
  )
  return rows[0] ?? { households: 0, bound: 0, residents: 0 }
}

/** The household of a resident whose binding holds; null: there is none. */
export async function householdOfResident(id: string): Promise<string | null> {
  const { rows } = await pool().query<{ household: string }>(
    'SELECT household_id::text AS household FROM residents WHERE id = $1::uuid AND revoked_at IS NULL',
    [id],
  )
  return rows[0]?.household ?? null
}

/**
 * Ends a binding for good: the phone is nobody's, the sessions end (sockets and other processes follow within 5 s), and what the resident was invited by
 * anew holds no more. What they reported stays. False: it had been ended.
 */
export async function revokeResident({ viewer, address }: By, id: string): Promise<boolean> {
  const revoked = await transaction(async (tx) => {
    const { rows } = await tx.query<{ userId: string; household: string }>(
      `UPDATE residents SET revoked_at = clock_timestamp() WHERE id = $1::uuid AND revoked_at IS NULL
       RETURNING user_id AS "userId", household_id::text AS household`,
      [id],
    )
    const [row] = rows
    if (!row) return false
    await tx.query('UPDATE users SET disabled_at = clock_timestamp() WHERE id = $1', [row.userId])
    await tx.query('DELETE FROM sessions WHERE user_id = $1', [row.userId])
    await tx.query('UPDATE resident_invitations i SET revoked_at = clock_timestamp() WHERE i.resident_id = $1::uuid AND i.used_at IS NULL', [id])
    const [object, detail] = [{ kind: 'resident', id }, { household: row.household }]
    await writeAudit(tx, { actor: actorOf(viewer), action: 'resident.revoked', object, address, detail })
    return true
  })
  forgetSessions()
  return revoked
}
