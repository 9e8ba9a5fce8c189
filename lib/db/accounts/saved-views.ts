import { randomUUID } from 'node:crypto'
import { Problem } from '@/lib/domain/problem'
import { MAX_VIEWS, type SavedView, type SavedViewIn } from '@/lib/domain/saved-view'
import { pool, transaction } from '../engine/pool'

/** The views that an account has saved, in the order in which they were made. */
export async function listViews(userId: string): Promise<SavedView[]> {
  const { rows } = await pool().query<SavedView>(
    'SELECT id::text AS id, list, name, query FROM saved_views WHERE user_id = $1 ORDER BY created_at, id',
    [userId],
  )
  return rows
}

/** Saves a view of an account, in place of the one of that name. Throws Problem('conflict') where it has as many as it may. */
export async function saveView(userId: string, { list, name, query }: SavedViewIn): Promise<void> {
  await transaction(async (tx) => {
    // one at a time of an account, so that two at once do not make one too many
    await tx.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId])
    const { rows } = await tx.query<{ others: number }>(
      'SELECT count(*)::int4 AS others FROM saved_views WHERE user_id = $1 AND NOT (list = $2 AND name = $3)',
      [userId, list, name],
    )
    if ((rows[0]?.others ?? 0) >= MAX_VIEWS) throw new Problem('conflict', `There are ${MAX_VIEWS} views already; remove one first.`)
    await tx.query(
      `INSERT INTO saved_views (id, user_id, list, name, query) VALUES ($1::uuid, $2, $3, $4, $5)
        ON CONFLICT (user_id, list, name) DO UPDATE SET query = excluded.query`,
      [randomUUID(), userId, list, name, query],
    )
  })
}

/** Removes a view of an account; false: it has none of that id. */
export async function removeView(userId: string, id: string): Promise<boolean> {
  const { rowCount } = await pool().query('DELETE FROM saved_views WHERE user_id = $1 AND id = $2::uuid', [userId, id])
  return rowCount === 1
}
