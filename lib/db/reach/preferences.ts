import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { NO_PREFERENCES, Preferences } from '@/lib/domain/preferences'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'

/** Which alerts call this person (an account's id), as they have set it, or everything. */
export async function readPreferences(userId: string): Promise<Preferences> {
  const { rows } = await pool().query<{ body: unknown }>('SELECT body FROM alert_preferences WHERE user_id = $1', [userId])
  return rows[0] ? Preferences.parse(rows[0].body) : NO_PREFERENCES
}

/**
 * Sets which alerts call the viewer, in place of what was set, with a row of the audit. Throws Problem('not_found') for a type that there is not.
 * `now`: epoch milliseconds.
 */
export async function writePreferences(
  viewer: Viewer,
  wanted: Preferences,
  { now, address }: { now: number; address: string | null },
): Promise<void> {
  const { typeByCode } = await loadAtlas()
  const missing = wanted.types?.find((code) => !typeByCode.has(code))
  if (missing !== undefined) throw new Problem('not_found', `There is no type ${JSON.stringify(missing)}.`)
  const object = { kind: 'account', id: viewer.id }
  await transaction(async (tx) => {
    await tx.query(
      `INSERT INTO alert_preferences (user_id, body, updated_at) VALUES ($1, $2::jsonb, to_timestamp($3::float8 / 1000))
       ON CONFLICT (user_id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at`,
      [viewer.id, JSON.stringify(wanted), now],
    )
    await writeAudit(tx, { actor: actorOf(viewer), action: 'preferences.changed', object, address, detail: { ...wanted } })
  })
}
