import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import type { MyPhone } from '@/lib/domain/my'
import { type BoundPhones, Invitation, MAX_PIN_FAILURES, PhoneSecret, Resident } from '@/lib/domain/resident'
import { forgetSessions } from '../accounts/sessions'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'

/**
 * A resident whose binding holds, with the household or the person in units that it is of: one of both. `grid`: where the household lives; of a person the smallest
 * grid that they have to do with, first of all of what they are now.
 */
export type BoundResident = { id: string; userId: string; name: string; householdId: string | null; personId: string | null; grid: string }

/** What residents are bound to: a household, or a person who is in a unit. */
export type BoundTo = { household: string } | { person: string }

/** The column and the id that say what a row is bound to. */
export const boundTo = (to: BoundTo): { column: 'household_id' | 'person_id'; id: string } =>
  'household' in to ? { column: 'household_id', id: to.household } : { column: 'person_id', id: to.person }

/** Who does it, and from where: it stands in the audit. */
export type By = { viewer: Viewer; address: string | null }

/** The hash that the secret of a phone is kept as; null: this is none. */
export function phoneHash(secret: string | null): Buffer | null {
  return z.safeParse(PhoneSecret, secret).success ? createHash('sha256').update(String(secret)).digest() : null
}

const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
/** Bindings `r` that hold with their accounts `u`, and the household `h` or the person `p` that each is of, neither of which has left. */
export const BINDINGS = `residents r JOIN users u ON u.id = r.user_id AND u.disabled_at IS NULL
  LEFT JOIN households h ON h.id = r.household_id AND h.left_at IS NULL LEFT JOIN people p ON p.id = r.person_id AND p.left_at IS NULL
  WHERE r.revoked_at IS NULL AND (h.id IS NOT NULL OR p.id IS NOT NULL)`
const TODAY = `(clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date`
/** What a person has to do with: grids of the units that they are in or were, and of their posts. */
const GRID_OF_PERSON = `(SELECT g.code FROM (
    SELECT COALESCE(m.grid_code, of.grid_code) AS code, un.ended_at IS NULL AND (m.to_day IS NULL OR m.to_day > ${TODAY}) AS holds
      FROM unit_members m JOIN units un ON un.id = m.unit_id JOIN unit_grids of ON of.unit_id = m.unit_id WHERE m.person_id = r.person_id
    UNION ALL SELECT o.grid_code, true FROM posts o WHERE o.person_id = r.person_id) AS g
  ORDER BY g.holds DESC, length(g.code) DESC, g.code LIMIT 1)`
const BOUND = `SELECT r.id::text AS id, r.user_id AS "userId", u.name, r.household_id::text AS "householdId", r.person_id::text AS "personId",
    COALESCE(h.grid_code, ${GRID_OF_PERSON}) AS grid FROM ${BINDINGS}`
/** An invitation `i` that can be used: none of a household or a person that has left. */
export const HOLDS = `i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > clock_timestamp()
  AND NOT EXISTS (SELECT FROM households gone WHERE gone.id = i.household_id AND gone.left_at IS NOT NULL)
  AND NOT EXISTS (SELECT FROM people gone WHERE gone.id = i.person_id AND gone.left_at IS NOT NULL)`

/** The resident of this account, whose binding holds and whose household or person is there; null: there is none. */
export async function readResident(userId: string): Promise<BoundResident | null> {
  const { rows } = await pool().query<BoundResident>(`${BOUND} AND r.user_id = $1`, [userId])
  return rows[0] ?? null
}

/** The name of the resident whom a phone is bound to; null: it is bound to nobody. */
export async function readPhone(secret: string | null): Promise<MyPhone | null> {
  const hash = phoneHash(secret)
  if (!hash) return null
  const { rows } = await pool().query<MyPhone>(`SELECT u.name, r.failures >= ${MAX_PIN_FAILURES} AS locked FROM ${BINDINGS} AND r.device_hash = $1`, [
    hash,
  ])
  return rows[0] ?? null
}

