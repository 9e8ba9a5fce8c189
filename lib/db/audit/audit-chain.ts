import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import { Problem } from '@/lib/domain/problem'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'

/** Rows that one transaction chains, and that verifying reads at once. */
const AT_ONCE = 500
/** A row may become visible after others with greater ids; this far back they are looked for again. */
const LOOK_BACK = 10_000
/** What stands before the first entry of a chain that was never cut. */
const GENESIS = Buffer.alloc(32)

const content = `a.id, (extract(epoch FROM a.at) * 1000)::float8 AS at, a.actor_id, a.actor_name, a.actor_role, a.action, a.object_kind, a.object_id,
  a.reason, a.address, a.result, a.detail::text AS detail`

type Content = {
  id: number
  at: number
  actor_id: string | null
  actor_name: string | null
  actor_role: string | null
  action: string
  object_kind: string | null
  object_id: string | null
  reason: string | null
  address: string | null
  result: string
  detail: string
}

/** sha256 over the entry before, the place in the chain and the whole row. The text of a jsonb is canonical: keys sorted, numbers as they are. */
function hashOf(sequence: number, previous: Buffer, row: Content): Buffer {
  const { id, at, actor_id, actor_name, actor_role, action, object_kind, object_id, reason, address, result, detail } = row
  const told = [sequence, previous.toString('hex'), id, Math.round(at), actor_id, actor_name, actor_role, action]
  return createHash('sha256')
    .update(JSON.stringify([...told, object_kind, object_id, reason, address, result, detail]))
    .digest()
}

const FROM_WHERE = `(SELECT COALESCE(max(row_id), 0) FROM audit_chain) - ${LOOK_BACK}`
/**
 * The rows to be chained, in order. That the chain is looked through from the same place on, and that the rows are ordered, makes a join of the ends of two indexes
 * of it: the planner cannot know how far back it is, and else may read all of one of the two each second.
 */
const UNCHAINED = `FROM audit a WHERE a.id > ${FROM_WHERE}
  AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.row_id = a.id AND c.row_id > ${FROM_WHERE}) ORDER BY a.id`

/**
 * Chains rows that are not yet in the chain, in the order of their ids, under the lease of this fence; answers how many (at most 500:
 * call again while there are some). Throws Problem('conflict') when the lease went to another process.
 */
export async function chainAudit(fence: Fence): Promise<number> {
  const { rows: waiting } = await pool().query({ name: 'audit-waits', text: `SELECT 1 ${UNCHAINED} LIMIT 1` })
  if (waiting.length === 0) return 0
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    const last = await readHead(tx)
    const { rows } = await tx.query<Content>({
      name: 'audit-unchained',
      text: `SELECT ${content} ${UNCHAINED} LIMIT ${AT_ONCE}`,
    })
    if (rows.length === 0) return 0
    let { sequence, hash } = last
    const entries = rows.map((row) => {
      const previous = hash
      sequence++
      hash = hashOf(sequence, previous, row)
      return { sequence, id: row.id, previous, hash }
    })
    await tx.query(
      `INSERT INTO audit_chain (sequence, row_id, previous, hash) SELECT * FROM UNNEST($1::int8[], $2::int8[], $3::bytea[], $4::bytea[])`,
      [entries.map((e) => e.sequence), entries.map((e) => e.id), entries.map((e) => e.previous), entries.map((e) => e.hash)],
    )
    return rows.length
  })
}

type Place = Pick<PoolClient, 'query'>
type Head = { sequence: number; hash: Buffer }

/** The last entry, or where everything before was cut off, or the beginning. */
async function readHead(tx: Place): Promise<Head> {
  const { rows } = await tx.query<Head>('SELECT sequence, hash FROM audit_chain ORDER BY sequence DESC LIMIT 1')
  return rows[0] ?? readAnchor(tx)
}

/** Where the chain begins: after the last entry that the retention period cut off (lib/db/retention/audit-cut.ts), or at the first. */
export async function readAnchor(tx: Place): Promise<Head> {
  const { rows } = await tx.query<Head>('SELECT sequence, hash FROM audit_anchors ORDER BY sequence DESC LIMIT 1')
  return rows[0] ?? { sequence: 0, hash: GENESIS }
}

/** The last entry of the chain, its hash in hex; null while there is none. Kept elsewhere, it proves later that nothing was cut off. */
export async function readAuditHead(): Promise<{ sequence: number; hash: string } | null> {
  const { sequence, hash } = await readHead(pool())
  return sequence === 0 ? null : { sequence, hash: hash.toString('hex') }
}

/** What verifying found. Hashes are hex. */
export type AuditVerdict = {
  /** entries that hold */
  verified: number
  /** entries before those, which were cut off when their retention period had passed */
  cut: number
  /** rows that are not yet chained: those of the last seconds while a server runs */
  unchained: number
  /** the last entry that holds */
  head: { sequence: number; hash: string } | null
  /** rows that say they are older than the row before them: written later than they say, or the clock was set back between the two */
  backdated: { count: number; first: { row: number; at: number; before: number }[] }
  /** the first that does not hold */
  broken: { sequence: number; row: number | null; what: string } | null
}

