import { pool, transaction } from '../engine/pool'

/** When an account last said that it had looked, epoch milliseconds; null: never. */
export async function readLook(userId: string): Promise<number | null> {
  const { rows } = await pool().query<{ at: number }>("SELECT date_part('epoch', at) * 1000 AS at FROM desk_looks WHERE user_id = $1", [userId])
  return rows[0]?.at ?? null
}

/** Says that an account has looked at `now` (epoch milliseconds). Again within a minute it is the same look, and what was before stays. */
export async function markLook(userId: string, now: number): Promise<void> {
  await pool().query(
    `INSERT INTO desk_looks AS d (user_id, at) VALUES ($1, to_timestamp($2::float8 / 1000))
     ON CONFLICT (user_id) DO UPDATE SET at = excluded.at,
       before = CASE WHEN excluded.at > d.at + interval '1 minute' THEN d.at ELSE d.before END`,
    [userId, now],
  )
}

/** Takes the last mark of an account back; what was taken back already stays as it is. */
export async function takeLookBack(userId: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.query('DELETE FROM desk_looks WHERE user_id = $1 AND before IS NULL', [userId])
    await tx.query('UPDATE desk_looks SET at = before WHERE user_id = $1', [userId])
  })
}
