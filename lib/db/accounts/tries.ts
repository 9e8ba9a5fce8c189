import { pool } from '../engine/pool'
import { keyedHash } from './auth'

/**
 * What may be done so often within so many seconds from the first on, by all processes together: codes of screens that a person types; codes of invitations (eight
 * digits) from an address, and from all; what an address without an account tells, and its photos. Whoever has a phone may share its address with others.
 */
const ALLOWED = {
  'screen-code': { tries: 5, seconds: 900 },
  'invitation-address': { tries: 20, seconds: 3_600 },
  'invitation-all': { tries: 600, seconds: 3_600 },
  told: { tries: 10, seconds: 3_600 },
  photos: { tries: 40, seconds: 3_600 },
} satisfies Record<string, { tries: number; seconds: number }>
export type Tried = keyof typeof ALLOWED

/**
 * Counts a try before it is looked at, in one statement on its row, so that many at once, in any number of processes, have no more than are allowed between
 * them. Null: it may be made; otherwise in how many seconds (above 0) the next may. Who tries is kept as a hash, and only until the count ends.
 */
export async function countTry(what: Tried, who: string): Promise<number | null> {
  const { tries, seconds } = ALLOWED[what]
  const { rows } = await pool().query<{ count: number; wait: number }>(
    `INSERT INTO counted_tries AS t (what, who, count, ends_at) VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 second')
     ON CONFLICT (what, who) DO UPDATE SET
       count = CASE WHEN t.ends_at <= clock_timestamp() THEN 1 ELSE least(t.count, $4) + 1 END,
       ends_at = CASE WHEN t.ends_at <= clock_timestamp() THEN excluded.ends_at ELSE t.ends_at END
     RETURNING count, extract(epoch FROM ends_at - clock_timestamp())::float8 AS wait`,
    [what, await keyedHash(what, who), seconds, tries],
  )
  const [row] = rows
  return row && row.count > tries ? Math.max(1, Math.ceil(row.wait)) : null
}

/** It was right: takes back one try, or all. */
export async function takeBackTry(what: Tried, who: string, all: boolean): Promise<void> {
  await pool().query('UPDATE counted_tries SET count = CASE WHEN $3 THEN 0 ELSE greatest(count - 1, 0) END WHERE what = $1 AND who = $2', [
    what,
    await keyedHash(what, who),
    all,
  ])
}

/** Takes away the counts that have ended. */
export async function sweepTries(): Promise<void> {
  await pool().query('DELETE FROM counted_tries WHERE ends_at <= clock_timestamp()')
}
