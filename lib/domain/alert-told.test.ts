import { describe, expect, it } from 'vitest'
import type { Role, Scope, Viewer } from './access'
import { Alert } from './alert'
import type { AlertMember, AlertRecord } from './alert-record'
import { alertFor, hiddenAlerts, type Names, readsNotes } from './alert-told'
import { alertsShown, applyAlerts, hashAlerts } from './alerts-view'
import type { EventType } from './category'
import type { Grid, GridLevel } from './grid'
import { NO_LADDER } from './ladder'
import { pushOf } from './push-words'

const NOW = Date.UTC(2026, 10, 24)
const grid = (code: string, name: string, level: GridLevel): [string, Grid] => {
  const parentCode = level === 1 ? '411324' : code.slice(0, -3)
  return [code, { ...{ id: 1, code, name, level, parentCode, households: 0, demo: false }, geometry: { type: 'MultiPolygon', coordinates: [] } }]
}
const type = (code: string, name: string, sensitive: boolean): [string, EventType] => [
  code,
  { ...{ id: 1, code, name, classCode: '04', className: '公共安全', urgency: 1, limit: 1, clock: 'urgent_hour', lead: '' }, sensitive },
]
const names: Names = {
  byCode: new Map([
    grid('411324001', '涅阳街道', 1),
    grid('411324001101', '幸福路社区居民委员会', 2),
    grid('411324001101001', '1号院', 3),
    grid('411324001101002', '2号院', 3),
    grid('411324001101003', '幸福路社区第03网格', 3),
    grid('411324001101003001', '幸福路社区第03-1网格', 4),
    grid('411324001102', '东关村民委员会', 2),
    grid('411324002', '雪枫街道', 1),
  ]),
  typeByCode: new Map([type('0402', '燃气泄漏/爆管', false), type('0406', '集体上访苗头', true)]),
}
const member = (number: number, code: string, status: AlertMember['status'] = 'holds'): AlertMember => ({ number, grid: code, status })
const alert = (members: AlertMember[], of: Partial<AlertRecord> = {}): AlertRecord => ({
  ...{ id: 'a', revision: 1, rule: { id: 'urgency', version: 1, kind: 'urgency', name: '特急事件' }, stream: '0402', types: ['0402'], members },
  ...{ sensitive: false, colour: 'red', state: 'firing', startedAt: NOW, updatedAt: NOW, clearedAt: null, endsAt: null, endedAt: null },
  ...{
    endedBy: null,
    mergedInto: null,
    follows: null,
    acknowledged: null,
    assigned: null,
    escalated: 0,
    silencedUntil: null,
    verdict: null,
    ladder: NO_LADDER,
  },
  record: null,
  ...of,
})
const viewer = (role: Role, ...prefixes: string[]): Viewer => ({ id: role, name: role, role, scope: { kind: 'grids', prefixes } })
const department: Scope = { kind: 'department', department: '住建' }

