import { describe, expect, it } from 'vitest'
import type { Viewer } from './access'
import { DAY_MS } from './clock'
import { judgementNumber, lastPeriod, mayReadJudgement, periodAt, periodBefore, sightFor, weeksBefore } from './judgement'
import { mayReadJudgements } from './judgement-access'
import { dueJudgements, JUDGEMENT_SETTING } from './judgement-setting'

const at = (text: string) => Date.parse(`${text}+08:00`)
const viewer = (role: Viewer['role'], ...prefixes: string[]): Viewer => ({ id: 'v', name: 'v', role, scope: { kind: 'grids', prefixes } })

describe('periods', () => {
  it('are civil days, and weeks from Monday', () => {
    expect(periodAt('daily', at('2026-11-27T00:00'))).toEqual({ from: at('2026-11-27T00:00'), to: at('2026-11-28T00:00') })
    for (const day of ['2026-11-23T00:00', '2026-11-26T12:00', '2026-11-29T23:59'])
      expect(periodAt('weekly', at(day))).toEqual({ from: at('2026-11-23T00:00'), to: at('2026-11-30T00:00') })
  })
  it('end before now, and follow one another', () => {
    expect(lastPeriod('daily', at('2026-11-27T00:00')).to).toBe(at('2026-11-27T00:00'))
    expect(lastPeriod('weekly', at('2026-11-30T00:00'))).toEqual({ from: at('2026-11-23T00:00'), to: at('2026-11-30T00:00') })
    const week = lastPeriod('weekly', at('2026-11-30T00:00'))
    expect(periodBefore(week)).toEqual(weeksBefore(week, 1)[0])
    expect(weeksBefore(periodAt('daily', at('2026-11-27T10:00')), 2).map(({ from }) => from)).toEqual([
      at('2026-11-20T00:00'),
      at('2026-11-13T00:00'),
    ])
  })
})

it('are read by whoever sees the place and as much of it', () => {
  const plain = { scope: '411324001', sees: 'plain' } as const
  const full = { ...plain, sees: 'full' } as const
  expect([viewer('viewer', ''), viewer('operator', '411324001'), viewer('supervisor', '')].map((who) => mayReadJudgement(who, plain))).toEqual([
    true,
    true,
    true,
  ])
  expect([viewer('viewer', ''), viewer('administrator', ''), viewer('dispatcher', '411324001')].map((who) => mayReadJudgement(who, full))).toEqual([
    false,
    false,
    true,
  ])
  expect(
    [viewer('supervisor', '411324001101'), viewer('supervisor', '411324002'), viewer('screen', '')].map((who) => mayReadJudgement(who, plain)),
  ).toEqual([false, false, false])
  expect(mayReadJudgements({ ...viewer('handler'), scope: { kind: 'department', department: '城管' } })).toBe(false)
})

it('are looked for without what only the maker was given', () => {
  const operator = { ...viewer('operator', ''), parties: ['member:1'] }
  expect(sightFor(operator, 'plain', '411324001')).toEqual({
    ...{ id: 'v', name: 'v', role: 'viewer' },
    scope: { kind: 'grids', prefixes: ['411324001'] },
  })
  expect(sightFor(viewer('dispatcher', ''), 'full', '').role).toBe('supervisor')
})

it('have a number', () => expect(judgementNumber('weekly', 2026, 7)).toBe('研判周报〔2026〕第 7 号'))

describe('the schedule', () => {
  const daily = { ...JUDGEMENT_SETTING, daily: { on: true, at: '07:30', scopes: ['411324001', '', '411324001'] } }
  it('makes nothing as shipped', () => expect(dueJudgements(JUDGEMENT_SETTING, at('2026-11-27T12:00'))).toEqual([]))
  it('wants the last day from its time on, each place once', () => {
    expect(dueJudgements(daily, at('2026-11-27T07:29'))).toEqual([])
    const period = { from: at('2026-11-26T00:00'), to: at('2026-11-27T00:00') }
    expect(dueJudgements(daily, at('2026-11-27T07:30'))).toEqual([
      { kind: 'daily', scope: '411324001', period },
      { kind: 'daily', scope: '', period },
    ])
    expect(dueJudgements(daily, at('2026-11-27T23:59')).map((due) => due.period)).toEqual([period, period])
  })
  it('wants the last week from Monday on, and still on Sunday where it was missed', () => {
    const weekly = { ...JUDGEMENT_SETTING, weekly: { on: true, at: '08:00', scopes: [''] } }
    const week = { kind: 'weekly', scope: '', period: { from: at('2026-11-16T00:00'), to: at('2026-11-23T00:00') } }
    expect(dueJudgements(weekly, at('2026-11-23T07:59'))).toEqual([])
    expect(dueJudgements(weekly, at('2026-11-23T08:00'))).toEqual([week])
    expect(dueJudgements(weekly, at('2026-11-23T08:00') + 6 * DAY_MS)).toEqual([week])
  })
})
