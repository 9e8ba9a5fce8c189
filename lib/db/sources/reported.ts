import * as z from 'zod/mini'
import { ReportedFigure } from '@/lib/domain/reported'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import type { Doer } from './stored'

const KEY = 'people.reported.figures'
const Figures = z.array(ReportedFigure)

/** The totals as they were reported; none where nobody has told any. */
export async function readReportedFigures(): Promise<ReportedFigure[]> {
  return (await readSetting(KEY, Figures)) ?? []
}

/** Writes them, with the row of the audit where somebody does. */
export async function writeReportedFigures(figures: readonly ReportedFigure[], doer: Doer | null): Promise<void> {
  await transaction(async (tx) => {
    const from = await readSetting(KEY, Figures, tx)
    await writeSetting(KEY, figures, tx)
    if (doer) await writeAudit(tx, { ...doer, action: 'reported.changed', object: { kind: 'setting', id: KEY }, detail: { from, to: figures } })
  })
}

/** What is here of people and households of the whole county: counts that reported totals are held against. */
export async function countHere(): Promise<{ bound: number; unbound: number; members: number; chiefs: number }> {
  const { rows } = await pool().query<{ bound: number; unbound: number; members: number; chiefs: number }>(
    `SELECT count(p.id)::int4 AS bound, (count(*) - count(p.id))::int4 AS unbound,
       (SELECT count(DISTINCT person_id)::int4 FROM posts WHERE kind = 'member') AS members,
       (SELECT count(DISTINCT person_id)::int4 FROM posts WHERE kind = 'chief') AS chiefs
     FROM households h LEFT JOIN people p ON p.id = h.member_id AND p.left_at IS NULL WHERE h.left_at IS NULL`,
  )
  return rows[0] ?? { bound: 0, unbound: 0, members: 0, chiefs: 0 }
}
