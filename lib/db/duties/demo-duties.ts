import type { CrewMember, DutyValue } from '@/lib/domain/duty-item'
import { EVENT_STATES } from '@/lib/domain/life'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
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

/** How many of a hundred items are done, by their last day; and who goes is agreed so many days before. */
const COMES = 92
const AGREED_DAYS = 10
/** A number from 0 to 999 that an item always has. */
const drawn = (what: string) => `(abs(hashtext('${what}' || i.id::text)) % 1000)`

/**
 * Leads the duties of the demonstration on to `now` (epoch milliseconds), as far as nobody has touched their items: each has its own moment before the day that it is due, and is
 * done as one of the same subject was in an earlier period, by those who went then. Answers how many were done.
 */
export async function continueDemoDuties(fence: Fence, now: number): Promise<number> {
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    const { rows } = await tx.query<{ done: number }>(
      `WITH moments AS (
         SELECT i.id, i.starts_at + floor(extract(epoch FROM i.due_at - i.starts_at) / 86400 * ${drawn('day')} / 1000) * interval '1 day'
             + (9 + ${drawn('hour')} % 9) * interval '1 hour' + ${drawn('minute')} % 60 * interval '1 minute' AS at,
           (SELECT p.id FROM duty_items p WHERE p.template_id = i.template_id AND p.subject = i.subject AND p.state = 'done' AND p.starts_at < i.starts_at
            ORDER BY hashtext(p.id::text || i.period) LIMIT 1) AS like_id
         FROM duty_items i JOIN duty_templates t ON t.id = i.template_id AND t.demo AND t.ended_at IS NULL
         WHERE i.state IN ('planned', 'assigned') AND i.ends_at > $1::timestamptz AND i.starts_at <= $1::timestamptz AND ${drawn('comes')} < ${COMES} * 10
           AND NOT EXISTS (SELECT FROM duty_steps s WHERE s.item_id = i.id)),
       agreed AS (
         INSERT INTO duty_crew (item_id, slot, role, person_id)
         SELECT m.id, c.slot, c.role, c.person_id FROM moments m JOIN duty_crew c ON c.item_id = m.like_id
         WHERE m.at <= $1::timestamptz + interval '${AGREED_DAYS} days' AND NOT EXISTS (SELECT FROM duty_crew own WHERE own.item_id = m.id)
         ON CONFLICT DO NOTHING),
       done AS (
         UPDATE duty_items i SET state = 'done', done_at = m.at, scheduled_for = m.at, households = p.households, answers = COALESCE(p.answers, '[]'::jsonb), words = p.words,
           revision = i.revision + 1, updated_at = $1::timestamptz
         FROM moments m LEFT JOIN duty_items p ON p.id = m.like_id WHERE i.id = m.id AND m.at <= $1::timestamptz RETURNING i.id, m.at, m.like_id),
       waiting AS (
         UPDATE duty_items i SET state = 'assigned', scheduled_for = m.at, revision = i.revision + 1, updated_at = $1::timestamptz
         FROM moments m WHERE i.id = m.id AND i.state = 'planned' AND m.at > $1::timestamptz AND m.at <= $1::timestamptz + interval '${AGREED_DAYS} days'
           AND EXISTS (SELECT FROM duty_crew c WHERE c.item_id = m.like_id)),
       found AS (
         INSERT INTO duty_findings (id, item_id, words, solved, created_by, created_at)
         SELECT gen_random_uuid(), d.id, f.words, true, f.created_by, d.at FROM done d JOIN duty_findings f ON f.item_id = d.like_id AND f.solved)
       SELECT count(*)::int4 AS done FROM done`,
      [new Date(now).toISOString()],
    )
    return rows[0]?.done ?? 0
  })
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
