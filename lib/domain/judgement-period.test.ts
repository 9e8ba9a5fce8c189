import { expect, it } from 'vitest'
import { compare } from './judgement-claims'
import type { Block } from './judgement-document'
import type { JudgementFacts, PeriodFacts } from './judgement-facts'
import { type PeriodParts, periodDocument } from './judgement-period'

const at = (text: string) => Date.parse(`${text}+08:00`)
const past = [100, 102, 98, 101, 99, 100, 100, 103, 97, 101, 99, 100]
const value = (n: number) => ({ value: n, numerator: null, denominator: null })
const part = (name: string, count: number, before: readonly number[]) => ({ code: name, name, ...compare(count, before) })

const periodFacts: PeriodFacts = {
  figures: [
    { name: 'reported', label: '发生', unit: 'count', now: value(180), before: value(100) },
    { name: 'handledInPeriod', label: '本期办结', unit: 'count', now: value(90), before: value(95) },
  ],
  total: compare(180, past),
  types: [
    part(
      '暴露垃圾',
      95,
      past.map((n) => n / 5),
    ),
    part(
      '占道经营',
      20,
      past.map((n) => n / 5),
    ),
  ],
  sensitive: [],
  creeping: null,
  places: [
    part(
      '甲社区',
      30,
      past.map((n) => n / 5),
    ),
  ],
  days: [{ day: '2026-11-26', count: 180, usual: null }],
  alerts: {
    raised: { red: 1, orange: 0, yellow: 0, blue: 2 },
    open: 1,
    more: false,
    rows: [],
    hidden: [{ place: '1街道', count: 2 }],
    late: { events: 12, alerts: 1 },
  },
  overdue: {
    near: 9,
    ages: [
      { fromDays: 0, toDays: 1, open: 3 },
      { fromDays: 7, toDays: null, open: 4 },
    ],
    rows: [],
  },
  cards: { count: 0, rows: [] },
}
const facts = (period: Partial<PeriodFacts> = {}, more: Partial<JudgementFacts> = {}) => ({
  ...{ rule: 'judgement/1' as const, logId: 'l', revision: 7, asOf: '2026-11-27T01:00:00Z', until: null, special: null },
  ...more,
  period: { ...periodFacts, ...period },
})
const made = (parts: Partial<PeriodParts> = {}) =>
  periodDocument({
    kind: 'daily',
    period: { from: at('2026-11-26T00:00'), to: at('2026-11-27T00:00') },
    scopeName: '涅阳街道',
    letterhead: null,
    madeAt: at('2026-11-27T09:30'),
    labels: 'plain',
    demo: false,
    review: 'GS(2026)1号',
    sees: 'plain',
    areas: [],
    facts: facts(),
    ...parts,
  })
const textOf = (blocks: readonly Block[]) => blocks.map((block) => ('text' in block ? block.text : block.caption)).join('\n')

it('says in a weekly report what creeps upwards, and that none does; without a year to compare with nothing', () => {
  const text = (creeping: PeriodFacts['creeping']) => textOf(made({ kind: 'weekly', facts: facts({ creeping }) }).blocks)
  expect(text(null)).not.toContain('缓升')
  expect(text([])).toContain('缓升：以二十八日为一段与去年同季的占比相比，没有哪一类型持续偏多。')
  const rise = { code: '0501', name: '暴露垃圾', count: 430, expected: 331.25, since: '2026-08-04', statistic: 7 }
  expect(text([rise])).toContain('缓升：暴露垃圾近二十八日 430 件，按去年同季的占比应有 331.3 件，2026-08-04 起持续偏多。缓升只作提示，不发预警')
  expect(text([rise, rise, rise, rise])).toContain(' 等 4 类。')
})

it('says what rose, by how much and which parts of it stand out', () => {
  const { title, subtitle, blocks } = made()
  expect([title, subtitle]).toEqual(['涅阳街道网格事件研判日报', '2026年11月26日（周四） · 数据截至 2026年11月27日 09:00'])
  const text = textOf(blocks)
  expect(text).toContain('涅阳街道发生网格事件 180 件，前一日 100 件，变化 +80 件；当日办结 90 件。')
  expect(text).toContain('平均 100 件，P10—P90 为 98.1—101.9 件；本期较平均 +80 件（+80%）')
  expect(text).toContain('总量比往常多 80 件，高于往常。占比高于往常的类型：暴露垃圾 95 件（往常 20 件，+75 件）。')
  expect(text).toContain('不说明原因')
  expect(text).not.toContain('占比高于往常的网格')
  expect(text).toContain(
    '产生预警 3 条：红色（I 级） 1 条，蓝色（IV 级） 2 条；现有未解除 1 条。补报 12 件，引出 1 条（来得太晚，只计数，不逐条通知）。另有敏感类预警（只按街道计数）：1街道 2。',
  )
  expect(text).toContain('超过时限的事件 7 件：当天 3 件，7 天以上 4 件；临期 9 件；未解除的督办 0 件。')
  expect(text).toContain('敏感类型只按街道计数')
})

it('claims nothing where nothing stands out, or too little is known', () => {
  const calm = {
    total: compare(101, past),
    types: [
      part(
        '暴露垃圾',
        21,
        past.map((n) => n / 5),
      ),
    ],
    places: [],
  }
  expect(textOf(made({ facts: facts(calm) }).blocks)).toContain('总量属正常波动。没有哪一类型或网格与往常有数据上站得住的差别')
  const young = { total: compare(180, [100, 90]), types: [part('暴露垃圾', 95, [20, 20])], places: [] }
  const text = textOf(made({ facts: facts(young) }).blocks)
  expect(text).toContain('可比的历史只有 2 周，不足 4 周，不与往常比较。')
  expect(text).not.toContain('高于往常。')
  expect(textOf(made({ facts: facts({ types: null }) }).blocks)).toContain('不作类型比较')
})

it('says where data are missing, and whose demonstration it is', () => {
  const text = textOf(made({ facts: facts({}, { until: '2026-11-26T04:00:00Z' }), demo: true }).blocks)
  expect(text).toContain('2026年11月26日 12:00之后的事件尚未到齐')
  expect(text).toContain('演示数据，非真实事件')
  expect(textOf(made().blocks)).not.toContain('演示数据')
})

it('has tables whose rows fit their columns', () => {
  for (const block of made().blocks) {
    if (block.type !== 'table') continue
    expect([block.caption, block.columns.reduce((sum, { width }) => sum + width, 0)]).toEqual([block.caption, 100])
    for (const row of block.rows) expect(row).toHaveLength(block.columns.length)
  }
})
