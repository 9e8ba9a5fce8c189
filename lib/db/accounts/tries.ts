import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { pool } from '../engine/pool'
import { keyedHash } from './auth'

/**
 * What may be done so often within so many seconds from the first on, by all processes together: codes of screens that a person types; codes of invitations
 * from an address, from all before a guard goes up, from an address while it is up, and how often that is told (`lib/db/residents/invitation-tries.ts`); what an address without an account tells; photos by a link or a
 * binding, and by an address, which has more; passwords and codes that are given again in the open sessions of an account. Whoever has a phone may share its address with others.
 */
const ALLOWED = {
  'screen-code': { tries: 5, seconds: 900 },
  'invitation-address': { tries: 20, seconds: 3_600 },
  'invitation-all': { tries: 600, seconds: 3_600 },
  'invitation-guarded': { tries: 5, seconds: 3_600 },
  'invitation-guard': { tries: 1, seconds: 3_600 },
  told: { tries: 40, seconds: 3_600 },
  photos: { tries: 40, seconds: 3_600 },
  'photos-address': { tries: 400, seconds: 3_600 },
  'session-password': { tries: 5, seconds: 900 },
  'session-code': { tries: 5, seconds: 900 },
} satisfies Record<string, { tries: number; seconds: number }>
export type Tried = keyof typeof ALLOWED

/** How often it may be done, within how many seconds. */
export const allowedTries = (what: Tried): { tries: number; seconds: number } => ALLOWED[what]

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

type Proof = 'password' | 'code'
const WRONG = { password: 'The password is wrong.', code: 'The code is wrong, or was used before.' }

/**
 * Proves a password or a code again for somebody who signed in. Such tries are counted apart from sign-ins, which strangers make too and could shut people out
 * of their open sessions by; and each kind for itself, or the right password would buy more tries of codes. Throws Problem `forbidden` when `prove` answers
 * null, `rate_limited` with `retryAfter` after five failures within 15 minutes.
 */
export async function provedAgain<T>(
  { viewer, address }: { viewer: Viewer; address: string | null },
  what: Proof,
  prove: () => Promise<T | null>,
): Promise<T> {
  const wait = await countTry(`session-${what}`, viewer.id)
  const proved = wait === null ? await prove() : null
  if (proved === null) {
    const detail = { why: wait === null ? what : 'rate_limited' }
    const object = { kind: 'account', id: viewer.id }
    await writeAudit(pool(), { actor: actorOf(viewer), action: 'step_up.failed', object, address, result: 'failed', detail })
    if (wait === null) throw new Problem('forbidden', WRONG[what])
    throw new Problem('rate_limited', `Too many tries in the sessions of this account; wait ${wait} s.`, { retryAfter: wait })
  }
  await takeBackTry(`session-${what}`, viewer.id, true)
  return proved
}