describe('an alert as it is told', () => {
  const two = alert([member(1, '411324001101001'), member(2, '411324002')])

  it('is that of the schema, with what the viewer may see of it', () => {
    const whole = alertFor(two, viewer('viewer', ''), names)
    expect(Alert.parse(whole)).toEqual(whole)
    expect(whole).toMatchObject({ events: [1, 2], observed: 2, grids: ['411324001101001', '411324002'], expected: 0 })
    expect(whole).not.toHaveProperty('partial')
    const part = alertFor(two, viewer('viewer', '411324001'), names)
    expect(part).toMatchObject({ events: [1], observed: 1, grids: ['411324001101001'], partial: true, colour: 'red' })
    expect(part?.headline).toBe('燃气泄漏/爆管：特急事件 1 件，幸福路社区1号院')
    expect(alertFor(two, viewer('viewer', '411324003'), names)).toBeNull()
    expect(alertFor(two, { ...viewer('handler'), scope: department }, names)).toBeNull()
  })

  it('of a sensitive type is pushed as a number of the streets that are whose it is told, and of no other', () => {
    const sensitive = { ...two, sensitive: true, types: ['0406'], stream: '0406' }
    const push = (...prefixes: string[]) => pushOf(sensitive, viewer('supervisor', ...prefixes), names, 'zh-CN', (code) => code)?.body
    expect(push('')).toBe('涅阳街道：敏感类预警 1；雪枫街道：敏感类预警 1')
    expect([push('411324001'), push('411324001101'), push('411324002')]).toEqual([
      '涅阳街道：敏感类预警 1',
      '涅阳街道：敏感类预警 1',
      '雪枫街道：敏感类预警 1',
    ])
  })

  it('of a class is named by it, and one that waits for the hours of its rule says until when and of no silence', () => {
    const rule = { id: 'r', version: 1, kind: 'threshold', name: '阈值' } as const
    const ladder = { ...NO_LADDER, mutedBy: { id: 'hours', until: NOW + 1_000, quiet: true } }
    const ofClass = alert([member(1, '411324001101001')], { rule, stream: '04', types: ['0402', '0403'], ladder })
    const told = alertFor(ofClass, viewer('viewer', ''), names)
    expect(told?.headline).toBe('公共安全：短期内发生 1 件，幸福路社区1号院')
    expect(told).toMatchObject({ quiet: true, silencedUntil: new Date(NOW + 1_000).toISOString() })
    expect(told).not.toHaveProperty('silence')
    expect(Alert.parse(told)).toEqual(told)
    const silenced = alertFor({ ...ofClass, ladder: { ...ladder, mutedBy: { id: 's', until: NOW } } }, viewer('viewer', ''), names)
    expect([silenced?.silence, silenced?.quiet]).toEqual(['s', undefined])
    expect(alertFor({ ...ofClass, state: 'resolved' }, viewer('viewer', ''), names)).not.toHaveProperty('quiet')
    // and so is what a browser is sent of it in English
    const known = { ...names, typeByCode: new Map([...names.typeByCode, type('0403', '路面塌陷', false)]) }
    const push = (of: AlertRecord) => pushOf(of, viewer('viewer', ''), known, 'en', () => 'Xingfulu')?.body
    expect(push(ofClass)).toBe('Acute problems: 1 event, Xingfulu')
    expect(push(alert([member(1, '411324001101001')]))).toBe('Gas leak/burst pipe: 1 event, Xingfulu')
  })

  it('of work that waits has no events, and tells each viewer the visits or orders of their own grids', () => {
    const parts = [
      { id: 'i1', grid: '411324001101001', status: 'holds' as const },
      { id: 'i2', grid: '411324001102', status: 'over' as const },
    ]
    const duty = { id: 'd', name: '微走访', period: '2026-11', dueAt: NOW }
    const rule = { id: 'unvisited', version: 1, kind: 'unvisited', name: '微走访逾期' } as const
    const visits = alert([], { rule, stream: '411324001', types: [], colour: 'blue', work: { place: '411324001', duty, parts } })
    const whole = alertFor(visits, viewer('screen', ''), names)
    expect(Alert.parse(whole)).toEqual(whole)
    expect(whole).toMatchObject({ events: [], observed: 2, holding: 1, expected: 0, work: { place: '411324001', duty: { period: '2026-11' } } })
    expect(whole?.headline).toBe('走访逾期：微走访 2026-11 逾期 2 项，仍未完成 1 项，涅阳街道等 2 个网格')
    const part = alertFor(visits, viewer('viewer', '411324001101'), names)
    expect(part).toMatchObject({ observed: 1, grids: ['411324001101001'], partial: true })
    expect(alertFor(visits, viewer('viewer', '411324002'), names)).toBeNull()
    expect(alertFor(visits, { ...viewer('handler'), scope: department }, names)).toBeNull()
    const orders = alert([], {
      ...{ rule: { ...rule, id: 'lapsed_orders', kind: 'lapsed_orders' }, types: [], colour: 'yellow' },
      work: { place: '411324001101', days: { from: '2026-11-20', to: '2026-11-24' }, parts: parts.slice(0, 1) },
    })
    const told = alertFor(orders, viewer('viewer', ''), names)
    expect(told).toMatchObject({ window: { from: '2026-11-20', to: '2026-11-24' }, headline: '无人接单：没人接 1 单，幸福路社区1号院' })
    expect(pushOf(orders, viewer('viewer', ''), names, 'en', () => 'Xingfulu')?.body).toBe('Orders that nobody took: 1, Xingfulu')
  })

  it('of a silence has no events either, and is told to those who may see its grid', () => {
    const rule = { id: 'quiet', version: 1, kind: 'quiet', name: '静默超时' } as const
    const silent = { grid: '411324001101', since: NOW, hours: 48, types: ['0101'], status: 'holds' as const }
    const quiet = alert([], { rule, stream: '411324001101', types: [], colour: 'blue', silent })
    const whole = alertFor(quiet, viewer('screen', ''), names)
    expect(Alert.parse(whole)).toEqual(whole)
    expect(whole).toMatchObject({ events: [], observed: 0, holding: 0, grids: ['411324001101'], silent: { hours: 48, some: true } })
    expect(whole?.headline).toBe('静默超时：超过 48 小时没有收到所看类型的事件，涅阳街道幸福路社区')
    // whoever has a part of it does not know of the rest
    expect(alertFor(quiet, viewer('viewer', '411324001101001'), names)).toBeNull()
    expect(alertFor(quiet, { ...viewer('handler'), scope: department }, names)).toBeNull()
    expect(pushOf(quiet, viewer('viewer', ''), names, 'en', () => 'Xingfulu')?.body).toBe('Nothing received for 48 hours, Xingfulu')
  })

  it('of a sensitive type is for those who see such events one by one', () => {
    const sensitive = alert([member(1, '411324001101001')], { sensitive: true, types: ['0406'], stream: '0406' })
    const seeing = (['screen', 'viewer', 'reporter', 'operator', 'dispatcher', 'supervisor', 'administrator', 'auditor'] as const).filter(
      (role) => alertFor(sensitive, viewer(role, ''), names) !== null,
    )
    expect(seeing).toEqual(['dispatcher', 'supervisor'])
    // others are told how many a street has that is theirs as a whole
    const elsewhere = alert([member(1, '411324002')], { sensitive: true })
    const hidden = (of: Viewer, ...alerts: AlertRecord[]) => hiddenAlerts(of, alerts, names)
    expect(hidden(viewer('screen', ''), sensitive, elsewhere, sensitive)).toEqual([
      { grid: '411324001', count: 2 },
      { grid: '411324002', count: 1 },
    ])
    expect(hidden(viewer('viewer', '411324001'), sensitive, elsewhere)).toEqual([{ grid: '411324001', count: 1 }])
    expect(hidden(viewer('viewer', '411324001101'), sensitive)).toEqual([])
    expect(hidden(viewer('dispatcher', ''), sensitive)).toEqual([])
    expect(hidden({ ...viewer('handler'), scope: department }, sensitive)).toEqual([])
    expect(hidden(viewer('viewer', ''), alert([member(1, '411324002')]), { ...sensitive, state: 'resolved' })).toEqual([])
  })

  it('says in its headline how many, how many still, and where by names that the viewer may know', () => {
    const headline = (members: AlertMember[], of = viewer('viewer', ''), more: Partial<AlertRecord> = {}) =>
      alertFor(alert(members, more), of, names)?.headline
    const courts = [member(1, '411324001101001', 'over'), member(2, '411324001101002')]
    expect(headline(courts)).toBe('燃气泄漏/爆管：特急事件 2 件，未办结 1 件，幸福路社区等 2 个网格')
    expect(headline([...courts, member(3, '411324001102')])).toBe('燃气泄漏/爆管：特急事件 3 件，未办结 2 件，涅阳街道等 3 个网格')
    expect(headline([member(1, '411324001101001')], viewer('viewer', '411324001101001'))).toBe('燃气泄漏/爆管：特急事件 1 件，1号院')
    expect(headline([member(1, '411324001101003')])).toBe('燃气泄漏/爆管：特急事件 1 件，幸福路社区第03网格')
    expect(headline([member(1, '411324001101003001')])).toBe('燃气泄漏/爆管：特急事件 1 件，幸福路社区第03-1网格')
    expect(headline([member(1, '411324001101001', 'withdrawn')])).toBe('燃气泄漏/爆管：特急事件 依据撤销，幸福路社区1号院')
    expect(headline(courts, viewer('viewer', ''), { rule: { id: 'o', version: 1, kind: 'overdue', name: '' } })).toContain(
      '超期事件 2 件，仍超期 1 件',
    )
    // grids and types that are no more keep their codes
    expect(headline([member(1, '999')], viewer('viewer', ''), { types: ['99'] })).toBe('99：特急事件 1 件，999')
  })

  it('of a cluster tells how many, what is usual there and how rare that is, to a viewer of a part of it by that part', () => {
    const leaves = [
      { grid: '411324001101001', expected: 0.7 },
      { grid: '411324001101002', expected: 0.9 },
      { grid: '411324001102', expected: 0.5 },
    ]
    const window = { night: '2026-11-24', from: '2026-11-17', to: '2026-11-23' }
    const evidence = { ...window, leaves, p: 0.0001, extrapolated: false, recurrenceInterval: 243.7, streams: 40, quietNights: 0 }
    const members = [
      ...[1, 2, 3, 4].map((number) => member(number, '411324001101001')),
      ...[member(5, '411324001101002'), member(6, '411324002', 'over')],
    ]
    const rule = { id: 'cluster', version: 1, kind: 'cluster', name: '事件聚集' } as const
    const cluster = alert(members, { rule, stream: '04', types: ['0402', '0406'], evidence })
    const whole = alertFor(cluster, viewer('viewer', ''), names)
    expect(whole).toMatchObject({ observed: 5, expected: 2.1, p: 0.0001, recurrenceInterval: 243.7, grids: leaves.map(({ grid }) => grid) })
    expect(whole?.headline).toBe('公共安全：7 天 3 个网格 5 件，常态 2.1 件；纯属偶然的话约 240 天一次，涅阳街道等 3 个网格')
    const part = alertFor(cluster, viewer('viewer', '411324001101002'), names)
    expect(part).toMatchObject({ observed: 1, expected: 0.9, grids: ['411324001101002'], partial: true, recurrenceInterval: 243.7 })
    expect(part?.headline).toBe('公共安全：7 天 1 个网格 1 件，常态 0.9 件；纯属偶然的话约 240 天一次，2号院')
    const hot = alertFor(alert(members, { ...cluster, evidence: { ...evidence, pattern: 'new' } }), viewer('viewer', ''), names)
    expect(hot?.headline).toMatch(/^公共安全：新成热点，7 天 3 个网格 5 件，/)
    // a leaf of it without an event tells nothing
    expect(alertFor(cluster, viewer('viewer', '411324001102'), names)).toBeNull()
  })

  it('of a silence tells how long nothing was heard, to whoever may see the last event there', () => {
    const window = { night: '2026-11-24', from: '2026-11-14', to: '2026-11-23' }
    const evidence = { ...window, leaves: [{ grid: '411324001101003', expected: 15.2 }], p: 2e-5, extrapolated: false, recurrenceInterval: 161 }
    const silence = alert([member(1, '411324001101003', 'over')], {
      rule: { id: 'silence', version: 1, kind: 'silence', name: '网格静默' },
      ...{ stream: 'silence', types: [], evidence: { ...evidence, streams: 1, quietNights: 0 } },
    })
    const told = alertFor(silence, viewer('viewer', ''), names)
    expect(told).toMatchObject({ observed: 0, expected: 15.2, events: [1], holding: 0, grids: ['411324001101003'], types: [] })
    expect(told?.headline).toBe('静默：10 天没有事件，常态 15.2 件；纯属偶然的话约 160 天一次，幸福路社区第03网格')
    expect(alertFor(silence, viewer('viewer', '411324002'), names)).toBeNull()
  })

  it('names who acknowledged it, but not to screens, and its notes to those who act', () => {
    const deed = { id: 'd', name: '王值班', at: NOW }
    const calls = [{ rung: 'officer' as const, at: NOW, result: 'called' as const, people: ['account:d'] }]
    const ladder = { ...NO_LADDER, calls, next: 'level4' as const, dueAt: NOW + 600_000 }
    const taken = alert([member(1, '411324002')], { state: 'acknowledged', acknowledged: deed, assigned: { kind: 'team', id: 't' }, ladder })
    const of = (role: Role) => alertFor(taken, viewer(role, ''), names)
    expect(of('viewer')).toMatchObject({
      acknowledgedBy: { id: 'd', name: '王值班' },
      assignedTo: { id: 't' },
      escalation: { step: 0, rung: 'officer', next: 'level4', nextAt: new Date(NOW + 600_000).toISOString() },
    })
    expect(of('screen')?.acknowledgedBy).toEqual({ at: new Date(NOW).toISOString() })
    expect(of('screen')).not.toHaveProperty('assignedTo')
    expect(JSON.stringify(of('screen'))).not.toContain('account:d')
    const reading = (['screen', 'viewer', 'reporter', 'operator', 'handler', 'dispatcher', 'supervisor', 'administrator', 'auditor'] as const).filter(
      (role) => readsNotes(viewer(role, '')),
    )
    expect(reading).toEqual(['operator', 'dispatcher', 'supervisor', 'administrator'])
  })
})

