import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { civilDate } from '@/lib/domain/clock'
import { type DutyActIn, maySeeDutyItem } from '@/lib/domain/duty-item'
import { DUTIES, type DutyKinds, type DutyLife, dutyStateAt } from '@/lib/domain/duty-machine'
import { take } from '@/lib/domain/machine'
import { isProblem, Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { type Claim, saveEvents } from '../events/events'
import { holdsOn } from '../units/unit-book'
import { type DutyItemRow, readItem } from './duty-items'
import { type By, readTemplate, type StoredTemplate } from './duty-templates'

/** The source (来源) of events that were found by people on a duty. */
const DUTY_SOURCE = '走访'

export const dutyLife = (row: DutyItemRow, { fields, findings }: StoredTemplate, now: number): DutyLife => ({
  ...{ grids: row.grids, startsAt: row.startsAt, dueAt: row.dueAt, crew: row.crew, scheduledFor: row.scheduledFor, doneAt: row.doneAt },
  ...{ households: row.households, values: row.values, words: row.words, reason: row.reason, fields, takesFindings: findings },
  state: dutyStateAt(row.state, row.endsAt, now),
})

const nothing: readonly string[] = []
const missing = () => new Problem('not_found', 'There is no such item here.')

/** Was this request done before? Throws Problem('conflict') where something else was sent under its id. */
async function doneBefore(at: Pick<PoolClient, 'query'>, id: string, said: DutyActIn): Promise<boolean> {
  const { rows } = await at.query<{ item: string; action: string; hash: Uint8Array | null }>(
    'SELECT item_id::text AS item, action, content_hash AS hash FROM duty_steps WHERE request_id = $1::uuid',
    [said.requestId],
  )
  const [step] = rows
  if (!step) return false
  if (step.item !== id || step.action !== said.action) throw new Problem('conflict', 'Something else was sent under this id.')
  needSame(step.hash, askedHash(said))
  return true
}

async function writeStep(tx: PoolClient, { viewer, address }: By, id: string, said: DutyActIn, detail: object): Promise<void> {
  const { requestId, action, reason } = said
  await tx.query(
    'INSERT INTO duty_steps (request_id, item_id, action, actor_id, actor_name, detail, content_hash) VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::jsonb, $7)',
    [...[requestId, id, action, viewer.id.slice(0, 100), viewer.name.slice(0, 100), JSON.stringify(detail), askedHash(said)]],
  )
  await writeAudit(tx, {
    actor: actorOf(viewer),
    action: 'duty.acted',
    object: { kind: 'duty_item', id },
    address,
    reason,
    detail: { action, ...detail },
  })
}

/** Whoever goes works where the item is: they hold a post in its street, or are today in a unit that is of it. Throws Problem('invalid'). */
async function needPeopleOf(tx: PoolClient, grids: readonly string[], people: readonly string[], now: number): Promise<void> {
  const STREET = 9
  const { rows } = await tx.query<{ n: number }>(
    `SELECT count(*)::int4 AS n FROM people p WHERE p.id = ANY($1::uuid[]) AND p.left_at IS NULL AND (
       EXISTS (SELECT FROM posts o, unnest($2::text[]) AS s (code) WHERE o.person_id = p.id AND starts_with(o.grid_code, s.code))
       OR EXISTS (SELECT FROM unit_members m JOIN units u ON u.id = m.unit_id JOIN unit_grids g ON g.unit_id = u.id, unnest($2::text[]) AS s (code)
         WHERE m.person_id = p.id AND u.ended_at IS NULL AND ${holdsOn('$3')} AND (starts_with(g.grid_code, s.code) OR starts_with(s.code, g.grid_code))))`,
    [[...new Set(people)], [...new Set(grids.map((code) => code.slice(0, STREET)))], civilDate(now)],
  )
  if (new Set(people).size !== people.length) throw new Problem('invalid', 'Nobody goes twice.')
  if (rows[0]?.n !== people.length) throw new Problem('invalid', 'Somebody of the crew does not work where the item is.')
}

async function writeLife(
  tx: PoolClient,
  id: string,
  { state, scheduledFor, doneAt, households, values, words, reason, crew }: DutyLife,
): Promise<void> {
  const at = (parameter: number) => `to_timestamp($${parameter}::float8 / 1000)`
  await tx.query(
    `UPDATE duty_items SET state = $2, scheduled_for = ${at(3)}, done_at = ${at(4)}, households = $5, answers = $6::jsonb, words = $7, reason = $8,
       revision = revision + 1, updated_at = clock_timestamp() WHERE id = $1::uuid`,
    [id, state, scheduledFor, doneAt, households, JSON.stringify(values), words, reason],
  )
  await tx.query('DELETE FROM duty_crew WHERE item_id = $1::uuid', [id])
  await tx.query(
    `INSERT INTO duty_crew (item_id, slot, role, person_id)
     SELECT $1::uuid, (r.n - 1)::int2, r.value->>'role', (r.value->>'person')::uuid FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS r (value, n)`,
    [id, JSON.stringify(crew)],
  )
}

type Place = { row: DutyItemRow; template: StoredTemplate }
async function placeOf(viewer: Viewer, id: string, tx?: PoolClient): Promise<Place> {
  const row = await readItem(id, nothing, tx)
  if (!row || !maySeeDutyItem(viewer, row)) throw missing()
  const template = await readTemplate(row.template, tx)
  if (!template) throw missing()
  return { row, template }
}

/**
 * Does something with an item as of the revision that was looked at, under the lock of its row; a finding may come at any revision. The same request again changes
 * nothing, whenever it comes. `detail`: more for the step, such as whom was proposed. Throws Problem `not_found`, `forbidden`, `invalid`, and `conflict`.
 */
export async function actOnItem(by: By, id: string, said: DutyActIn, now: number, detail: object = {}): Promise<void> {
  if (said.action === 'find') return find(by, id, said, now)
  await transaction(async (tx) => {
    const { row, template } = await placeOf(by.viewer, id, tx)
    if (await doneBefore(tx, id, said)) return
    const taken = take<DutyKinds>(DUTIES, said.action, { subject: dutyLife(row, template, now), said, actor: by.viewer, now, rules: {} })
    if (!taken.ok) throw new Problem(taken.code, taken.message)
    if (row.revision !== said.expectedRevision) throw new Problem('conflict', 'Somebody has changed the item meanwhile.', { revision: row.revision })
    if (said.crew)
      await needPeopleOf(
        tx,
        row.grids,
        said.crew.map(({ person }) => person),
        now,
      )
    await writeLife(tx, id, taken.subject)
    await writeStep(tx, by, id, said, { ...detail, ...(said.crew && { crew: said.crew }), ...(said.reason && { reason: said.reason }) })
  })
}

async function writeFinding(tx: PoolClient, by: By, id: string, said: DutyActIn): Promise<void> {
  const { requestId, finding } = said
  const event = finding?.solved ? null : requestId
  await tx.query(
    `INSERT INTO duty_findings (id, item_id, words, solved, type, event_id, created_by) VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::uuid, $7)`,
    [requestId, id, finding?.words ?? null, finding?.solved ?? true, finding?.type ?? null, event, by.viewer.name.slice(0, 100)],
  )
  await writeStep(tx, by, id, said, event === null ? { solved: true } : { event })
}

/** Keeps what was found; what is not solved is saved as an event by the way that all take, in one transaction with the finding. */
async function find(by: By, id: string, said: DutyActIn, now: number): Promise<void> {
  const { row, template } = await placeOf(by.viewer, id)
  if (await doneBefore(pool(), id, said)) return
  const taken = take<DutyKinds>(DUTIES, 'find', { subject: dutyLife(row, template, now), said, actor: by.viewer, now, rules: {} })
  if (!taken.ok) throw new Problem(taken.code, taken.message)
  if (said.finding?.solved) {
    await transaction(async (tx) => {
      await placeOf(by.viewer, id, tx)
      if (!(await doneBefore(tx, id, said))) await writeFinding(tx, by, id, said)
    })
    return
  }
  const { words, type, position } = said.finding ?? {}
  const event = {
    ...{ id: said.requestId, occurredAt: said.at ?? new Date(now).toISOString(), type, description: words },
    ...(position ? { position } : { grid: row.grids[0] }),
    ...(by.viewer.userId !== undefined && { source: DUTY_SOURCE, reporter: by.viewer.name.slice(0, 100) }),
  }
  const claim: Claim = {
    async holds(tx) {
      await tx.query('SELECT 1 FROM duty_items WHERE id = $1::uuid FOR UPDATE', [id])
      // others share this transaction, so nothing is thrown here
      return (await tx.query('SELECT 1 FROM duty_steps WHERE request_id = $1::uuid', [said.requestId])).rows.length === 0
    },
    saved: (tx) => writeFinding(tx, by, id, said),
  }
  try {
    const result = await saveEvents([event], { viewer: by.viewer, now, address: by.address, claim })
    const [refused] = result.rejected
    if (refused) throw new Problem(refused.code === 'conflict' ? 'conflict' : 'invalid', refused.message)
    if (result.accepted === 0) throw new Problem('conflict', 'There is an event of this id already.')
  } catch (error) {
    // sent twice at once: the other one has done it
    if (isProblem(error) && error.code === 'conflict' && (await doneBefore(pool(), id, said))) return
    throw error
  }
}
