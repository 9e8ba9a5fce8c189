import { ReportedTotals } from '@/lib/domain/binding'
import { readSetting, writeSetting } from '../engine/settings'

const KEY = 'people.reported'

/** Totals that somebody published (「报道数据」), or null: shown apart from what is counted here. */
export async function readReportedTotals(): Promise<ReportedTotals | null> {
  return readSetting(KEY, ReportedTotals)
}

/** Keeps published totals with their source. */
export async function writeReportedTotals(totals: ReportedTotals): Promise<void> {
  await writeSetting(KEY, totals)
}
