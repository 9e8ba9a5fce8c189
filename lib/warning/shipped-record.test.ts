import { expect, test } from 'vitest'
import shipped from './cluster-record.json'
import { CLUSTER_SETTINGS, CLUSTER_VERSION } from './cluster-settings'
import { gatesOf } from './rule-record'
import { SHIPPED_CLUSTER_RECORD } from './shipped-record'

test('the shipped record is of the rule as it is shipped, and lets it notify', () => {
  const { version, command, seeds, record } = SHIPPED_CLUSTER_RECORD
  expect(version).toBe(CLUSTER_VERSION)
  expect(shipped.settings).toEqual(CLUSTER_SETTINGS)
  expect(command).toContain(`--seeds ${seeds.length} `)
  expect(record.days).toBe(seeds.length * 366)
  expect(gatesOf(record).map(({ name, passed }) => [name, passed])).toEqual([
    ['days', true],
    ['episodes', true],
    ['detection', true],
    ['falsePer100Days', true],
  ])
})
