import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS } from '@/lib/domain/clock'
import { dueIn, type Period, periodsBetween } from '@/lib/domain/duty-period'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { checkFence, type Fence } from '../log/leases'
import { dutyItemId } from './duty-ids'
import { listTemplates, readTemplate, type StoredTemplate } from './duty-templates'

/** The items of a period are there so long before it begins, so that it can be planned. */
const AHEAD_MS = 7 * DAY_MS
/** More periods than this are made in the turns that follow: a clock that has jumped by years should not make all of them before it is set right. */
const MAX_PERIODS = 24

/** Somebody or something that a duty is about: a key, and the grids that it is of. */
export type Subject = { subject: string; grids: string[] }

/** What a duty is about at this moment: a key, and the grids that it is of. */
export async function subjectsOf({ subjects, within }: StoredTemplate, atlas: Atlas, at: Pick<PoolClient, 'query'> = pool()): Promise<Subject[]> {
  if (subjects.kind === 'grids') {
    const grids = subjects.level === 'leaf' ? atlas.leaves : atlas.grids.filter(({ level }) => level === subjects.level)
    return grids.filter(({ code }) => code.startsWith(within)).map(({ code }) => ({ subject: code, grids: [code] }))
  }
  if (subjects.kind === 'list')
    return [...new Set(subjects.grids)]
      .filter((code) => atlas.byCode.has(code) && code.startsWith(within))
      .map((code) => ({ subject: code, grids: [code] }))
  const [text, values] =
    subjects.kind === 'units'
      ? [
          `SELECT u.id::text AS subject, array_agg(g.grid_code::text ORDER BY g.grid_code) AS grids FROM units u JOIN unit_grids g ON g.unit_id = u.id
           WHERE u.kind = $1 AND u.ended_at IS NULL GROUP BY u.id HAVING bool_and(starts_with(g.grid_code, $2)) ORDER BY 1`,
          [subjects.unit, within],
        ]
      : [
          `SELECT o.person_id::text AS subject, array_agg(o.grid_code::text ORDER BY o.grid_code) AS grids FROM posts o JOIN people p ON p.id = o.person_id
           WHERE o.kind = $1 AND p.left_at IS NULL AND starts_with(o.grid_code, $2) GROUP BY 1 ORDER BY 1`,
          [subjects.post, within],
        ]
  return (await at.query<Subject>(text, values)).rows
}

const instant = (at: number) => new Date(at).toISOString()

/** Writes the items of a period whose row this transaction has made. */
async function writeItems(tx: PoolClient, template: StoredTemplate, period: Period, subjects: readonly Subject[], atlas: Atlas): Promise<number> {
  const { nearAt, dueAt } = dueIn(period, template.dueDay, atlas.calendar)
  const rows = subjects.map(({ subject, grids }) => ({ id: dutyItemId(template.id, subject, period.key), subject, grids }))
  const { rowCount } = await tx.query(
    `INSERT INTO duty_items (id, template_id, subject, grids, period, starts_at, near_at, due_at, ends_at, state, demo)
     SELECT r.id, $2::uuid, r.subject, r.grids, $3, $4::timestamptz, $5::timestamptz, $6::timestamptz, $7::timestamptz, 'planned', $8
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, subject text, grids text[]) ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows), template.id, period.key, instant(period.from), instant(nearAt), instant(dueAt), instant(period.to), template.demo],
  )
  return rowCount ?? 0
}

/** Makes the items of a period that the job has not made, of these subjects, within the transaction of what was done in it; those that are there stay as they are. */
export async function makePeriodOf(
  tx: PoolClient,
  template: StoredTemplate,
  period: Period,
  subjects: readonly Subject[],
  atlas: Atlas,
): Promise<void> {
  await tx.query('INSERT INTO duty_periods (template_id, period, items) VALUES ($1::uuid, $2, 0) ON CONFLICT DO NOTHING', [template.id, period.key])
  const items = await writeItems(tx, template, period, subjects, atlas)
  await tx.query('UPDATE duty_periods SET items = items + $3 WHERE template_id = $1::uuid AND period = $2', [template.id, period.key, items])
}

/**
 * Makes the items that are owed at `now`: of each template that has begun and has not ended, those of every period from its first day to a week ahead, once, however
 * often it is asked, through restarts and clocks that jump. Nothing is made of days before it began. Answers how many it made.
 */
export async function makeDueItems(fence: Fence, now: number): Promise<number> {
  let made = 0
  const templates = (await listTemplates()).filter(({ begins, ended }) => begins !== null && !ended)
  if (templates.length === 0) return 0
  const atlas = await loadAtlas()
  for (const template of templates) {
    const { rows } = await pool().query<{ period: string }>('SELECT period FROM duty_periods WHERE template_id = $1::uuid', [template.id])
    const known = new Set(rows.map(({ period }) => period))
    const owed = periodsBetween(template.cadence, Date.parse(`${template.begins}T00:00:00+08:00`), now + AHEAD_MS).filter(
      ({ key }) => !known.has(key),
    )
    for (const period of owed.slice(0, MAX_PERIODS)) made += await makePeriod(fence, template, period, atlas)
  }
  return made
}

async function makePeriod(fence: Fence, { id, revision }: StoredTemplate, period: Period, atlas: Atlas): Promise<number> {
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query('SELECT 1 FROM duty_templates WHERE id = $1::uuid FOR SHARE', [id])
    const template = await readTemplate(id, tx)
    // changed meanwhile: the next turn asks by what it says now
    if (!template || template.revision !== revision) return 0
    const { rowCount } = await tx.query('INSERT INTO duty_periods (template_id, period, items) VALUES ($1::uuid, $2, 0) ON CONFLICT DO NOTHING', [
      id,
      period.key,
    ])
    if (rowCount === 0) return 0
    const items = await writeItems(tx, template, period, await subjectsOf(template, atlas, tx), atlas)
    await tx.query('UPDATE duty_periods SET items = $3 WHERE template_id = $1::uuid AND period = $2', [id, period.key, items])
    const detail = { period: period.key, items }
    await writeAudit(tx, { actor: { id: 'duties', name: 'duties', role: null }, action: 'duty.made', object: { kind: 'duty', id }, detail })
    return items
  })
}
