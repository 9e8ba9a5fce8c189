import { describe, expect, it } from 'vitest'
import type { Role, Viewer } from './access'
import { type AlertAction, type AlertWords, allowedAlertActions, takeAlertAction } from './alert-actions'
import type { AlertRecord } from './alert-record'
import { HOUR_MS } from './clock'
import { NO_LADDER } from './ladder'
import { UNDO_MS } from './life-event'

const NOW = Date.UTC(2026, 10, 24)
const [LEAF, OTHER] = ['411324001101001', '411324002101001']
const by = (role: Role, prefix = '', id: string = role): Viewer => ({ id, name: `${role}甲`, role, scope: { kind: 'grids', prefixes: [prefix] } })
const alert = (of: Partial<AlertRecord> = {}): AlertRecord => ({
  ...{ id: '6f1e', revision: 1, rule: { id: 'urgency', version: 1, kind: 'urgency', name: '特急事件' }, stream: '0402', types: ['0402'] },
  ...{ sensitive: false, colour: 'red', state: 'firing', startedAt: NOW, updatedAt: NOW, clearedAt: null, endsAt: null, endedAt: null },
  members: [
    { number: 1, grid: LEAF, status: 'holds' },
    { number: 2, grid: OTHER, status: 'holds' },
  ],
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
/** What becomes of an alert by some actions one after the other, or why not. */
function becomes(steps: [AlertAction, Viewer, AlertWords?, number?][], of = alert()): AlertRecord | string {
  let subject = of
  for (const [action, actor, said = {}, at = NOW] of steps) {
    const taken = takeAlertAction(subject, action, said, actor, at)
    if (!taken.ok) return taken.code
    subject = taken.subject
  }
  return subject
}

describe('what people do with alerts', () => {
  const dispatcher = by('dispatcher')
  const supervisor = by('supervisor')

  it('acknowledges by a named person, who can take it back for a moment', () => {
    expect(becomes([['acknowledge', dispatcher]])).toMatchObject({
      state: 'acknowledged',
      acknowledged: { id: 'dispatcher', name: 'dispatcher甲', at: NOW },
    })
    const back = (who: Viewer, at: number) =>
      becomes([
        ['acknowledge', dispatcher],
        ['unacknowledge', who, {}, at],
      ])
    expect(back(dispatcher, NOW + UNDO_MS)).toMatchObject({ state: 'firing', acknowledged: null })
    expect(back(dispatcher, NOW + UNDO_MS + 1)).toBe('conflict')
    expect(back(supervisor, NOW + 1_000)).toBe('conflict')
    expect(
      becomes([
        ['acknowledge', dispatcher],
        ['acknowledge', supervisor],
      ]),
    ).toBe('conflict')
  })

  it('is for those on duty, and refuses others before it looks at the state', () => {
    for (const role of ['screen', 'viewer', 'reporter', 'operator', 'handler', 'auditor'] as const) {
      expect([role, allowedAlertActions(alert(), by(role), NOW)]).toEqual([role, []])
      expect(becomes([['acknowledge', by(role)]], alert({ state: 'resolved' }))).toBe('forbidden')
    }
    expect(allowedAlertActions(alert(), by('administrator'), NOW)).toContain('acknowledge')
  })

  it('needs some of its grids to act, and all of them to end and to judge it', () => {
    const street = by('supervisor', '411324001')
    expect(becomes([['acknowledge', street]])).toMatchObject({ state: 'acknowledged' })
    expect(becomes([['resolve', street]])).toBe('forbidden')
    expect(becomes([['verdict', street, { verdict: 'true' }]])).toBe('forbidden')
    expect(becomes([['acknowledge', by('supervisor', '411324003')]])).toBe('forbidden')
    const mine = alert({
      members: [
        { number: 1, grid: LEAF, status: 'over' },
        { number: 2, grid: OTHER, status: 'withdrawn' },
      ],
    })
    expect(becomes([['resolve', street]], mine)).toMatchObject({ state: 'resolved', endedBy: 'person' })
    // of a sensitive type it is seen, and so acted on, by those who see such events one by one
    expect(becomes([['acknowledge', by('administrator')]], alert({ sensitive: true }))).toBe('forbidden')
  })

  it('ends with a verdict or without, which can be given later, and opens again', () => {
    const resolved = becomes([['resolve', supervisor, { verdict: 'false' }, NOW + 5]])
    expect(resolved).toMatchObject({ state: 'resolved', endedAt: NOW + 5, verdict: { value: 'false', id: 'supervisor' } })
    expect(
      becomes([
        ['resolve', supervisor],
        ['verdict', supervisor, { verdict: 'true' }],
        ['comment', supervisor, { note: '已复查' }],
      ]),
    ).toMatchObject({ state: 'resolved', verdict: { value: 'true' } })
    expect(
      becomes([
        ['resolve', supervisor, { verdict: 'true' }],
        ['reopen', supervisor, { note: '又漏了' }],
      ]),
    ).toMatchObject({ state: 'firing', endedAt: null, endedBy: null, verdict: null })
    expect(
      becomes([
        ['resolve', supervisor],
        ['acknowledge', supervisor],
      ]),
    ).toBe('conflict')
    expect(becomes([['verdict', supervisor, { verdict: 'true' }]], alert({ state: 'resolved', endedBy: 'withdrawn' }))).toBe('conflict')
  })

  it('is to be acknowledged again once it is escalated', () => {
    expect(
      becomes([
        ['acknowledge', dispatcher],
        ['escalate', dispatcher, { note: '请带班领导', to: { kind: 'team', id: 't1' } }],
      ]),
    ).toMatchObject({ state: 'firing', acknowledged: null, escalated: 1, assigned: { kind: 'team', id: 't1' } })
    expect(becomes([['escalate', dispatcher]])).toBe('invalid')
    expect(becomes([['assign', dispatcher]])).toBe('invalid')
  })

  it('is silent for a day at most, a red one for half an hour and by a supervisor', () => {
    const yellow = alert({ colour: 'yellow' })
    const silence = (who: Viewer, ms: number, of = alert()) => becomes([['silence', who, { until: NOW + ms, note: '检修' }]], of)
    expect(silence(dispatcher, 24 * HOUR_MS, yellow)).toMatchObject({ silencedUntil: NOW + 24 * HOUR_MS })
    expect(silence(dispatcher, 25 * HOUR_MS, yellow)).toBe('invalid')
    expect(silence(dispatcher, HOUR_MS / 2)).toBe('invalid')
    expect(silence(supervisor, HOUR_MS / 2)).toMatchObject({ silencedUntil: NOW + HOUR_MS / 2 })
    expect(silence(supervisor, HOUR_MS)).toBe('invalid')
    // the supervisor whom the roster has on duty, where that has an account
    const red = (who: string) =>
      takeAlertAction(alert(), 'silence', { until: NOW + 60_000, note: '检修' }, { ...supervisor, userId: who }, NOW, 'leader')
    expect([red('leader').ok, red('another').ok]).toEqual([true, false])
    expect(becomes([['unsilence', supervisor]])).toBe('conflict')
  })
})
