import { Problem } from '@/lib/domain/problem'
import { faultOf, type Link, readAnchor, readLinks } from '../audit/audit-chain'
import { type PoolClient, pool } from '../engine/pool'
import type { RetentionRule } from './retention-rule'

const AT_ONCE = 500

/**
 * Cuts old entries off the beginning of the chain, as far as all of them are old: they go with their rows, and the last of them stays as
 * the anchor from which the rest is verified. The row of the audit that tells of it names the anchor too. An entry that does not hold is
 * never cut, since it is evidence: throws Problem('conflict'). An ordinary role has no right to delete these rows and is given it for this
 * transaction alone; triggers refuse whatever lies behind the anchor or is younger than 180 days.
 */
async function take(tx: PoolClient, before: number, _after: number, limit = AT_ONCE) {
  const old: Link[] = []
  let last = await readAnchor(tx)
  for (const link of await readLinks(tx, last.sequence, limit)) {
    const what = faultOf(link, last)
    if (what) throw new Problem('conflict', `The audit is broken at entry ${link.sequence} (${what}), so nothing is cut off it.`)
    if (link.id === null || link.at >= before) break
    old.push(link)
    last = { sequence: link.sequence, hash: link.hash }
  }
  const [first, end] = [old[0], old.at(-1)]
  if (!first || !end) return { count: 0, detail: {}, next: null }
  await tx.query('INSERT INTO audit_anchors (sequence, row_id, hash) VALUES ($1, $2, $3)', [end.sequence, end.row, end.hash])
  await tx.query('GRANT DELETE ON audit, audit_chain TO CURRENT_USER')
  await tx.query('DELETE FROM audit WHERE id = ANY($1::int8[])', [old.map((link) => link.row)])
  await tx.query('DELETE FROM audit_chain WHERE sequence <= $1', [end.sequence])
  await tx.query('REVOKE DELETE ON audit, audit_chain FROM CURRENT_USER')
  const anchor = { sequence: end.sequence, hash: end.hash.toString('hex') }
  return { count: old.length, detail: { from: first.sequence, anchor }, next: old.length < limit ? null : 0 }
}

/** Rows of the audit that are old, as far as no younger one was chained before them. */
export const auditRule: RetentionRule = {
  async count(before) {
    const { rows } = await pool().query<{ count: number }>(
      `SELECT count(*)::int4 AS count FROM audit_chain c WHERE c.sequence < COALESCE(
         (SELECT min(c.sequence) FROM audit a JOIN audit_chain c ON c.row_id = a.id WHERE a.at >= to_timestamp($1::float8 / 1000)), 'infinity'::float8)`,
      [before],
    )
    return rows[0]?.count ?? 0
  },
  take,
}
