import { RuleRecord } from '@/lib/domain/rule'
import shipped from './cluster-record.json'

/**
 * The record of the rule of clusters on the demonstration: of one version and the settings in the file, by the command and the seeds that are named there.
 * `gridsight backtest --demo --record lib/warning/cluster-record.json` makes the file.
 */
export const SHIPPED_CLUSTER_RECORD: {
  readonly version: number
  readonly command: string
  readonly seeds: readonly number[]
  readonly record: RuleRecord
} = {
  version: shipped.version,
  command: shipped.command,
  seeds: shipped.seeds,
  record: RuleRecord.parse(shipped.record),
}
