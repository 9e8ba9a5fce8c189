import { describe, expect, it } from 'vitest'
import type { Viewer } from './access'
import type { AlertRecord } from './alert-record'
import { HOUR_MS } from './clock'
import { NO_LADDER } from './ladder'
import {
  incompleteBy,
  isMaintained,
  mayEndSilence,
  muteOf,
  mutes,
  type SilenceIn,
  type SilenceRecord,
  seesSilence,
  silenceFault,
  silenceState,
} from './silence'

const NOW = Date.UTC(2026, 10, 24, 6)
const LEAF = '411324001101001'
const alert: AlertRecord = {
  ...{ id: 'a', revision: 1, rule: { id: 'overdue', version: 1, kind: 'overdue', name: '超期' }, stream: '0402', types: ['0402'] },
  ...{ sensitive: false, colour: 'orange', state: 'firing', startedAt: NOW, updatedAt: NOW, clearedAt: null, endsAt: null, endedAt: null },
  ...{ members: [{ number: 1, grid: LEAF, status: 'holds' }], endedBy: null, mergedInto: null, follows: null, acknowledged: null },
  ...{ assigned: null, escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record: null },
}
const silence = (of: Partial<SilenceRecord> = {}): SilenceRecord => ({
  ...{ id: 's', kind: 'silence', rule: null, type: '0402', grid: null, source: null, red: false, sensitive: false, reason: '演练' },
  ...{ from: NOW, until: NOW + HOUR_MS, setBy: { id: 'u', name: '周明' }, endedAt: null, endedBy: null },
  ...of,
})
const who = (role: Viewer['role'], ...prefixes: string[]): Viewer => ({
  ...{ id: role, name: role, role, userId: role },
  scope: { kind: 'grids', prefixes: prefixes.length > 0 ? prefixes : [''] },
})

describe('a silence', () => {
  it('holds what it matches as a whole: rule, every type, every grid', () => {
    const holds = (of: Partial<SilenceRecord>, on: Partial<AlertRecord> = {}) => mutes(silence(of), { ...alert, ...on }, NOW)
    expect([holds({}), holds({ rule: 'overdue' }), holds({ rule: 'urgency' }), holds({ type: '0101' })]).toEqual([true, true, false, false])
    expect([holds({ grid: '411324001101' }), holds({ grid: '411324002' })]).toEqual([true, false])
    // of several types or grids each must be matched
    expect(holds({}, { types: ['0402', '0101'] })).toBe(false)
    // what is of no type is of none that a silence names: only its rule or its grid holds it
    expect([holds({}, { types: [] }), holds({ type: null, grid: '411324001' }, { types: [] })]).toEqual([false, true])
    const wide = [...alert.members, { number: 2, grid: '411324002101001', status: 'holds' as const }]
    expect([holds({ grid: '411324001' }, { members: wide }), holds({ grid: '411324' }, { members: wide })]).toEqual([false, true])
  })
  it('holds red ones only where it says so, and sensitive ones only of whoever sees them', () => {
    const red = { ...alert, colour: 'red' as const }
    expect([mutes(silence(), red, NOW), mutes(silence({ red: true }), red, NOW)]).toEqual([false, true])
    const sensitive = { ...alert, sensitive: true }
    expect([mutes(silence(), sensitive, NOW), mutes(silence({ sensitive: true }), sensitive, NOW)]).toEqual([false, true])
  })
  it('holds from its begin until its end, or until somebody ends it, and living alerts alone', () => {
    const at = (ms: number, of: Partial<SilenceRecord> = {}) => mutes(silence(of), alert, NOW + ms)
    expect([at(-1), at(0), at(HOUR_MS - 1), at(HOUR_MS), at(5, { endedAt: NOW + 5 })]).toEqual([false, true, true, false, false])
    expect(mutes(silence(), { ...alert, state: 'resolved' }, NOW)).toBe(false)
    expect([silenceState(silence({ from: NOW + 1 }), NOW), silenceState(silence(), NOW)]).toEqual(['coming', 'holds'])
    expect(mutes(silence({ kind: 'maintenance' }), alert, NOW)).toBe(false)
  })
  it('of several holds the one that ends last', () => {
    const all = [silence(), silence({ id: 'long', until: NOW + 2 * HOUR_MS }), silence({ id: 'other', type: '0101', until: NOW + 9 * HOUR_MS })]
    expect(muteOf(alert, all, NOW)).toEqual({ id: 'long', until: NOW + 2 * HOUR_MS })
    expect(muteOf(alert, [], NOW)).toBeNull()
  })
})

