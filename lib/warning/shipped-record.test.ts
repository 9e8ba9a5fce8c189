import { expect, test } from 'vitest'
import { mayBePublished } from '@/lib/domain/rule'
import shipped from './cluster-record.json'
import { CLUSTER_SETTINGS, CLUSTER_VERSION } from './cluster-settings'
import { SHIPPED_CLUSTER_BACKTEST } from './shipped-record'

test('the shipped record is of the rule as it is shipped, and lets it notify', () => {
  const { version, command, seeds, backtest } = SHIPPED_CLUSTER_BACKTEST
  const { record } = backtest
  expect(version).toBe(CLUSTER_VERSION)
  expect(shipped.settings).toEqual(CLUSTER_SETTINGS)
  expect(command).toContain(`--seeds ${seeds.length} `)
  expect(record.days).toBe(seeds.length * 366)
  expect(mayBePublished(record)).toBe(true)
})
