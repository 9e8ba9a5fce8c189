import { expect, it } from 'vitest'
import type { AlertStepName, OwnStep } from './alert'
import { followLadder, isTold, keptDigest, timerOf } from './alert-ladder'
import type { AlertRecord } from './alert-record'
import { type Digest, LADDER_MINUTES, NO_LADDER } from './ladder'

const NOW = Date.UTC(2026, 10, 28, 4)
const alert: AlertRecord = {
  ...{ id: 'a', revision: 1, rule: { id: 'overdue', version: 1, kind: 'overdue', name: '超期' }, stream: '0501', types: ['0501'] },
  ...{ sensitive: false, colour: 'yellow', state: 'firing', startedAt: NOW, updatedAt: NOW, clearedAt: null, endsAt: null, endedAt: null },
  ...{ members: [{ number: 1, grid: '411324001101001', status: 'holds' }], endedBy: null, mergedInto: null, follows: null, acknowledged: null },
  ...{ assigned: null, escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record: null },
}
const digest: Digest = { since: NOW, at: NOW + 3_600_000, limit: 'daily', of: 8, told: 8 }
const standing = { officer: [{ id: 'zhou', name: '周明' }], level4: [], level3: [], level2: [], level1: [], leader: [] }
const step = (name: AlertStepName): OwnStep => ({ step: name, at: NOW, detail: {}, state: alert.state, colour: alert.colour })
const follow = (before: AlertRecord | null, after: AlertRecord, name: AlertStepName, left: Digest | null, byPerson = false) =>
  followLadder(
    before,
    { alert: after, steps: [step(name)] },
    { ...{ minutes: LADDER_MINUTES, standing, now: NOW, byPerson, inhibitedBy: null, mutedBy: null }, digest: left },
  )
const held = follow(null, alert, 'raised', digest).alert
const free = { inhibitedBy: null, mutedBy: null }
const mute = { id: 's', until: NOW }
const ladder = (fields: Partial<AlertRecord['ladder']>): AlertRecord => ({ ...alert, ladder: { ...NO_LADDER, ...fields } })

it('an alert in a digest stands still, until it rises or somebody escalates it', () => {
  const raised = follow(null, alert, 'raised', digest)
  expect([raised.steps.map((one) => one.step), raised.alert.ladder.calls, timerOf(raised.alert)]).toEqual([['raised', 'digested'], [], null])
  expect(raised.steps[1]?.detail).toEqual({ limit: 'daily', of: 8, told: 8, until: new Date(digest.at).toISOString() })
  const joined = follow(held, held, 'joined', digest)
  expect([joined.steps.map((one) => one.step), joined.alert.ladder.digest]).toEqual([['joined'], digest])
  const risen = follow(held, { ...held, colour: 'orange' }, 'risen', null)
  expect([risen.steps.map((one) => one.step), risen.alert.ladder.digest]).toEqual([['risen', 'called'], null])
  const escalated = follow(held, held, 'escalate', null, true)
  expect([escalated.steps.map((one) => one.step), timerOf(escalated.alert)?.rung]).toEqual([['escalate', 'called'], 'level4'])
  const acknowledged = follow(held, { ...held, state: 'acknowledged' }, 'acknowledge', digest, true)
  expect([acknowledged.steps.map((one) => one.step), timerOf(acknowledged.alert)]).toEqual([['acknowledge'], null])
})

it.each<[string, Digest | null, Parameters<typeof keptDigest>]>([
  ['through another event', digest, [held, { alert: held, steps: [step('joined')] }]],
  ['not when it becomes graver', null, [held, { alert: { ...held, colour: 'orange' }, steps: [step('risen')] }]],
  [
    'not from blue to yellow, which is asked anew',
    null,
    [
      { ...held, colour: 'blue' },
      { alert: held, steps: [step('risen')] },
    ],
  ],
  ['not when somebody escalates it', null, [held, { alert: held, steps: [step('escalate')] }]],
  [
    'not where it begins anew',
    null,
    [
      { ...held, state: 'resolved' },
      { alert: held, steps: [step('renewed')] },
    ],
  ],
  ['not what is new', null, [null, { alert, steps: [step('raised')] }]],
])('it is kept %s', (_, kept, of) => expect(keptDigest(...of)).toEqual(kept))

it.each<[string, boolean, Parameters<typeof isTold>]>([
  ['what is new', true, [null, alert, free]],
  ['not while a graver one holds it', false, [null, alert, { ...free, inhibitedBy: 'b' }]],
  ['not while a silence does', false, [null, alert, { ...free, mutedBy: mute }]],
  ['what is held no more', true, [ladder({ mutedBy: mute }), alert, free]],
  ['not a second time', false, [ladder({ mutedBy: mute, toldAt: NOW - 1 }), alert, free]],
  [
    'not what had called before there were budgets',
    false,
    [ladder({ inhibitedBy: 'b', calls: [{ rung: 'officer', at: 0, result: 'called', people: [] }] }), alert, free],
  ],
  ['what becomes graver', true, [ladder({ toldAt: NOW - 1 }), { ...alert, colour: 'orange' }, free]],
  ['not by another event', false, [ladder({ toldAt: NOW - 1 }), alert, free]],
  ['not what was acknowledged', false, [ladder({ mutedBy: mute }), { ...alert, state: 'acknowledged' }, free]],
])('the budget counts %s', (_, counts, of) => expect(isTold(...of)).toBe(counts))
