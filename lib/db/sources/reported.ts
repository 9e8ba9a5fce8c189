import * as z from 'zod/mini'
import { ReportedFigure, type ReportedIn } from '@/lib/domain/reported'
import { writeAudit } from '../audit/audit'
import { needSeen } from '../engine/asked'
import { transaction } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import type { Doer } from './stored'

const KEY = 'people.reported.figures'
const Figures = z.array(ReportedFigure)

/** The totals as they were reported; none where nobody has told any. */
export async function readReportedFigures(): Promise<ReportedFigure[]> {
  return (await readSetting(KEY, Figures)) ?? []
}

/** Writes them, with the row of the audit where somebody does. Throws Problem('conflict') where they are not as they were seen. */
export async function writeReportedFigures({ figures, seen }: ReportedIn, doer: Doer | null): Promise<void> {
  await transaction(async (tx) => {
    const from = await readSetting(KEY, Figures, tx)
    if (needSeen(from ?? [], seen, figures)) return
    await writeSetting(KEY, figures, tx)
    if (doer) await writeAudit(tx, { ...doer, action: 'reported.changed', object: { kind: 'setting', id: KEY }, detail: { from, to: figures } })
  })
}