it('rows of a view take what has changed and leave what is gone; a hash tells two copies apart', () => {
  const told = (id: string, at: number) => {
    const found = alertFor(alert([member(1, '411324002')], { id, startedAt: at, updatedAt: at }), viewer('viewer', ''), names)
    if (!found) throw new Error('not seen')
    return found
  }
  const [a, b, c] = [told('a', NOW), told('b', NOW + 1), told('c', NOW + 2)]
  expect(applyAlerts(null, { since: 1, alerts: [a], gone: [] })).toBeNull()
  const hidden = [{ grid: '411324001', count: 1 }]
  const shown = applyAlerts(applyAlerts(null, { alerts: [a, b], gone: [], hidden }), { since: 1, alerts: [c], gone: ['a', 'unknown'] })
  if (!shown) throw new Error('nothing shown')
  expect([[...shown.rows.keys()], shown.hidden]).toEqual([['c', 'b'], hidden])
  expect(applyAlerts(shown, { since: 2, alerts: [], gone: [], hidden: [] })?.hidden).toEqual([])
  expect(hashAlerts(alertsShown([b, c], hidden))).toBe(hashAlerts(shown))
  expect(hashAlerts(alertsShown([b, { ...c, state: 'acknowledged' }], hidden))).not.toBe(hashAlerts(shown))
  expect(hashAlerts(alertsShown([b, c], []))).not.toBe(hashAlerts(shown))
})
