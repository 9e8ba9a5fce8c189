import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import * as z from 'zod/mini'
import { RuleRecord } from '@/lib/domain/rule-gates'
import { gridsight } from '@/lib/testing/cli'

const Told = z.object({
  command: z.string(),
  record: RuleRecord,
  gates: z.array(z.object({ gate: z.string(), passed: z.boolean() })),
  calibration: z.array(z.object({ level: z.number(), values: z.number() })),
  curve: z.array(z.object({ fireAt: z.number() })),
})

test('two nights of a small county are replayed and judged, and the record is written', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-backtest-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'record.json')
  const small = ['--seeds', '1', '--first-seed', '3', '--days', '2', '--episodes', '0', '--events', '20000', '--zones', 'connected']
  const args = ['backtest', '--demo', ...small, '--record', file, '--json']
  const { code, out, err } = await gridsight(args, { GRIDSIGHT_DATA: folder })
  expect(err).toBe('')
  expect(code).toBe(0)
  const told = Told.parse(JSON.parse(out))
  expect(told.command).toBe(
    'gridsight backtest --demo --rule cluster --seeds 1 --first-seed 3 --days 2 --episodes 0 --events 20000 --zones connected',
  )
  expect(told.record).toMatchObject({ kind: 'statistical', days: 2 })
  expect(told.gates.map(({ gate, passed }) => `${gate} ${passed}`).slice(0, 3)).toEqual(['days false', 'episodes false', 'detection false'])
  expect(told.calibration.map(({ level }) => level)).toEqual([0.05, 0.01, 0.001])
  expect(told.calibration[0]?.values).toBeGreaterThan(2 * 6) // streams of two nights
  expect(told.curve.length).toBeGreaterThan(6)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ rule: 'cluster', command: told.command, seeds: [3], record: told.record })
})

test('wrong usage is told in a sentence and ends with 2', async () => {
  const [none, rule, days] = await Promise.all([
    gridsight(['backtest'], {}),
    gridsight(['backtest', '--demo', '--rule', 'overdue'], {}),
    gridsight(['backtest', '--demo', '--days', '800'], {}),
  ])
  expect([none.code, rule.code, days.code]).toEqual([2, 2, 2])
  expect(none.err).toContain('add --demo')
  expect(rule.err).toContain('Allowed choices are cluster, surge, silence, hotspot')
  expect(days.err).toContain('It must be a whole number from 1 to 730.')
})
