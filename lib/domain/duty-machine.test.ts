import { describe, expect, it } from 'vitest'
import type { Viewer } from './access'
import { faultOfDuty, maySeeDuty } from './duty'
import { type DutyActIn, type DutyAction, DutyState, readValues } from './duty-item'
import { DUTIES, type DutyKinds, type DutyLife, dutyLight, dutyStateAt } from './duty-machine'
import { SHIPPED_DUTIES } from './duty-templates'
import { take } from './machine'
import { ROLES, type RoleName } from './roles'
import { namesOf } from './rows'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-24T06:00:00Z')
const GRID = '411324001101001'
const viewer = (role: RoleName, prefix = '411324001'): Viewer => ({ id: 'v', name: 'v', role, scope: { kind: 'grids', prefixes: [prefix] } })
const life = (state: DutyState, more: Partial<DutyLife> = {}): DutyLife => ({
  ...{
    state,
    grids: [GRID],
    startsAt: NOW - 20 * DAY,
    dueAt: NOW - DAY,
    fields: [],
    takesFindings: true,
    crew: [],
    scheduledFor: null,
    doneAt: null,
  },
  ...{ households: null, values: [], words: null, reason: null },
  ...more,
})
const PERSON = '00000000-0000-4000-8000-000000000001'
const SAID: Record<DutyAction, Partial<DutyActIn>> = {
  assign: { crew: [{ role: 'volunteer', person: PERSON }] },
  reassign: { crew: [{ role: 'volunteer', person: PERSON }] },
  do: { at: new Date(NOW - 1).toISOString() },
  find: { finding: { words: '飞线充电', solved: false, type: '0401' } },
  miss: { reason: '连日大雨' },
  excuse: { reason: '整体搬迁' },
}
const act = (action: DutyAction, subject: DutyLife, said: Partial<DutyActIn> = SAID[action], actor = viewer('dispatcher')) => {
  const taken = take<DutyKinds>(DUTIES, action, { subject, said, actor, now: NOW, rules: {} })
  return taken.ok ? taken.subject.state : taken.code
}

/** What becomes of each state by each action: the table itself, written out once more. */
const TABLE: Record<DutyAction, Record<DutyState, string>> = {
  assign: { planned: 'assigned', assigned: 'conflict', done: 'conflict', missed: 'conflict', excused: 'conflict' },
  reassign: { planned: 'conflict', assigned: 'assigned', done: 'conflict', missed: 'conflict', excused: 'conflict' },
  do: { planned: 'done', assigned: 'done', done: 'conflict', missed: 'done', excused: 'conflict' },
  find: { planned: 'planned', assigned: 'assigned', done: 'done', missed: 'missed', excused: 'conflict' },
  miss: { planned: 'missed', assigned: 'missed', done: 'conflict', missed: 'missed', excused: 'conflict' },
  excuse: { planned: 'excused', assigned: 'excused', done: 'conflict', missed: 'excused', excused: 'conflict' },
}
describe.each(namesOf(TABLE))('%s', (action) => {
  it.each(DutyState.options)('from %s', (state) => expect(act(action, life(state))).toBe(TABLE[action][state]))
  it('is for those who work there, and nobody else', () => {
    const doers = ['do', 'find', 'miss'].includes(action) ? ['operator', 'dispatcher', 'supervisor'] : ['dispatcher', 'supervisor']
    const from = action === 'reassign' ? 'assigned' : 'planned'
    for (const role of namesOf(ROLES))
      expect([role, act(action, life(from), SAID[action], viewer(role)) !== 'forbidden']).toEqual([role, doers.includes(role)])
    expect(act(action, life(from), SAID[action], viewer('dispatcher', '411324002'))).toBe('forbidden')
  })
})

it.each<[string, DutyAction, Partial<DutyLife>, Partial<DutyActIn>]>([
  ['a crew', 'assign', {}, { crew: [] }],
  ['a reason', 'miss', {}, {}],
  ['what was found', 'find', {}, {}],
  ['a type for what becomes an event', 'find', {}, { finding: { words: 'x', solved: false } }],
  ['a time that has come', 'do', {}, { at: new Date(NOW + DAY).toISOString() }],
  ['a time within the period, or later', 'do', {}, { at: new Date(NOW - 30 * DAY).toISOString() }],
  ['what the form must have', 'do', { fields: [{ key: 'n', label: '户数', kind: 'number', required: true, options: [] }] }, {}],
])('asks for %s', (_, action, subject, said) => expect(act(action, life('planned', subject), said)).toBe('invalid'))