/** Two rows written at the same time may stand the other way round by a little, and a clock is corrected by seconds. */
const BACK_MS = 60_000
/** Rows of those that are named. */
const NAMED = 20

/** An entry of the chain with its row. */
export type Link = { sequence: number; row: number; previous: Buffer; hash: Buffer } & (Content | { id: null })

/** The entries after a sequence, in order. */
export async function readLinks(place: Place, after: number, limit = AT_ONCE): Promise<Link[]> {
  const { rows } = await place.query<Link>(
    `SELECT c.sequence, c.row_id AS row, c.previous, c.hash, ${content} FROM audit_chain c LEFT JOIN audit a ON a.id = c.row_id
     WHERE c.sequence > $1 ORDER BY c.sequence LIMIT $2`,
    [after, limit],
  )
  return rows
}

/**
 * Reads the chain from its beginning, or from where the retention period cut it, and says which entry is the first that does not hold: a
 * row that was changed or is gone, an entry that was changed, is missing, or follows another than it says, a cut that the audit does not
 * tell of. With a head kept elsewhere it also finds what was cut off or made anew. Throws Problem('invalid') for a head that was cut off.
 */
export async function verifyAudit(kept?: { sequence: number; hash: string }, onProgress?: (done: number) => void): Promise<AuditVerdict> {
  const anchor = await readAnchor(pool())
  if (kept && kept.sequence < anchor.sequence)
    throw new Problem(
      'invalid',
      `The entry ${kept.sequence} was cut off with all up to ${anchor.sequence}. If it is younger than the retention period of the audit, somebody else cut it; otherwise pass a younger head.`,
    )
  let last = anchor
  let keptHolds = kept === undefined || (kept.sequence === anchor.sequence && kept.hash === anchor.hash.toString('hex'))
  const end = async (broken: AuditVerdict['broken']): Promise<AuditVerdict> => {
    const { rows } = await pool().query<{ count: number }>(
      'SELECT count(*)::int AS count FROM audit a WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.row_id = a.id)',
    )
    // what is cut while this reads is no fault: it begins again behind the cut
    if (broken && (await readAnchor(pool())).sequence !== anchor.sequence) return verifyAudit(kept, onProgress)
    const head = last.sequence === 0 ? null : { sequence: last.sequence, hash: last.hash.toString('hex') }
    const verified = last.sequence - anchor.sequence
    return { verified, cut: anchor.sequence, unchained: rows[0]?.count ?? 0, head, backdated: await readBackdated(), broken }
  }
  if (!(await isTold(anchor))) return end({ sequence: anchor.sequence, row: null, what: 'the audit does not tell of the cut before it' })
  for (;;) {
    const rows = await readLinks(pool(), last.sequence)
    for (const link of rows) {
      const what = faultOf(link, last)
      if (what) return end({ sequence: link.sequence, row: link.row, what })
      last = { sequence: link.sequence, hash: link.hash }
      if (kept && kept.sequence === last.sequence) {
        keptHolds = kept.hash === last.hash.toString('hex')
        if (!keptHolds) return end({ sequence: last.sequence, row: link.row, what: 'the entry is not the one that was kept' })
      }
    }
    onProgress?.(last.sequence)
    if (rows.length < AT_ONCE) break
  }
  return end(
    keptHolds ? null : { sequence: kept?.sequence ?? 0, row: null, what: `the chain ends at ${last.sequence}, before the entry that was kept` },
  )
}

async function readBackdated(): Promise<AuditVerdict['backdated']> {
  const { rows } = await pool().query<{ row: number; at: number; before: number; count: number }>(
    `SELECT id AS row, at, before, count(*) OVER ()::int4 AS count
     FROM (SELECT id, extract(epoch FROM at)::float8 * 1000 AS at, extract(epoch FROM lag(at) OVER (ORDER BY id))::float8 * 1000 AS before FROM audit) told
     WHERE before - at > $1 ORDER BY id LIMIT $2`,
    [BACK_MS, NAMED],
  )
  return { count: rows[0]?.count ?? 0, first: rows.map(({ row, at, before }) => ({ row, at, before })) }
}

/** Is there a row of the audit that tells of this cut? It is younger than all that was cut, so it is there for as long as the anchor is the last. */
async function isTold({ sequence, hash }: Head): Promise<boolean> {
  if (sequence === 0) return true
  const { rows } = await pool().query(`SELECT 1 FROM audit WHERE action = 'retention.applied' AND detail->'anchor' = $1::jsonb LIMIT 1`, [
    JSON.stringify({ sequence, hash: hash.toString('hex') }),
  ])
  return rows.length > 0
}

/** Why an entry does not hold after the one before it; null: it holds. */
export function faultOf(link: Link, last: Head): string | null {
  if (link.sequence !== last.sequence + 1) return `the entry ${last.sequence + 1} before it is missing`
  if (!link.previous.equals(last.hash)) return 'the entry does not follow the one before it'
  if (link.id === null) return 'the row is gone'
  return hashOf(link.sequence, link.previous, link).equals(link.hash) ? null : 'the row is not what was chained'
}