/** Who is bound to a household or as a person, the oldest first, and the invitations that hold. */
export async function listResidents(to: BoundTo): Promise<BoundPhones> {
  const { column, id } = boundTo(to)
  const residents = await pool().query(
    `SELECT r.id::text AS id, u.name, r.failures >= ${MAX_PIN_FAILURES} AS locked, ${instant('r.created_at')} AS "boundAt", r.created_name AS "invitedBy",
       ${instant('r.signed_in_at')} AS "signedInAt"
     FROM residents r JOIN users u ON u.id = r.user_id WHERE r.${column} = $1::uuid AND r.revoked_at IS NULL ORDER BY r.created_at, r.id`,
    [id],
  )
  const invitations = await pool().query(
    `SELECT i.id::text AS id, i.resident_id::text AS resident, ${instant('i.created_at')} AS "createdAt", i.created_name AS "createdBy",
       ${instant('i.expires_at')} AS "expiresAt"
     FROM resident_invitations i WHERE i.${column} = $1::uuid AND ${HOLDS} ORDER BY i.created_at, i.id`,
    [id],
  )
  return { residents: z.parse(z.array(Resident), residents.rows), invitations: z.parse(z.array(Invitation), invitations.rows) }
}

/** Households of these grids, those of them that have a phone bound, and how many residents that is. Reads the households of the grids once. */
export async function countResidents(grids: readonly string[]): Promise<{ households: number; bound: number; residents: number }> {
  const { rows } = await pool().query<{ households: number; bound: number; residents: number }>(
    `SELECT (SELECT count(*)::int4 FROM households WHERE left_at IS NULL AND grid_code = ANY($1::text[])) AS households,
       count(DISTINCT r.household_id)::int4 AS bound, count(*)::int4 AS residents
     FROM residents r JOIN households h ON h.id = r.household_id WHERE r.revoked_at IS NULL AND h.left_at IS NULL AND h.grid_code = ANY($1::text[])`,
    [grids],
  )
  return rows[0] ?? { households: 0, bound: 0, residents: 0 }
}

type Ends = { household: string | null; person: string | null }
const toldBound = ({ household, person }: Ends): BoundTo => (household === null ? { person: person ?? '' } : { household })
const ENDS = 'household_id::text AS household, person_id::text AS person'

/** What a resident whose binding holds is bound to; null: there is none. */
export async function bindingOfResident(id: string): Promise<BoundTo | null> {
  const { rows } = await pool().query<Ends>(`SELECT ${ENDS} FROM residents WHERE id = $1::uuid AND revoked_at IS NULL`, [id])
  return rows[0] ? toldBound(rows[0]) : null
}

/**
 * Ends a binding for good: the phone is nobody's, the sessions end (sockets and other processes follow within 5 s), and what the resident was invited by
 * anew holds no more; where they started from as a volunteer is forgotten. What they reported stays. False: it had been ended.
 */
export async function revokeResident({ viewer, address }: By, id: string): Promise<boolean> {
  const revoked = await transaction(async (tx) => {
    const { rows } = await tx.query<Ends & { userId: string }>(
      `UPDATE residents SET revoked_at = clock_timestamp() WHERE id = $1::uuid AND revoked_at IS NULL
       RETURNING user_id AS "userId", ${ENDS}`,
      [id],
    )
    const [row] = rows
    if (!row) return false
    await tx.query('UPDATE users SET disabled_at = clock_timestamp() WHERE id = $1', [row.userId])
    await tx.query('DELETE FROM sessions WHERE user_id = $1', [row.userId])
    await tx.query('UPDATE resident_invitations i SET revoked_at = clock_timestamp() WHERE i.resident_id = $1::uuid AND i.used_at IS NULL', [id])
    // where they start from as a volunteer was theirs to say, and nobody can forget it any more
    await tx.query('UPDATE order_volunteers v SET position = NULL FROM residents r WHERE r.id = $1::uuid AND v.person_id = r.person_id', [id])
    const [object, detail] = [{ kind: 'resident', id }, toldBound(row)]
    await writeAudit(tx, { actor: actorOf(viewer), action: 'resident.revoked', object, address, detail })
    return true
  })
  forgetSessions()
  return revoked
}
