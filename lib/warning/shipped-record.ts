import { Backtest } from '@/lib/domain/backtest'
import shipped from './cluster-record.json'

/**
 * What the rule of clusters, in one version and with the settings in the file, has done on the demonstration's own model, by the command and the seeds
 * that are named there. `gridsight backtest --demo --record lib/warning/cluster-record.json` makes the file.
 */
export const SHIPPED_CLUSTER_BACKTEST: {
  readonly version: number
  readonly command: string
  readonly seeds: readonly number[]
  readonly backtest: Backtest
} = {
  version: shipped.version,
  command: shipped.command,
  seeds: shipped.seeds,
  backtest: Backtest.parse(shipped),
}
