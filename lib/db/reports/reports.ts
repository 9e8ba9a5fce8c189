import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import type { AuditActor } from '@/lib/domain/audit'
import { civilDate } from '@/lib/domain/clock'
import {
  type Judgement,
  JudgementContent,
  type JudgementKind,
  type JudgementPeriod,
  JudgementRow,
  type JudgementSight,
  judgementNumber,
  mayReadJudgement,
  type PeriodicKind,
  REPORT_SORTS,
  type ReportSort,
} from '@/lib/domain/judgement'
import { mayReadJudgements } from '@/lib/domain/judgement-access'
import type { OrderBy } from '@/lib/domain/list-order'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { keyset, type Placed, pageOf, type SortColumns } from '../engine/keyset'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'

/** A report that has been put together and has no number yet. `madeAt` is epoch milliseconds; `period` null: it is of an alert. */
export type NewJudgement = JudgementContent & {
  kind: JudgementKind
  scope: string
  scopeName: string
  period: JudgementPeriod | null
  alert: string | null
  sees: JudgementSight
  madeAt: number
}

/**
 * By whom it is made. `requestId`: one report, however often it is asked for; `latest`: of the last period that was over, whichever that is by now; `fence`: by the
 * schedule, under its lease.
 */
export type Making = { actor: AuditActor; address?: string | null; requestId?: string | undefined; latest?: boolean; fence?: Fence }

const COLUMNS = `id::text AS id, kind, year, serial, title, scope, scope_name AS "scopeName", alert_id::text AS alert, sees, scheduled, made_by AS "madeBy",
  round(extract(epoch FROM period_from) * 1000)::float8 AS "from", round(extract(epoch FROM period_to) * 1000)::float8 AS "to",
  round(extract(epoch FROM made_at) * 1000)::float8 AS "madeAt", revision::float8 AS revision`

const { kind, title, scope, scopeName, alert, sees, scheduled, madeBy, revision } = JudgementRow.shape
const Stored = z.object({
  ...{ kind, title, scope, scopeName, alert, sees, scheduled, madeBy, revision },
  id: z.string(),
  year: z.int(),
  serial: z.int(),
  from: z.nullable(z.number()),
  to: z.nullable(z.number()),
  madeAt: z.number(),
})

function rowOf(stored: unknown): JudgementRow {
  const { year, serial, from, to, madeAt, ...row } = Stored.parse(stored)
  const time = (ms: number) => new Date(ms).toISOString()
  return {
    ...row,
    number: judgementNumber(row.kind, year, serial),
    from: from === null ? null : time(from),
    to: to === null ? null : time(to),
    madeAt: time(madeAt),
  }
}

/**
 * Keeps a report under the next number of its kind and year, with its row of the audit (`report.made`), in one transaction. Answers the report
 * that is there already where the same request made one, or the schedule made one of this place and period; null where another's request had
 * this id. Throws Problem('conflict') where this one had it for another report. Numbers are never given twice, even where reports are no longer kept.
 */
export async function saveJudgement(
  report: NewJudgement,
  { actor, address, requestId, latest = false, fence }: Making,
): Promise<JudgementRow | null> {
  const content = JudgementContent.parse(report) // what cannot be read again is not kept
  return transaction(async (tx) => {
    if (fence) await checkFence(tx, fence)
    const id = requestId ?? randomUUID()
    const year = Number(civilDate(report.madeAt).slice(0, 4))
    // the row of the counter is what writers queue at, so that what was found missing below is still missing when it is written
    const { rows: counters } = await tx.query<{ last: number }>(
      `INSERT INTO settings AS s (key, value) VALUES ($1, '0'::jsonb) ON CONFLICT (key) DO UPDATE SET value = s.value RETURNING s.value::int4 AS last`,
      [`report-serial.${report.kind}.${year}`],
    )
    const known = await findKnown(tx, report, id, fence !== undefined)
    if (known && known.madeById !== actor.id) return null
    if (known && !isSame(known.row, report, latest)) throw new Problem('conflict', 'Something else was asked for under this id.')
    if (known) return known.row
    const serial = (counters[0]?.last ?? 0) + 1
    await tx.query('UPDATE settings SET value = to_jsonb($2::int4) WHERE key = $1', [`report-serial.${report.kind}.${year}`, serial])
    const { rows } = await tx.query(
      `INSERT INTO reports (id, kind, year, serial, title, scope, scope_name, period_from, period_to, alert_id, sees, scheduled, made_by_id, made_by,
         made_at, revision, content)
       VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), to_timestamp($9::float8 / 1000), $10, $11, $12, $13, $14,
         to_timestamp($15::float8 / 1000), $16, $17) RETURNING ${COLUMNS}`,
      [
        id,
        report.kind,
        year,
        serial,
        report.document.title,
        report.scope,
        report.scopeName,
        report.period?.from ?? null,
        report.period?.to ?? null,
        report.alert,
        report.sees,
        fence !== undefined,
        actor.id,
        actor.name,
        report.madeAt,
        report.facts.revision,
        JSON.stringify(content),
      ],
    )
    const row = rowOf(rows[0])
    const detail = { kind: row.kind, number: row.number, scope: row.scope, from: row.from, to: row.to, alert: row.alert, sees: row.sees }
    await writeAudit(tx, { actor, action: 'report.made', object: { kind: 'report', id }, address, detail })
    return row
  })
}

