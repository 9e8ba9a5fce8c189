import { writeAudits } from '../audit/audit'
import type { PoolClient } from '../engine/pool'

const SOURCES = { id: 'sources', name: 'sources', role: null }
type Row = { id: string; member: string }
const audit = (tx: PoolClient, action: 'account.disabled' | 'account.enabled', rows: readonly Row[]) =>
  writeAudits(
    tx,
    rows.map(({ id, member }) => ({ actor: SOURCES, action, object: { kind: 'account', id }, detail: { memberId: member } })),
  )

/**
 * Disables the accounts of people who left at this very instant, which tells them from those that an administrator disabled. Administrators are disabled by
 * administrators alone: no list of another system shuts a county out.
 */
export async function suspendAccounts(tx: PoolClient, people: readonly string[], at: Date): Promise<void> {
  const { rows } = await tx.query<Row>(
    `UPDATE users SET disabled_at = $2, updated_at = clock_timestamp()
     WHERE member_id = ANY($1::text[]) AND disabled_at IS NULL AND role <> 'administrator' RETURNING id, member_id AS member`,
    [people, at],
  )
  await tx.query('DELETE FROM sessions WHERE user_id = ANY($1::text[])', [rows.map(({ id }) => id)])
  await audit(tx, 'account.disabled', rows)
}

/** Enables what `suspendAccounts` disabled, where these people are about to be back. */
export async function resumeAccounts(tx: PoolClient, people: readonly string[]): Promise<void> {
  const { rows } = await tx.query<Row>(
    `UPDATE users u SET disabled_at = NULL, updated_at = clock_timestamp() FROM people p
     WHERE p.id = ANY($1::uuid[]) AND p.left_at IS NOT NULL AND u.member_id = p.id::text AND u.disabled_at = p.left_at RETURNING u.id, u.member_id AS member`,
    [people],
  )
  await audit(tx, 'account.enabled', rows)
}
