import type { SourceSubject } from '@/lib/domain/source'
import type { Matchable, RecordMatch } from '@/lib/domain/source-match'
import { hashes, texts, uuids } from '../engine/arrays'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import type { SourceItem } from './item'
import type { StoredSource } from './stored'
import { storedSubject } from './subjects'

/** What was kept of a row before; `stands`: what was made of it is there as it was made. */
export type KeptRecord = { hash: string; left: boolean; stands: boolean }

/** How many records of a source stand, and how many have left. */
export async function countRecords(source: string): Promise<{ standing: number; left: number }> {
  const { rows } = await pool().query<{ standing: number; left: number }>(
    `SELECT count(*) FILTER (WHERE left_at IS NULL)::int4 AS standing, count(*) FILTER (WHERE left_at IS NOT NULL)::int4 AS left
     FROM source_records WHERE source_id = $1::uuid`,
    [source],
  )
  return rows[0] ?? { standing: 0, left: 0 }
}

/** What was kept of these rows, by their ids. */
export async function findKept({ id, subject, effect }: StoredSource, ids: readonly string[]): Promise<Map<string, KeptRecord>> {
  const of = storedSubject(subject)
  const stands = effect === 'compare' ? 'true' : of.stands
  const made = effect === 'compare' ? '' : `LEFT JOIN ${of.table} t ON t.id = r.subject_id`
  const { rows } = await pool().query<KeptRecord & { id: string }>({
    name: `source-kept-${subject}-${effect}`,
    text: `SELECT r.external_id AS id, encode(r.hash, 'hex') AS hash, r.left_at IS NOT NULL AS left, ${stands} AS stands
      FROM unnest($2::text[]) AS u (external_id) JOIN source_records r ON r.source_id = $1::uuid AND r.external_id = u.external_id ${made}`,
    values: [id, texts(ids, (one) => one)],
  })
  return new Map(rows.map(({ id: external, ...kept }) => [external, kept]))
}

/** Writes what rows say now, and of a source that keeps, what is made of them: one transaction under the fence. */
export async function writeItems(fence: Fence, source: StoredSource, items: readonly SourceItem[]): Promise<void> {
  if (items.length === 0) return
  const keeps = source.effect === 'keep'
  const { write, idOf } = storedSubject(source.subject)
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    if (keeps) await write?.(tx, source, items)
    await tx.query({
      name: `source-records-${source.effect}`,
      text: `INSERT INTO source_records AS r (source_id, external_id, hash, grid_code, community, name, phone, id_number, address, fault, subject_id, match, updated_at)
        SELECT $1::uuid, u.*, ${keeps ? `s.id, 'own'` : `NULL, 'none'`}, clock_timestamp()
        FROM unnest($2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
          AS u (external_id, hash, grid_code, community, name, phone, id_number, address, fault)
        ${keeps ? 'JOIN unnest($2::text[], $11::uuid[]) AS s (external_id, id) ON s.external_id = u.external_id' : ''}
        ON CONFLICT (source_id, external_id) DO UPDATE SET hash = excluded.hash, grid_code = excluded.grid_code, community = excluded.community,
          name = excluded.name, phone = excluded.phone, id_number = excluded.id_number, address = excluded.address, fault = excluded.fault,
          left_at = NULL, updated_at = excluded.updated_at${keeps ? `, subject_id = excluded.subject_id, match = 'own'` : ''}`,
      values: [
        source.id,
        texts(items, (i) => i.externalId),
        hashes(items, (i) => i.hash),
        texts(items, (i) => i.grid),
        texts(items, (i) => i.community),
        texts(items, (i) => i.name),
        texts(items, (i) => i.phone),
        texts(items, (i) => i.idNumber),
        texts(items, (i) => i.address),
        texts(items, (i) => i.fault),
        ...(keeps ? [uuids(items, (i) => idOf(source, i))] : []),
      ],
    })
  })
}

/** Ids of the records that stand, after one, in their order: a page. */
export async function listStanding(source: string, after: string | null, limit: number): Promise<{ id: string; name: string }[]> {
  const { rows } = await pool().query<{ id: string; name: string }>(
    `SELECT external_id AS id, name FROM source_records WHERE source_id = $1::uuid AND left_at IS NULL AND ($2::text IS NULL OR external_id > $2)
     ORDER BY external_id LIMIT $3`,
    [source, after, limit],
  )
  return rows
}

/**
 * Marks records as left, and of a source that keeps, what was made of them: it is in no list and no figure, and nothing of it is lost.
 */
export async function leaveRecords(fence: Fence, { id, subject, effect }: StoredSource, gone: readonly string[], now: number): Promise<void> {
  if (gone.length === 0) return
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    const { rows } = await tx.query<{ subject: string | null }>(
      `UPDATE source_records SET left_at = $3 WHERE source_id = $1::uuid AND external_id = ANY($2::text[]) AND left_at IS NULL
       RETURNING subject_id::text AS subject`,
      [id, gone, new Date(now)],
    )
    if (effect === 'compare') return
    const ids = rows.flatMap(({ subject: made }) => made ?? [])
    await storedSubject(subject).leave?.(tx, ids, new Date(now))
  })
}

/**
 * Counts the tables anew for the planner, after much was written: the embedded engine never does so by itself, and without it would look for
 * those here whom a source does not know by one table times the other.
 */
export async function countForPlanner({ subject }: StoredSource): Promise<void> {
  await pool().query('ANALYZE source_records')
  await pool().query(`ANALYZE ${storedSubject(subject).table}`)
}

/** Communities that records of a source lie in. */
export async function listCommunities(source: string): Promise<string[]> {
  const { rows } = await pool().query<{ community: string }>(
    'SELECT DISTINCT community FROM source_records WHERE source_id = $1::uuid ORDER BY community',
    [source],
  )
  return rows.map(({ community }) => community)
}

/** What records of a community can be known by, with who they are known to be. */
export async function readMatchable(source: string, community: string): Promise<(Matchable & { known: { id: string | null; match: string } })[]> {
  const { rows } = await pool().query<Matchable & { known: { id: string | null; match: string } }>(
    `SELECT external_id AS id, name, phone, id_number AS "idNumber", address, json_build_object('id', subject_id, 'match', match) AS known
     FROM source_records WHERE source_id = $1::uuid AND community = $2 AND left_at IS NULL ORDER BY external_id`,
    [source, community],
  )
  return rows
}

/** What those who are here, in these grids and of another source, can be known by. */
export async function readHere(subject: SourceSubject, grids: readonly string[]): Promise<Matchable[]> {
  const { matchable } = storedSubject(subject)
  if (matchable === null) return []
  const { rows } = await pool().query<Matchable>(matchable, [grids])
  return rows
}

/** Writes who records are known to be, where that has changed. */
export async function writeMatches(
  fence: Fence,
  source: string,
  found: readonly { id: string; subject: string | null; match: RecordMatch }[],
): Promise<void> {
  if (found.length === 0) return
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `UPDATE source_records r SET subject_id = u.subject::uuid, match = u.match
       FROM unnest($2::text[], $3::text[], $4::text[]) AS u (external_id, subject, match) WHERE r.source_id = $1::uuid AND r.external_id = u.external_id`,
      [source, texts(found, (f) => f.id), texts(found, (f) => f.subject), texts(found, (f) => f.match)],
    )
  })
}
