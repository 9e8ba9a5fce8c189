import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Atlas } from '@/lib/domain/atlas'
import type { CrewMember, DutyValue } from '@/lib/domain/duty-item'
import type { Period } from '@/lib/domain/duty-period'
import { Problem } from '@/lib/domain/problem'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { givenFindingId, givenStepId } from './duty-ids'
import type { StoredTemplate } from './duty-templates'
import { makePeriodOf, type Subject } from './make-items'

/** A visit that another system says was done, of an item of ours. `at`: epoch milliseconds. */
export type GivenVisit = {
  id: string
  at: number
  crew: CrewMember[]
  households: number | null
  values: DutyValue[]
  words: string | null
  findings: string[]
}

/** So many findings of one visit may have been kept. */
const MAX_FINDINGS = 20

const hashOf = ({ id: _id, ...content }: GivenVisit): string => createHash('sha256').update(JSON.stringify(content)).digest('hex')

const Known = z.array(z.object({ id: z.string(), state: z.string(), source: z.nullable(z.string()), hash: z.nullable(z.string()) }))
/** How these items stand, of those that are there, and which system said so. */
export async function readGiven(ids: readonly string[]): Promise<Map<string, { state: string; source: string | null; hash: string | null }>> {
  const { rows } = await pool().query(
    `SELECT id::text AS id, state, source, encode(source_hash, 'hex') AS hash FROM duty_items WHERE id = ANY($1::uuid[])`,
    [ids],
  )
  return new Map(z.parse(Known, rows).map(({ id, ...of }) => [id, of]))
}

/** Is what a system says of an item what it said before? */
export const isAsGiven = (visit: GivenVisit, known: { hash: string | null } | undefined): boolean => known?.hash === hashOf(visit)

type Given = {
  template: StoredTemplate
  source: string
  periods: readonly Period[]
  subjects: readonly Subject[]
  visits: readonly GivenVisit[]
  atlas: Atlas
}

/**
 * Keeps visits as done, given by a source, in one transaction with the items of their periods that were not made yet: those of all `subjects`, so that what was
 * not visited is counted. Throws Problem('conflict') where an item has meanwhile been recorded here or excused.
 */
export async function saveGiven({ template, source, periods, subjects, visits, atlas }: Given): Promise<void> {
  await transaction(async (tx) => {
    await tx.query('SELECT 1 FROM duty_templates WHERE id = $1::uuid FOR SHARE', [template.id])
    for (const period of periods) await makePeriodOf(tx, template, period, subjects, atlas)
    const rows = visits.map((visit) => ({ ...visit, done: new Date(visit.at).toISOString(), hash: hashOf(visit) }))
    const { rowCount } = await tx.query(
      `UPDATE duty_items i SET state = 'done', done_at = r.done, households = r.households, answers = r.values, words = r.words, reason = NULL,
         source = $2::text, source_hash = decode(r.hash, 'hex'), revision = i.revision + 1, updated_at = clock_timestamp()
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, done timestamptz, households int4, "values" jsonb, words text, hash text)
       WHERE i.id = r.id AND i.state <> 'excused' AND (i.state <> 'done' OR i.source = $2::text)`,
      [JSON.stringify(rows), source],
    )
    if (rowCount !== rows.length) throw new Problem('conflict', 'Some of these have been recorded or excused meanwhile: run it again.')
    await writeCrews(tx, visits)
    await writeFindings(tx, visits, source)
    const steps = rows.map(({ id, hash, done }) => ({ request: givenStepId(source, id, hash), id, done }))
    await tx.query(
      `INSERT INTO duty_steps (request_id, item_id, action, actor_id, actor_name, detail, at)
       SELECT r.request, r.id, 'do', 'source', $2::text, jsonb_build_object('given', $2::text), r.done
       FROM jsonb_to_recordset($1::jsonb) AS r (request uuid, id uuid, done timestamptz) ON CONFLICT DO NOTHING`,
      [JSON.stringify(steps), source],
    )
  })
}

async function writeCrews(tx: PoolClient, visits: readonly GivenVisit[]): Promise<void> {
  await tx.query('DELETE FROM duty_crew WHERE item_id = ANY($1::uuid[])', [visits.map(({ id }) => id)])
  const crew = visits.flatMap(({ id, crew: who }) => who.map(({ role, person }, slot) => ({ id, slot, role, person })))
  await tx.query(
    `INSERT INTO duty_crew (item_id, slot, role, person_id)
     SELECT r.id, r.slot, r.role, r.person FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, slot int2, role text, person uuid)`,
    [JSON.stringify(crew)],
  )
}

/** What was found on a past visit is told in words; it makes no event now. What somebody found here stays. */
async function writeFindings(tx: PoolClient, visits: readonly GivenVisit[], source: string): Promise<void> {
  const before = visits.flatMap(({ id }) => Array.from({ length: MAX_FINDINGS }, (_, i) => givenFindingId(id, i)))
  await tx.query('DELETE FROM duty_findings WHERE id = ANY($1::uuid[])', [before])
  const found = visits.flatMap(({ id, at, findings }) =>
    findings.map((words, i) => ({ finding: givenFindingId(id, i), id, words, at: new Date(at).toISOString() })),
  )
  await tx.query(
    `INSERT INTO duty_findings (id, item_id, words, solved, created_by, created_at)
     SELECT r.finding, r.id, r.words, true, $2::text, r.at FROM jsonb_to_recordset($1::jsonb) AS r (finding uuid, id uuid, words text, at timestamptz)`,
    [JSON.stringify(found), source],
  )
}
