import { RejectCode } from '@/lib/domain/source'
import { noSourceCounts, type SourceCounts, type SourceList } from '@/lib/domain/source-list'
import { RecordMatch } from '@/lib/domain/source-match'
import { subjectRow } from '@/lib/domain/source-subjects'
import { pool } from '../engine/pool'
import type { StoredSource } from './stored'
import { storedSubject } from './subjects'

/** What holds of records `r` of each list. */
const CONDITIONS = {
  matched: `r.left_at IS NULL AND r.subject_id IS NOT NULL`,
  onlySource: `r.left_at IS NULL AND r.match = 'none'`,
  several: `r.left_at IS NULL AND r.match = 'several'`,
  unbound: `r.left_at IS NULL AND r.fault IS NOT NULL`,
  left: `r.left_at IS NOT NULL`,
} as const satisfies Partial<Record<SourceList, string>>
type OfRecords = keyof typeof CONDITIONS

/** Of the place that a source is of; `$n` as patterns. */
const within = (n: number) => `(cardinality($${n}::text[]) = 0 OR h.grid_code LIKE ANY($${n}::text[]))`
const patterns = (areas: readonly string[]) => areas.map((code) => `${code}%`)
const UNKNOWN = `NOT EXISTS (SELECT FROM source_records r WHERE r.subject_id = h.id AND r.source_id = $1::uuid AND r.left_at IS NULL)`

/** The run whose rejected rows are those of now: the last that came to an end. */
const LAST_READ = `(SELECT id FROM source_runs WHERE source_id = $1::uuid AND state IN ('done', 'held', 'confirmed', 'dropped') ORDER BY asked_at DESC LIMIT 1)`

/** What is asked of a source here. */
type Listed = Pick<StoredSource, 'id' | 'subject' | 'effect' | 'areas'>

/** What a source of this kind lists: nothing else of its records is told to anybody. */
export const listsOf = ({ subject, effect }: Pick<Listed, 'subject' | 'effect'>): readonly SourceList[] => subjectRow(subject).lists[effect]

/** Counts of each list by grid or community; key null: rows that name no place that is here. */
export async function countLists(source: Listed): Promise<Map<string | null, SourceCounts>> {
  const { id, subject, areas } = source
  const lists = listsOf(source)
  const found = new Map<string | null, SourceCounts>()
  const of = (key: string | null): SourceCounts => {
    const counts = found.get(key) ?? noSourceCounts()
    found.set(key, counts)
    return counts
  }
  const names = (Object.keys(CONDITIONS) as OfRecords[]).filter((name) => lists.includes(name))
  if (names.length > 0) await countRecorded()
  const { here } = storedSubject(subject)
  if (here !== null && lists.includes('onlyHere')) {
    const { rows } = await pool().query<{ key: string; n: number }>(
      `SELECT h.grid_code AS key, count(*)::int4 AS n ${here} AND ${within(2)} AND ${UNKNOWN} GROUP BY 1`,
      [id, patterns(areas)],
    )
    for (const { key, n } of rows) of(key).onlyHere += n
  }
  const { rows: rejected } = await pool().query<{ key: string | null; n: number }>(
    `SELECT community AS key, count(*)::int4 AS n FROM source_rejects WHERE run_id = ${LAST_READ} GROUP BY 1`,
    [id],
  )
  for (const { key, n } of rejected) of(key).rejected += n
  return found

  async function countRecorded(): Promise<void> {
    const { rows } = await pool().query<{ key: string } & Record<OfRecords, number>>(
      `SELECT community AS key, ${names.map((name) => `count(*) FILTER (WHERE ${CONDITIONS[name]})::int4 AS "${name}"`).join(', ')}
     FROM source_records r WHERE source_id = $1::uuid GROUP BY 1`,
      [id],
    )
    for (const { key, ...counts } of rows) Object.assign(of(key), counts)
  }
}

/** A row of a list in clear: nothing of it goes out but through `domain/masking.ts`. */
export type StoredListRow = {
  key: string
  externalId: string | null
  name: string | null
  address: string | null
  phone: string | null
  grid: string | null
  told: string | null
  match: RecordMatch | null
  line: number | null
  column: string | null
  field: string | null
  code: RejectCode | null
  why: string | null
  leftAt: Date | null
}

