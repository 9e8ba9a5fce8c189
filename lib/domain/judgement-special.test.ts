import { expect, it } from 'vitest'
import type { SpecialFacts } from './judgement-facts'
import { specialDocument } from './judgement-special'

const special: SpecialFacts = {
  alert: {
    ...{ id: 'a', rule: '特急事件 v1', colour: 'red', headline: '燃气泄漏：特急事件 1 件，甲社区', state: 'acknowledged', partial: false },
    ...{ startedAt: '2026-11-26T01:00:00Z', acknowledgedAt: '2026-11-26T01:02:00Z', endedAt: null, endedBy: null, verdict: null, record: null },
  },
  condition: '有这一级紧急程度的事件未办结，即报。',
  places: ['甲社区 第01网格'],
  ...{ observed: 1, usual: null, recurrenceInterval: null, holding: 1, more: 0 },
  events: [
    {
      ...{ caseNumber: '20261126-00001', type: '燃气泄漏', place: '甲社区 第01网格', state: 'handling' },
      ...{ occurredAt: '2026-11-26T00:58:00Z', deadline: null },
    },
  ],
  steps: [
    { at: '2026-11-26T01:00:00Z', step: 'raised', role: null, colour: 'red', state: 'firing' },
    { at: '2026-11-26T01:02:00Z', step: 'acknowledge', role: 'supervisor', colour: 'red', state: 'acknowledged' },
  ],
}
const made = (facts: Partial<SpecialFacts> = {}) =>
  specialDocument({
    ...{ letterhead: null, madeAt: Date.parse('2026-11-26T02:00:00Z'), labels: 'plain', demo: true, review: null, areas: [] },
    facts: {
      ...{ rule: 'judgement/1', logId: 'l', revision: 1, asOf: null, until: null, period: null },
      special: { ...special, ...facts },
    },
  })
const textOf = (facts?: Partial<SpecialFacts>) => JSON.stringify(made(facts))

it('says what happened, which events it is about, and who did what by their post', () => {
  const text = textOf()
  expect(text).toContain('2026年11月26日 09:00产生红色（I 级）预警：燃气泄漏：特急事件 1 件，甲社区。')
  expect(text).toContain('结果：11月26日 09:02 签收；尚未解除。')
  const [events, steps] = made().blocks.flatMap((block) => (block.type === 'table' ? [block.rows] : []))
  expect(events).toEqual([['20261126-00001', '燃气泄漏', '甲社区 第01网格', '11月26日 08:58', '办理中']])
  expect(steps?.map(([, step, who]) => [step, who])).toEqual([
    ['触发', '系统'],
    ['签收', '负责人'],
  ])
  expect(text).not.toContain('纯属偶然')
  expect(text).toContain('演示数据，非真实事件')
})

it('says of what was inferred how much is usual, and how rare it is as a whole', () => {
  expect(textOf({ observed: 14, usual: 2.13, recurrenceInterval: 243.7 })).toContain('常态 2.1 件，纯属偶然的话约 240 天一次（整体判断）。')
  expect(textOf({ usual: 2, recurrenceInterval: 4_000 })).toContain('1000 天以上一次')
})