describe('who sets a silence', () => {
  const wanted = (of: Partial<SilenceIn> = {}): SilenceIn => ({
    ...{ id: '6f1e0000-0000-4000-8000-000000000000', kind: 'silence', type: '0402', red: false, reason: '演练', until: NOW + HOUR_MS },
    ...of,
  })
  const fault = (viewer: Viewer, of: Partial<SilenceIn> = {}, leader: string | null = null) =>
    silenceFault(viewer, wanted(of), { now: NOW, leader })?.code
  it('is on duty, for at most 24 hours, within their own area, and for something', () => {
    expect([fault(who('dispatcher')), fault(who('operator')), fault(who('viewer'))]).toEqual([undefined, 'forbidden', 'forbidden'])
    expect([fault(who('dispatcher', '411324001')), fault(who('dispatcher', '411324001'), { grid: '411324001101' })]).toEqual(['forbidden', undefined])
    expect([fault(who('dispatcher', '411324001'), { grid: '411324002' }), fault(who('dispatcher'), { type: undefined })]).toEqual([
      'forbidden',
      'invalid',
    ])
    expect([fault(who('dispatcher'), { until: NOW + 24 * HOUR_MS }), fault(who('dispatcher'), { until: NOW + 24 * HOUR_MS + 1 })]).toEqual([
      undefined,
      'invalid',
    ])
    expect([
      fault(who('dispatcher'), { until: NOW }),
      fault(who('dispatcher'), { from: NOW }),
      fault(who('dispatcher'), { source: '12345' }),
    ]).toEqual(Array(3).fill('invalid'))
  })
  it('is, of red ones, the leader on duty, for at most 30 minutes', () => {
    const half = { red: true, until: NOW + HOUR_MS / 2 }
    expect([fault(who('dispatcher'), half), fault(who('administrator'), half), fault(who('supervisor'), half)]).toEqual([
      'forbidden',
      'forbidden',
      undefined,
    ])
    expect([fault(who('supervisor'), half, 'supervisor'), fault(who('supervisor'), half, 'another')]).toEqual([undefined, 'forbidden'])
    expect(fault(who('supervisor'), { red: true, until: NOW + HOUR_MS / 2 + 1 })).toBe('invalid')
  })
  it('may set maintenance where they are on duty for the whole county; it names a source alone, and is a week at most', () => {
    const of = { kind: 'maintenance' as const, type: undefined, source: '12345' }
    expect([fault(who('dispatcher'), of), fault(who('dispatcher', '411324001'), of), fault(who('viewer'), of)]).toEqual([
      undefined,
      'forbidden',
      'forbidden',
    ])
    expect([fault(who('supervisor'), { ...of, source: undefined }), fault(who('supervisor'), { ...of, grid: '411324001' })]).toEqual([
      'invalid',
      'invalid',
    ])
    const from = NOW + 24 * HOUR_MS
    expect([
      fault(who('supervisor'), { ...of, from, until: from + 168 * HOUR_MS }),
      fault(who('supervisor'), { ...of, from, until: from + 169 * HOUR_MS }),
    ]).toEqual([undefined, 'invalid'])
    expect(fault(who('supervisor'), { ...of, from, until: from })).toBe('invalid')
  })
  it('may end it, as may each who might have set it; those of its area and of what lies around it see it', () => {
    const placed = silence({ grid: '411324001101' })
    expect([mayEndSilence(who('dispatcher', '411324001'), placed), mayEndSilence(who('dispatcher', LEAF), placed)]).toEqual([true, false])
    expect([
      seesSilence(who('operator', LEAF), placed),
      seesSilence(who('operator', '411324002'), placed),
      seesSilence(who('operator', LEAF), silence()),
    ]).toEqual([true, false, true])
    expect([
      mayEndSilence(who('dispatcher'), silence({ kind: 'maintenance' })),
      mayEndSilence(who('dispatcher', LEAF), silence({ kind: 'maintenance' })),
    ]).toEqual([true, false])
  })
})

describe('maintenance', () => {
  const window = silence({ kind: 'maintenance', type: null, source: '12345', from: NOW - HOUR_MS, until: NOW + HOUR_MS })
  it('leaves incomplete what is counted while it holds, and never 特急', () => {
    expect([
      incompleteBy(alert, [window, silence()], NOW),
      incompleteBy({ ...alert, rule: { ...alert.rule, kind: 'urgency' } }, [window], NOW),
    ]).toEqual([['12345'], []])
    expect([incompleteBy(alert, [window], NOW + HOUR_MS), incompleteBy(alert, [{ ...window, endedAt: NOW }], NOW)]).toEqual([[], []])
  })
  it('leaves incomplete what is counted over days of which one has some of it', () => {
    const evidence = {
      night: '2026-11-27',
      from: '2026-11-20',
      to: '2026-11-26',
      leaves: [],
      p: 0.001,
      extrapolated: false,
      recurrenceInterval: 100,
      streams: 21,
      quietNights: 0,
    }
    const cluster = { rule: { ...alert.rule, kind: 'cluster' as const }, evidence }
    const later = NOW + 72 * HOUR_MS
    expect(incompleteBy(cluster, [window], later)).toEqual(['12345'])
    expect(incompleteBy({ ...cluster, evidence: { ...evidence, from: '2026-11-25' } }, [window], later)).toEqual([])
  })
  it('lies over a time that it has any part of, unless it was ended before that', () => {
    const over = (from: number, to: number, of: Partial<SilenceRecord> = {}) =>
      isMaintained([{ ...window, ...of }], NOW + from * HOUR_MS, NOW + to * HOUR_MS)
    expect([over(-3, -1), over(-3, -0.5), over(0, 0.5), over(0.5, 3), over(1, 3)]).toEqual([false, true, true, true, false])
    expect([over(0, 3, { endedAt: NOW }), over(-3, 3, { endedAt: NOW - 2 * HOUR_MS }), over(0, 3, { kind: 'silence' })]).toEqual([
      false,
      false,
      false,
    ])
  })
})
