import { describe, expect, it } from 'vitest'
import { compare } from './judgement-claims'
import type { AlertFact, FigureFact } from './judgement-facts'
import {
  changeWords,
  fractionWords,
  fullMoment,
  outcomeWords,
  partClaim,
  percentWords,
  periodWords,
  ratioWords,
  recordWords,
  valueWords,
} from './judgement-words'

const at = (text: string) => Date.parse(`${text}+08:00`)

it('says a day with its weekday, and a week by its ends', () => {
  expect(periodWords({ from: at('2026-11-26T00:00'), to: at('2026-11-27T00:00') })).toBe('2026年11月26日（周四）')
  expect(periodWords({ from: at('2026-11-16T00:00'), to: at('2026-11-23T00:00') })).toBe('2026年11月16日至22日')
  expect(periodWords({ from: at('2026-09-28T00:00'), to: at('2026-10-05T00:00') })).toBe('2026年9月28日至10月4日')
  expect(periodWords({ from: at('2026-12-28T00:00'), to: at('2027-01-04T00:00') })).toBe('2026年12月28日至2027年1月3日')
  expect(fullMoment(at('2026-01-02T03:04'))).toBe('2026年1月2日 03:04')
})

describe('a share', () => {
  const fact = (numerator: number, denominator: number) => ({ value: denominator === 0 ? null : numerator / denominator, numerator, denominator })
  it('says 100% only where all of it is done, and — without a denominator', () => {
    expect([percentWords(1), percentWords(0.99997), percentWords(0.5), percentWords(0.7582)]).toEqual(['100%', '99.99%', '50%', '75.82%'])
    expect(valueWords('rate', fact(0, 0))).toBe('—')
  })
  it('shows both sides, and its interval where they are few', () => {
    expect(fractionWords(fact(1_104, 1_250))).toBe('1,104/1,250')
    expect(fractionWords(fact(10, 16))).toBe('10/16，样本少（39%—82%）')
    expect(fractionWords(fact(0, 0))).toBe('0/0')
  })
  it('moves by percentage points, a count by events, and a time by hours', () => {
    const figure = (unit: FigureFact['unit'], now: number | null, before: number | null): FigureFact => {
      const of = (value: number | null) => ({ value, numerator: null, denominator: null })
      return { name: 'x', label: 'x', unit, now: of(now), before: of(before) }
    }
    expect(changeWords(figure('rate', 0.5, 0.75))).toBe('−25.00 个百分点')
    expect(changeWords(figure('count', 12, 10))).toBe('+2')
    expect(changeWords(figure('time', 3_600_000, 7_200_000))).toBe('−1 小时')
    expect(changeWords(figure('rate', null, 0.75))).toBe('—')
  })
})

it('says of a part what its interval allows', () => {
  const past = [20, 22, 18, 21, 19, 20, 20, 22, 18, 21, 19, 20]
  expect([60, 33, 20, 4].map((count) => partClaim(compare(count, past)))).toEqual(['占比偏高', '待观察', '正常波动', '占比偏低'])
  expect(partClaim(compare(20, [20]))).toBe('不作判断')
  expect(ratioWords(compare(20, past))).toBe('1.00（0.64—1.57）')
  expect(ratioWords(compare(400, past))).toMatch(/^20（/)
  expect(ratioWords(compare(1, [1, 0, 1, 2]))).toMatch(/样本少）$/)
  expect(ratioWords(compare(3, [0, 0, 0, 0]))).toBe('往常没有，样本少')
})

describe('an alert', () => {
  const fact: AlertFact = {
    id: 'a',
    rule: '特急事件 v1',
    colour: 'red',
    headline: 'x',
    state: 'firing',
    startedAt: '2026-11-26T01:00:00Z',
    acknowledgedAt: null,
    endedAt: null,
    endedBy: null,
    verdict: null,
    partial: false,
    record: null,
  }
  it('says when it was acknowledged and ended, and how it was judged', () => {
    expect(outcomeWords(fact)).toBe('待签收')
    expect(outcomeWords({ ...fact, state: 'acknowledged', acknowledgedAt: '2026-11-26T01:05:00Z' })).toBe('11月26日 09:05 签收；尚未解除')
    const ended = { ...fact, state: 'resolved', endedAt: '2026-11-26T03:00:00Z', endedBy: 'condition' } as const
    expect(outcomeWords(ended)).toBe('未经签收；11月26日 11:00 解除（条件消失）；未定性')
    expect(outcomeWords({ ...ended, verdict: 'true' })).toMatch(/定性：属实$/)
  })
  it('says what is known of its rule', () => {
    expect(recordWords(null)).toBe('尚无历史')
    const volume = { kind: 'volume', basis: [], alertsPerDay: 1.04, days: 365 } as const
    expect(recordWords({ ...volume, basis: [] })).toBe('每日 1 条（近 365 天）')
    expect(
      recordWords({ ...volume, basis: ['labels'], kind: 'statistical', precision: 0.79, detection: 0.8, episodes: 25, falsePer100Days: 0.96 }),
    ).toBe('命中率 79%，检出率 80%（25 次），每百天误报 1 次，每日 1 条（近 365 天）')
  })
})