it('gives no reason for what is not late yet, and takes no finding where the duty has none', () => {
  expect(act('miss', life('planned', { dueAt: NOW + DAY }))).toBe('conflict')
  expect(act('find', life('planned', { takesFindings: false }))).toBe('conflict')
})

it('is missed once its period is over, and not a moment before, whatever the clock did meanwhile', () => {
  for (const state of ['planned', 'assigned'] as const)
    expect([dutyStateAt(state, NOW, NOW - 1), dutyStateAt(state, NOW, NOW), dutyStateAt(state, NOW, NOW - DAY)]).toEqual([state, 'missed', state])
  expect(['done', 'excused'].map((state) => dutyStateAt(DutyState.parse(state), NOW, NOW + DAY))).toEqual(['done', 'excused'])
})

it.each<[DutyState, number | null, number, string]>([
  ['planned', null, -3, 'normal'],
  ['planned', null, -1, 'near'],
  ['assigned', null, 0, 'overdue'],
  ['missed', null, 9, 'overdue'],
  ['done', -1, 9, 'normal'],
  ['done', 1, 9, 'overdue'],
  ['excused', null, 9, 'normal'],
])('%s, done on day %s, is on day %i of its due day %s', (state, done, now, light) => {
  const doneAt = done === null ? null : done * DAY
  expect(dutyLight({ state, doneAt, nearAt: -2 * DAY, dueAt: 0 }, now * DAY)).toBe(light)
})

it('reads a form by its fields, and nothing else that is sent', () => {
  const fields = [
    { key: 'n', label: '户数', kind: 'number', required: true, options: [] },
    { key: 'kind', label: '类别', kind: 'choice', required: false, options: ['甲', '乙'] },
  ] as const
  const form = fields.map((field) => ({ ...field, options: [...field.options] }))
  expect(readValues(form, { n: 3, kind: '乙', other: true })).toEqual([
    { key: 'n', label: '户数', value: 3 },
    { key: 'kind', label: '类别', value: '乙' },
  ])
  expect([readValues(form, {}), readValues(form, { n: '3' }), readValues(form, { n: 1, kind: '丙' })].every((one) => typeof one === 'string')).toBe(
    true,
  )
})

it('ships no duty that begins by itself, and no invented content of a slogan', () => {
  for (const duty of namesOf(SHIPPED_DUTIES))
    expect(faultOfDuty({ ...SHIPPED_DUTIES[duty], within: '', fields: [...SHIPPED_DUTIES[duty].fields], begins: null })).toBeNull()
  for (const duty of ['six_visits', 'six_present', 'six_firsts'] as const) {
    expect(SHIPPED_DUTIES[duty]).toMatchObject({ crew: [], fields: [], subjects: { kind: 'list', grids: [] } })
    expect(faultOfDuty({ ...SHIPPED_DUTIES[duty], within: '', begins: '2026-01-01' })).not.toBeNull()
  }
})

it('a list holds grids of its area alone, and the first other one is named', () => {
  const of = (within: string, ...grids: string[]) => faultOfDuty({ within, subjects: { kind: 'list', grids }, fields: [], begins: null })
  expect([of('', '411324001'), of('411324001', '411324001', '411324001101001')]).toEqual([null, null])
  expect(of('411324001', '411324001101', '411324002101', '411324003')).toContain('411324002101')
  expect(of('411324001101', '411324001')).toContain('411324001')
})

it.each([
  ['', '411324001', true],
  ['411324001', '', true],
  ['411324001', '411324001', true],
  ['411324001', '411324001101', true],
  ['411324001101', '411324001', true],
  ['411324002', '411324001', false],
  ['411324001102', '411324001101', false],
] as const)('a template of %j is told to whoever works in %j: %s', (within, prefix, is) => {
  const viewer = (role: 'viewer' | 'screen'): Viewer => ({ id: 'v', name: 'v', role, scope: { kind: 'grids', prefixes: [prefix] } })
  expect([maySeeDuty(viewer('viewer'), { within }), maySeeDuty(viewer('screen'), { within })]).toEqual([is, false])
})