/** Is this the report that is asked for? */
function isSame(row: JudgementRow, { kind, scope, alert, period }: NewJudgement, latest: boolean): boolean {
  const from = period === null ? null : new Date(period.from).toISOString()
  return row.kind === kind && row.scope === scope && row.alert === alert && (latest || row.from === from)
}

async function findKnown(
  tx: PoolClient,
  report: NewJudgement,
  id: string,
  scheduled: boolean,
): Promise<{ row: JudgementRow; madeById: string } | null> {
  const { rows } = await tx.query<{ made_by_id: string }>(
    `SELECT ${COLUMNS}, made_by_id FROM reports WHERE id = $1
       OR ($2::bool AND scheduled AND kind = $3 AND scope = $4 AND period_from = to_timestamp($5::float8 / 1000)) LIMIT 1`,
    [id, scheduled, report.kind, report.scope, report.period?.from ?? null],
  )
  const [found] = rows
  if (!found) return null
  const { made_by_id: madeById, ...row } = found
  return { row: rowOf(row), madeById }
}

/** Has the schedule made a report of this kind, place and period (its beginning, epoch milliseconds)? */
export async function isScheduledMade(of: PeriodicKind, within: string, from: number): Promise<boolean> {
  const { rows } = await pool().query(
    'SELECT 1 FROM reports WHERE scheduled AND kind = $1 AND scope = $2 AND period_from = to_timestamp($3::float8 / 1000)',
    [of, within, from],
  )
  return rows.length > 0
}

/** What a list of reports is asked for. The viewer is narrowed to the place that is meant. */
export type JudgementFilter = {
  kinds?: readonly JudgementKind[] | undefined
  order?: OrderBy<ReportSort> | undefined
  limit: number
  cursor?: string | undefined
}

// a report or two a day: only the newest are read off an index
const SORTS: SortColumns<ReportSort> = {
  made: { sql: 'made_at', as: 'instant', always: true },
  number: { sql: `year || kind || lpad(serial::text, 8, '0')`, as: 'code', always: true },
  title: { sql: 'title', as: 'text', always: true },
  scope: { sql: 'scope', as: 'code', always: true },
  // what is of an alert has none
  period: { sql: 'period_from', as: 'instant' },
}

/** A page of the reports that this viewer may read, the newest first unless an order is given. Throws Problem('invalid') on a cursor that is none. */
export async function listJudgements(
  viewer: Viewer,
  { kinds, order = '-made', limit, cursor }: JudgementFilter,
): Promise<{ reports: JudgementRow[]; nextCursor: string | null }> {
  if (viewer.scope.kind !== 'grids' || !mayReadJudgements(viewer)) return { reports: [], nextCursor: null }
  const sorted = keyset(order, REPORT_SORTS, SORTS, 'id')
  const prefixes = viewer.scope.prefixes.map((prefix) => `${prefix}%`)
  const values: unknown[] = [kinds ?? null, prefixes, visibilityClass(viewer) === 'full', limit + 1]
  const behind = sorted.behind(cursor, (value) => `$${values.push(value)}`)
  const { rows } = await pool().query<Placed>(
    `SELECT ${COLUMNS}, ${sorted.columns} FROM reports WHERE ($1::text[] IS NULL OR kind = ANY($1::text[])) AND scope LIKE ANY($2::text[])
       AND ($3::bool OR sees = 'plain') AND ${behind} ORDER BY ${sorted.order} LIMIT $4`,
    values,
  )
  const page = pageOf(rows, limit, sorted)
  return { reports: page.rows.map(rowOf).filter((report) => mayReadJudgement(viewer, report)), nextCursor: page.next }
}

/** A report with all that stands in it; null where there is none that this viewer may read. */
export async function getJudgement(viewer: Viewer, id: string): Promise<Judgement | null> {
  const { rows } = await pool().query<{ content: unknown }>(`SELECT ${COLUMNS}, content FROM reports WHERE id = $1::uuid`, [id])
  const [found] = rows
  if (!found) return null
  const { content, ...stored } = found
  const row = rowOf(stored)
  return mayReadJudgement(viewer, row) ? { ...row, ...JudgementContent.parse(content) } : null
}

/** Writes down that a report has left the system as a file (`export.made`). */
export const auditJudgementFile = (actor: AuditActor, { id, number }: Pick<JudgementRow, 'id' | 'number'>, address: string | null): Promise<void> =>
  writeAudit(pool(), { actor, action: 'export.made', object: { kind: 'report', id }, address, detail: { number, format: 'docx' } })
