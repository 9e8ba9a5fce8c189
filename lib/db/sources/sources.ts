import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { maskUrl } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import type { SourceIn, SourceRow } from '@/lib/domain/source'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { RUN, runOf, type StoredRun } from './runs'
import { type Doer, Stored, type StoredSource } from './stored'

const COLUMNS = `s.id::text AS id, s.name, s.kind, s.subject, s.effect, s.mapping, s.place, s.hour::int4 AS hour, s.max_left::int4 AS "maxLeft", s.enabled, s.areas, s.reading,
  s.demo, s.revision`

/** All sources by name, or one. */
export async function readSources(id?: string): Promise<StoredSource[]> {
  const { rows } = await pool().query(`SELECT ${COLUMNS} FROM sources s WHERE $1::uuid IS NULL OR s.id = $1::uuid ORDER BY s.name`, [id ?? null])
  return z.array(Stored).parse(rows)
}

/** The source of this id. Throws Problem('not_found'). */
export async function readSource(id: string): Promise<StoredSource> {
  const [source] = await readSources(id)
  if (!source) throw new Problem('not_found', 'There is no such source.')
  return source
}

type Facts = { records: number; left: number; synced: Date | null; file: SourceRow['file'] & { sentAt: Date | string } }

/** Sources with what became of them: how many records stand, the last run, when it last ran to its end, the file that was sent. */
export async function listSources(id?: string): Promise<SourceRow[]> {
  const sources = await readSources(id)
  return Promise.all(
    sources.map(async (source) => {
      const { rows } = await pool().query<Facts>(
        `SELECT (SELECT count(*)::int4 FROM source_records WHERE source_id = $1::uuid AND left_at IS NULL) AS records,
           (SELECT count(*)::int4 FROM source_records WHERE source_id = $1::uuid AND left_at IS NOT NULL) AS left,
           (SELECT max(ended_at) FROM source_runs WHERE source_id = $1::uuid AND state = 'done' AND NOT is_dry) AS synced,
           (SELECT json_build_object('name', name, 'size', size, 'sentAt', sent_at, 'sentBy', sent_by) FROM source_files
             WHERE source_id = $1::uuid AND is_whole ORDER BY sent_at DESC LIMIT 1) AS file`,
        [source.id],
      )
      const { rows: runs } = await pool().query<StoredRun>(
        `SELECT ${RUN} FROM source_runs r WHERE source_id = $1::uuid ORDER BY asked_at DESC LIMIT 1`,
        [source.id],
      )
      const [facts] = rows
      return {
        ...source,
        records: facts?.records ?? 0,
        left: facts?.left ?? 0,
        synced: facts?.synced?.toISOString() ?? null,
        file: facts?.file ? { ...facts.file, sentAt: new Date(facts.file.sentAt).toISOString() } : null,
        last: runs[0] ? runOf(runs[0]) : null,
      }
    }),
  )
}

const valuesOf = (source: SourceIn) => [
  source.name,
  source.kind,
  source.subject,
  source.effect,
  JSON.stringify(source.mapping),
  JSON.stringify(source.place),
  source.hour,
  source.maxLeft,
  source.enabled,
  source.areas,
  JSON.stringify(source.reading),
]
/** What the audit has of a source: all but what may be a key in an address. */
function told({ name, kind, subject, effect, mapping, place, hour, maxLeft, enabled, areas, reading }: SourceIn) {
  const from = place.kind === 'http' ? { ...place, url: maskUrl(place.url) } : place
  return { name, kind, subject, effect, mapping, place: from, hour, maxLeft, enabled, areas, reading }
}

/** Puts a source into the registry. Throws Problem('conflict') where one is called so. */
export async function addSource(source: SourceIn, { actor, address }: Doer, { demo = false, id = randomUUID() } = {}): Promise<string> {
  return transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO sources (name, kind, subject, effect, mapping, place, hour, max_left, enabled, areas, reading, id, demo)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::uuid, $13) ON CONFLICT (name) DO NOTHING`,
      [...valuesOf(source), id, demo],
    )
    if (rowCount !== 1) throw new Problem('conflict', `There is a source called ${source.name}.`)
    await writeAudit(tx, { actor, address, action: 'source.added', object: { kind: 'source', id }, detail: told(source) })
    return id
  })
}

/**
 * Changes a source of the revision that was seen. What it is of, what it does and its name stay once it has records, since these are under
 * them. Throws Problem: `not_found`, `conflict`.
 */
export async function changeSource(id: string, source: SourceIn, revision: number, { actor, address }: Doer): Promise<void> {
  await transaction(async (tx) => {
    const { rows } = await tx.query(`SELECT ${COLUMNS} FROM sources s WHERE s.id = $1::uuid FOR UPDATE`, [id])
    const [before] = z.array(Stored).parse(rows)
    if (!before) throw new Problem('not_found', 'There is no such source.')
    if (before.revision !== revision) throw new Problem('conflict', 'Somebody has changed this source meanwhile; look at it again.')
    const { rows: same } = await tx.query(`SELECT 1 FROM sources WHERE name = $1 AND id <> $2::uuid`, [source.name, id])
    if (same.length > 0) throw new Problem('conflict', `There is a source called ${source.name}.`)
    const isOther = before.name !== source.name || before.subject !== source.subject || before.effect !== source.effect
    if (isOther) {
      const { rows: records } = await tx.query(`SELECT 1 FROM source_records WHERE source_id = $1::uuid LIMIT 1`, [id])
      if (records.length > 0)
        throw new Problem('conflict', 'The source has records already: its name, what it is of and what it does stay. Make another one.')
    }
    await tx.query(
      `UPDATE sources SET name = $1, kind = $2, subject = $3, effect = $4, mapping = $5, place = $6, hour = $7, max_left = $8, enabled = $9, areas = $10,
         reading = $11, revision = revision + 1, updated_at = clock_timestamp() WHERE id = $12::uuid`,
      [...valuesOf(source), id],
    )
    await writeAudit(tx, {
      actor,
      address,
      action: 'source.changed',
      object: { kind: 'source', id },
      detail: { from: told(before), to: told(source) },
    })
  })
}
