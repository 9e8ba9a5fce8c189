import { expect, test } from 'vitest'
import { gatesOf, RECORD_GATES } from '@/lib/domain/rule-gates'
import cluster from './cluster-record.json'
import { CLUSTER_SETTINGS, CLUSTER_VERSION } from './cluster-settings'
import hotspot from './hot-spot-record.json'
import { HOT_SPOT_SETTINGS, HOT_SPOT_VERSION } from './hot-spot-settings'
import { SHIPPED_BACKTESTS } from './shipped-record'
import silence from './silence-record.json'
import { SILENCE_SETTINGS, SILENCE_VERSION } from './silence-settings'
import surge from './surge-record.json'
import { SURGE_SETTINGS, SURGE_VERSION } from './surge-settings'

/** Which gates keep a rule in the shadow. */
const rules = {
  cluster: { file: cluster, settings: CLUSTER_SETTINGS, version: CLUSTER_VERSION, failed: [] },
  surge: { file: surge, settings: SURGE_SETTINGS, version: SURGE_VERSION, failed: ['detection'] },
  silence: { file: silence, settings: SILENCE_SETTINGS, version: SILENCE_VERSION, failed: [] },
  hotspot: { file: hotspot, settings: HOT_SPOT_SETTINGS, version: HOT_SPOT_VERSION, failed: ['detection'] },
}

test.each(SHIPPED_BACKTESTS.map((shipped) => [shipped.rule, shipped] as const))(
  'the record of %s is of the rule as it is shipped',
  (rule, shipped) => {
    const { file, settings, version, failed } = rules[rule]
    expect(shipped.version).toBe(version)
    expect(file.settings).toEqual(settings)
    expect(shipped.command).toContain(`--rule ${rule} --seeds ${shipped.seeds.length} `)
    expect(shipped.backtest.record.days).toBe(shipped.seeds.length * 366)
    expect(gatesOf(shipped.backtest.record, RECORD_GATES).flatMap(({ gate, passed }) => (passed ? [] : [gate]))).toEqual(failed)
  },
)
