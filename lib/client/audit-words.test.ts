import { describe, expect, test } from 'vitest'
import { AuditAction } from '@/lib/domain/audit'
import { auditActionName, auditDetails, auditObject } from './audit-words'

describe('the audit in words', () => {
  test('names every action', () => {
    for (const action of AuditAction.options) expect(auditActionName(action)).toMatch(/\p{Script=Han}/u)
  })

  test('tells what was changed, and leaves out what was not', () => {
    expect(auditDetails({ from: { handedIn: 30, overdue: 20 }, to: { handedIn: 40, overdue: 20 } })).toEqual([['处置率', '30 → 40']])
    expect(auditDetails({ role: { from: 'operator', to: 'dispatcher' } })).toEqual([['角色', '网格员 → 派单员']])
    expect(auditDetails({ from: {}, to: { active: true } })).toEqual([['按规则清除', '无 → 是']])
  })

  test('names states, actions, moments and lists', () => {
    expect(auditDetails({ action: 'accept', from: 'awaiting_acceptance', to: 'awaiting_dispatch', revision: 7 })).toEqual([
      ['动作', '受理'],
      ['修订', '7'],
      ['状态', '待受理 → 待派单'],
    ])
    expect(auditDetails({ action: 'types.changed', from: '2026-11-23T16:00:00.000Z', cursor: null })).toEqual([
      ['动作', '修改事件类型'],
      ['自', '2026/11/24 00:00:00'],
    ])
    expect(auditDetails({ fields: ['phone', 'name'], until: '2026-11-24T06:00:00.000Z' })).toEqual([
      ['内容', '电话、姓名'],
      ['有效至', '2026/11/24 14:00:00'],
    ])
    expect(auditDetails({ expiresAt: Date.UTC(2026, 10, 24, 6), sessions: 3 })[0]).toEqual(['有效至', '2026/11/24 14:00:00'])
    expect(
      auditDetails({
        types: [
          { code: '0501', urgency: 1, limit: 4, clock: 'working_hour' },
          { code: '0502', lead: '城管' },
        ],
      }),
    ).toEqual([['类型', '编码 0501 · 紧急程度 特急 · 时限 4 · 计时 工作时\n编码 0502 · 牵头 城管']])
  })

  test('names what is told of orders and sources', () => {
    expect(auditDetails({ day: '2026-11-28', action: 'set_out' })).toEqual([
      ['日期', '2026-11-28'],
      ['动作', '出门了'],
    ])
    expect(auditDetails({ dry: true, back: 3, effect: 'compare', kind: 'cunzhen' })).toEqual([
      ['试运行', '是'],
      ['回来', '3'],
      ['作用', '只核对'],
      ['类别', '村振'],
    ])
  })

  test('keeps what has no words, and tells nothing of nothing', () => {
    expect(auditDetails({ novel: 'x1', none: null, empty: [] })).toEqual([['novel', 'x1']])
    expect(auditDetails({ name: 'address' })).toEqual([['名称', 'address']])
    expect(auditObject({ kind: 'setting', id: 'kpi-weights' })).toEqual({ kind: '设置', id: '综合评价权重' })
    expect(auditObject({ kind: 'event', id: '0191' })).toEqual({ kind: '事件', id: '0191' })
    expect(auditObject(null)).toBeNull()
  })
})
