import { Problem } from '@/lib/domain/problem'
import { type PoolClient, pool } from '../engine/pool'

/**
 * An invitation `i` whose phone may still be in the hands of whoever made it: it was made or used within the last day, and nobody withdrew it unused. The code stands
 * in the answer to whoever invites, so that they could bind a phone of their own as the volunteer and read there who asks.
 */
const LATELY = `(i.used_at IS NOT NULL OR i.revoked_at IS NULL) AND COALESCE(i.used_at, i.created_at) > clock_timestamp() - interval '1 day'`

/** Those of these people whom this account has invited within the last day: it offers them no order. */
export async function invitedLately(account: string, people: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool().query<{ person: string }>(
    `SELECT i.person_id::text AS person FROM resident_invitations i WHERE i.person_id = ANY($2::uuid[]) AND i.created_by = $1 AND ${LATELY}`,
    [account.slice(0, 100), people],
  )
  return new Set(rows.map(({ person }) => person))
}

/**
 * Throws Problem('forbidden') with `invited` where this account has invited somebody within the last day who is to get an order; `order`: they take it, and whoever
 * gave it last, to them or to all, counts too, since the next is asked by the clock and an invitation may be made behind an offer.
 */
export async function needOtherInviter(
  tx: PoolClient,
  { person, account, order }: { person: string; account: string; order: string | null },
): Promise<void> {
  const { rows } = await tx.query(
    `SELECT 1 FROM resident_invitations i WHERE i.person_id = $1::uuid AND ${LATELY} AND (i.created_by = $2
       OR i.created_by = (SELECT s.actor_id FROM order_steps s WHERE s.order_id = $3::uuid AND s.action IN ('offer', 'pool', 'reassign') ORDER BY s.id DESC LIMIT 1))
     LIMIT 1`,
    [person, account.slice(0, 100), order],
  )
  if (rows.length > 0)
    throw new Problem('forbidden', 'Whoever invited a volunteer gives them no order for a day; somebody else may.', { invited: true })
}
