import type { CrewMember, DutyValue } from '@/lib/domain/duty-item'
import { EVENT_STATES } from '@/lib/domain/life'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { dutyItemId } from './duty-ids'

/** What became of an item of the demonstration. Times are epoch milliseconds. */
export type DemoItem = {
  grid: string
  state: 'planned' | 'assigned' | 'done'
  scheduledFor: number | null
  doneAt: number | null
  households: number | null
  values: DutyValue[]
  words: string | null
  reason: string | null
  crew: CrewMember[]
  /** what was solved on the spot, in words */
  solved: string[]
}
export type DemoPeriod = { period: string; startsAt: number; nearAt: number; dueAt: number; endsAt: number; items: DemoItem[] }

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())

/** Writes a period of a duty with all that was done in it, in a few statements, once: nothing of it is anybody's, so it is not audited. */
export async function saveDemoPeriod(template: string, { period, startsAt, nearAt, dueAt, endsAt, items }: DemoPeriod): Promise<void> {
  const rows = items.map(({ crew, solved, ...item }) => ({
    ...item,
    id: dutyItemId(template, item.grid, period),
    state: item.reason === null ? item.state : 'missed',
    scheduled: instant(item.scheduledFor),
    done: instant(item.doneAt),
    crew,
    solved,
  }))
  await transaction(async (tx) => {
    const { rowCount } = await tx.query('INSERT INTO duty_periods (template_id, period, items) VALUES ($1::uuid, $2, $3) ON CONFLICT DO NOTHING', [
      template,
      period,
      items.length,
    ])
    if (rowCount === 0) return
    await tx.query(
      `INSERT INTO duty_items (id, template_id, subject, grids, period, starts_at, near_at, due_at, ends_at, state, scheduled_for, done_at, households, answers, words, reason, demo)
       SELECT r.id, $2::uuid, r.grid, ARRAY[r.grid], $3, $4::timestamptz, $5::timestamptz, $6::timestamptz, $7::timestamptz, r.state, r.scheduled, r.done, r.households,
         r.values, r.words, r.reason, true
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, grid text, state text, scheduled timestamptz, done timestamptz, households int4, "values" jsonb, words text, reason text)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(rows), template, period, instant(startsAt), instant(nearAt), instant(dueAt), instant(endsAt)],
    )
    const crew = rows.flatMap(({ id, crew: who }) => who.map(({ role, person }, slot) => ({ id, slot, role, person })))
    await tx.query(
      `INSERT INTO duty_crew (item_id, slot, role, person_id)
       SELECT r.id, r.slot, r.role, r.person FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, slot int2, role text, person uuid) ON CONFLICT DO NOTHING`,
      [JSON.stringify(crew)],
    )
    const found = rows.flatMap(({ id, done, solved }) => solved.map((words) => ({ id, words, at: done })))
    await tx.query(
      `INSERT INTO duty_findings (id, item_id, words, solved, created_by, created_at)
       SELECT gen_random_uuid(), r.id, r.words, true, '演示', r.at FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, words text, at timestamptz)`,
      [JSON.stringify(found)],
    )
  })
}

/** Begins a template of the demonstration on a day. */
export async function beginDemo(template: string, day: string): Promise<void> {
  await pool().query(
    `UPDATE duty_templates SET content = jsonb_set(content, '{begins}', to_jsonb($2::text)), demo = true, revision = revision + 1
     WHERE id = $1::uuid AND content->>'begins' IS NULL`,
    [template, day],
  )
}

/** Links visits of the demonstration with events that occurred there within a day after them, as if they had been found: of some of the visits since then, one or two each. */
export async function linkDemoFindings(template: string, since: number): Promise<void> {
  await pool().query(
    `INSERT INTO duty_findings (id, item_id, solved, type, event_id, created_by, created_at)
     SELECT x.event, x.item, false, x.type, x.event, '演示', x.at FROM (
       SELECT i.id AS item, e.id AS event, t.code AS type, e.occurred_at AS at, row_number() OVER (PARTITION BY i.id ORDER BY e.occurred_at, e.number) AS nth
       FROM duty_items i JOIN grids g ON g.code = i.grids[1] JOIN events e ON e.grid_id = g.id AND e.occurred_at BETWEEN i.done_at AND i.done_at + interval '1 day'
       JOIN event_types t ON t.id = e.type_id AND NOT t.sensitive
       WHERE i.template_id = $1::uuid AND i.demo AND i.state = 'done' AND i.done_at >= $2::timestamptz AND e.state <> $3 AND hashtext(i.id::text) % 10 BETWEEN 0 AND 5) AS x
     WHERE x.nth <= 2 ON CONFLICT DO NOTHING`,
    [template, new Date(since).toISOString(), EVENT_STATES.indexOf('void')],
  )
}

/** Takes away what the invented people of the demonstration did, within the transaction that takes them away; its duties begin no more until somebody says so. */
export async function removeDemoDuties(tx: PoolClient): Promise<void> {
  await tx.query('DELETE FROM duty_items WHERE template_id IN (SELECT id FROM duty_templates WHERE demo)')
  await tx.query('DELETE FROM duty_periods WHERE template_id IN (SELECT id FROM duty_templates WHERE demo)')
  await tx.query(`UPDATE duty_templates SET content = jsonb_set(content, '{begins}', 'null'), demo = false, revision = revision + 1 WHERE demo`)
  await tx.query('DELETE FROM duty_crew WHERE person_id IN (SELECT id FROM people WHERE demo)')
}