/** Which rows: of these grids; `unplaced`: rows that name no place here too. After the key that a page ended with. */
export type ListFilter = { list: SourceList; grids: readonly string[]; unplaced: boolean; after: string | null; limit: number }

/** A page of a list, in the order of its keys. */
export async function listSourceRows(source: Listed, filter: ListFilter): Promise<StoredListRow[]> {
  const { list, grids, unplaced, after, limit } = filter
  const { here } = storedSubject(source.subject)
  if (!listsOf(source).includes(list)) return []
  const empty = `NULL AS line, NULL AS column, NULL AS field, NULL AS code, NULL AS why`
  if (list === 'rejected') {
    const { rows } = await pool().query<StoredListRow>(
      `SELECT line::text AS key, external_id AS "externalId", NULL AS name, NULL AS address, NULL AS phone, community AS grid, told, NULL AS match,
         line, COALESCE(column_name, field) AS column, field, code, message AS why, NULL AS "leftAt"
       FROM source_rejects WHERE run_id = ${LAST_READ} AND (community = ANY($2::text[]) OR ($3 AND community IS NULL))
         AND ($4::int4 IS NULL OR line > $4::int4) ORDER BY line LIMIT $5`,
      [source.id, grids, unplaced, after, limit],
    )
    return rows.map((row) => ({ ...row, code: RejectCode.parse(row.code) }))
  }
  if (list === 'onlyHere') {
    const { rows } = await pool().query<StoredListRow>(
      `SELECT h.id::text AS key, NULL AS "externalId", h.name, h.address, h.phone, h.grid_code AS grid, NULL AS told, NULL AS match, ${empty}, NULL AS "leftAt"
       ${here} AND h.grid_code = ANY($2::text[]) AND ($3::uuid IS NULL OR h.id > $3::uuid) AND ${within(5)} AND ${UNKNOWN} ORDER BY h.id LIMIT $4`,
      [source.id, grids, after, limit, patterns(source.areas)],
    )
    return rows
  }
  const { rows } = await pool().query<StoredListRow>(
    `SELECT r.external_id AS key, r.external_id AS "externalId", r.name, r.address, r.phone, r.grid_code AS grid, NULL AS told, r.match, ${empty},
       r.left_at AS "leftAt"
     FROM source_records r WHERE r.source_id = $1::uuid AND r.grid_code = ANY($2::text[]) AND ${CONDITIONS[list]}
       AND ($3::text IS NULL OR r.external_id > $3) ORDER BY r.external_id LIMIT $4`,
    [source.id, grids, after, limit],
  )
  return rows.map((row) => ({ ...row, match: RecordMatch.parse(row.match) }))
}

/** How many rows `listSourceRows` would list. */
export async function countSourceRows(source: Listed, filter: Pick<ListFilter, 'list' | 'grids' | 'unplaced'>): Promise<number> {
  const { list, grids, unplaced } = filter
  const { here } = storedSubject(source.subject)
  if (!listsOf(source).includes(list)) return 0
  const from =
    list === 'rejected'
      ? `source_rejects WHERE run_id = ${LAST_READ} AND (community = ANY($2::text[]) OR ($3 AND community IS NULL))`
      : list === 'onlyHere'
        ? `(SELECT h.id ${here} AND h.grid_code = ANY($2::text[]) AND ${within(4)} AND ${UNKNOWN}) AS o WHERE $3::bool IS NOT NULL`
        : `source_records r WHERE r.source_id = $1::uuid AND r.grid_code = ANY($2::text[]) AND ${CONDITIONS[list]} AND $3::bool IS NOT NULL`
  const { rows } = await pool().query<{ n: number }>(
    `SELECT count(*)::int4 AS n FROM ${from}${list === 'onlyHere' ? '' : ' AND $4::text[] IS NOT NULL'}`,
    [source.id, grids, unplaced, patterns(source.areas)],
  )
  return rows[0]?.n ?? 0
}
