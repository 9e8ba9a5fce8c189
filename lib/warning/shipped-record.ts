import { Backtest } from '@/lib/domain/backtest'
import type { InferredKind } from '@/lib/domain/rule-kinds'
import cluster from './cluster-record.json'
import hotspot from './hot-spot-record.json'
import silence from './silence-record.json'
import surge from './surge-record.json'

/**
 * What a rule of inference, in one version and with the settings in the file, has done on the demonstration's own model, by the command and the seeds
 * that are named there. `gridsight backtest --demo --rule RULE --record FILE` makes the file.
 */
type ShippedBacktest = {
  readonly rule: InferredKind
  readonly version: number
  readonly command: string
  readonly seeds: readonly number[]
  readonly backtest: Backtest
}

type Made = Pick<ShippedBacktest, 'version' | 'command' | 'seeds'>

const shipped = (rule: InferredKind, made: Made): ShippedBacktest => {
  const { version, command, seeds } = made
  return { rule, version, command, seeds, backtest: Backtest.parse(made) }
}

export const SHIPPED_CLUSTER_BACKTEST: ShippedBacktest = shipped('cluster', cluster)

/** Those of all rules. One whose record does not pass the gates runs in the shadow, and shows by it what was reached. */
export const SHIPPED_BACKTESTS: readonly ShippedBacktest[] = [
  SHIPPED_CLUSTER_BACKTEST,
  shipped('surge', surge),
  shipped('silence', silence),
  shipped('hotspot', hotspot),
]
