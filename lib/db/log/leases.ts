import type { PoolClient } from 'pg'
import { Problem } from '@/lib/domain/problem'
import { pool } from '../engine/pool'

/** A held lease as a writing transaction checks it: `token` (the fencing token) grows with each new holder. */
export type Fence = { name: string; token: number }

const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Takes or renews the lease `name` for `holder` (a uuid of this process) for `ttlMs` by the database's clock. Null while another holds
 * it. All who seek a lease ask for the same time: one that runs for twice as long was given by a clock that was ahead, and is anybody's. Safe on
 * the embedded engine, where session locks exclude nobody.
 */
export async function takeLease(name: string, holder: string, ttlMs: number): Promise<Fence | null> {
  const { rows } = await pool().query<Fence>(
    `INSERT INTO leases AS l (name, holder, fence, expires_at) VALUES ($1, $2, 1, clock_timestamp() + $3::float8 * interval '1 millisecond')
     ON CONFLICT (name) DO UPDATE SET
       holder = excluded.holder,
       fence = CASE WHEN l.holder = excluded.holder THEN l.fence ELSE l.fence + 1 END,
       expires_at = excluded.expires_at
     WHERE l.holder = excluded.holder OR l.expires_at NOT BETWEEN clock_timestamp() AND clock_timestamp() + $3 * interval '2 milliseconds'
     RETURNING name, fence::float8 AS token`,
    [name, holder, ttlMs],
  )
  return rows[0] ?? null
}

/**
 * Renews those of these leases that `holder` has, all in one statement: a process at rest asks for them every few seconds. Answers by name the
 * fence of each, and null for one that another holds. One that it does not name has to be taken by itself: it has run out, nobody has had it
 * yet, or its row is locked, by work under the lease or by whoever takes it, and no other is kept waiting for that.
 */
export async function renewLeases(names: readonly string[], holder: string, ttlMs: number): Promise<Map<string, Fence | null>> {
  const { rows } = await pool().query<{ name: string; token: number | null }>({
    name: 'leases-renewed',
    text: `WITH own AS (SELECT name FROM leases WHERE name = ANY($1) AND holder = $2 FOR NO KEY UPDATE SKIP LOCKED),
       renewed AS (UPDATE leases l SET expires_at = clock_timestamp() + $3::float8 * interval '1 millisecond' FROM own WHERE l.name = own.name
         RETURNING l.name, l.fence::float8 AS token)
     SELECT name, token FROM renewed
     UNION ALL SELECT name, NULL FROM leases WHERE name = ANY($1) AND holder <> $2
       AND expires_at BETWEEN clock_timestamp() AND clock_timestamp() + $3 * interval '2 milliseconds'`,
    values: [names, holder, ttlMs],
  })
  return new Map(rows.map(({ name, token }) => [name, token === null ? null : { name, token }]))
}

/** True when the lease still has this fence; then nobody can take it before the transaction ends. */
export async function holdsFence(tx: PoolClient, { name, token }: Fence): Promise<boolean> {
  const { rows } = await tx.query({
    name: 'lease-fence',
    text: 'SELECT 1 FROM leases WHERE name = $1 AND fence = $2::int8 FOR SHARE',
    values: [name, token],
  })
  return rows.length > 0
}

/** Throws Problem('conflict') unless the lease still has this fence; call it in each transaction that writes under the lease. */
export async function checkFence(tx: PoolClient, fence: Fence): Promise<void> {
  if (!(await holdsFence(tx, fence))) throw leaseLost(fence.name)
}

/** The fault of work whose lease has gone to another process. */
export function leaseLost(name: string): Problem {
  return new Problem('conflict', `The lease "${name}" is held by another process now.`)
}

/** Gives the lease back at once when this holder has it; a late write under the old fence is refused from here on. */
export async function releaseLease(name: string, holder: string): Promise<void> {
  await pool().query('UPDATE leases SET holder = $3, fence = fence + 1, expires_at = clock_timestamp() WHERE name = $1 AND holder = $2', [
    name,
    holder,
    NOBODY,
  ])
}
