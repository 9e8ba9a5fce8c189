import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import type { Alert } from '@/lib/domain/alert'
import { ENGLISH_RULES } from '@/lib/domain/alert-export'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { alertFor, type Names } from '@/lib/domain/alert-told'
import { makeAtlas } from '@/lib/domain/atlas'
import { NO_LADDER } from '@/lib/domain/ladder'
import { RuleKind } from '@/lib/domain/rule-kinds'
import { smallCounty, smallTypes } from '@/lib/testing/small-county'
import { alertCounts, alertMarks, alertParts, alertStepName, alertStepWords, recordText, ruleName } from './alert-words'

const [STREET, VILLAGE, LEAF, OTHER] = ['411324001', '411324001101', '411324001101001', '411324001101002']
const [base, type] = [smallCounty()[0], smallTypes()[0]]
if (!base || !type) throw new Error('the small county is empty')
const named: readonly (readonly [string, string])[] = [
  [STREET, '涅阳街道'],
  [VILLAGE, '安国路社区'],
  [LEAF, '第01网格'],
  [OTHER, '第02网格'],
]
const names: Names = makeAtlas(
  named.map(([code, name], i) => ({ ...base, id: i + 1, demo: true, code, name, parentCode: code.slice(0, -3) })),
  [{ ...type, id: 1, code: '0402', name: '燃气泄漏/爆管' }],
  1,
)
const everywhere: Viewer = { id: 'v', name: 'v', role: 'dispatcher', scope: { kind: 'grids', prefixes: [''] } }

const record = (members: AlertRecord['members'], of: Partial<AlertRecord> = {}): AlertRecord => ({
  ...{ id: '6f1e', revision: 1, rule: { id: 'urgency', version: 3, kind: 'urgency', name: '特急事件' }, stream: '0402', types: ['0402'] },
  ...{ sensitive: false, colour: 'red', state: 'firing', startedAt: 0, updatedAt: 0, clearedAt: null, endsAt: null, endedAt: null, members },
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
function told(members: AlertRecord['members'], of: Partial<AlertRecord> = {}): Alert {
  const alert = alertFor(record(members, of), everywhere, names)
  if (!alert) throw new Error('not seen')
  return alert
}
const at = (grid: string, status: 'holds' | 'over' | 'withdrawn' = 'holds', number = 1) => ({ number, grid, status })

/** A page in English, as the browser has it. */
const inEnglish = () => vi.stubGlobal('document', { documentElement: { lang: 'en' } })
afterEach(() => vi.unstubAllGlobals())

describe('the headline of the server', () => {
  it('is taken apart into what and where', () => {
    expect(alertParts(told([at(LEAF)]))).toEqual({ what: '燃气泄漏', place: '安国路社区第01网格' })
    expect(alertParts(told([at(LEAF), at(OTHER, 'over', 2)]))).toEqual({ what: '燃气泄漏', place: '安国路社区等 2 个网格' })
    expect(alertParts(told([at(LEAF, 'withdrawn')]))).toEqual({ what: '燃气泄漏', place: '安国路社区第01网格' })
    expect(alertParts({ headline: 'otherwise' })).toEqual({ what: 'otherwise', place: '' })
  })
  it('is said in English but for the names of places', () => {
    inEnglish()
    expect(alertParts(told([at(LEAF), at(OTHER, 'over', 2)]))).toEqual({
      what: 'Gas leak',
      place: '安国路社区 and others, 2 grids',
    })
    expect(alertCounts(told([at(LEAF), at(OTHER, 'over', 2)]))).toBe('2 critical events, 1 still open')
    expect(ruleName({ id: 'urgency', version: 3, kind: 'urgency', name: '特急事件' })).toBe('Critical v3')
    // files call them as the page does
    for (const kind of RuleKind.options) expect(ruleName({ id: kind, version: 3, kind, name: '规则' })).toBe(`${ENGLISH_RULES[kind]} v3`)
  })
})

describe('what is said of an alert', () => {
  it('are its counts, its rule with version, and the record of that', () => {
    expect(alertCounts(told([at(LEAF)]))).toBe('特急事件 1 件')
    expect(alertCounts(told([at(LEAF), at(OTHER, 'over', 2)]))).toBe('特急事件 2 件，未办结 1 件')
    expect(alertCounts(told([at(LEAF, 'withdrawn')], { endedBy: 'withdrawn', state: 'resolved' }))).toBe('依据撤销')
    expect(ruleName({ id: 'urgency', version: 3, kind: 'urgency', name: '特急事件' })).toBe('特急事件 v3')
    expect(recordText(null)).toBe('尚无历史')
    expect(recordText({ kind: 'volume', basis: [], alertsPerDay: 1.04, days: 365 })).toBe('量：每日 1 条（近 365 天）')
    expect(recordText({ kind: 'statistical', basis: ['labels'], precision: 0.731, alertsPerDay: 0.26, days: 365 })).toBe('命中率 73% · 检验 365 天')
  })
  it('are its steps, with what came with them', () => {
    expect([alertStepName('acknowledge'), alertStepName('risen')]).toEqual(['签收', '级别升高'])
    expect(alertStepWords({ detail: { from: 'orange' } })).toEqual(['原为橙色'])
    // by which graver alert it is inhibited, where the server names it
    const by = { id: '6f1e', colour: 'red', headline: '燃气泄漏/爆管：特急事件 1 件，安国路社区' }
    expect([alertStepName('inhibited'), alertStepWords({ detail: { by } }), alertStepWords({ detail: {} })]).toEqual([
      '由更高级预警抑制',
      ['红色 I · 燃气泄漏 · 安国路社区'],
      [],
    ])
    expect(alertStepWords({ detail: { endedBy: 'condition', verdict: 'true', event: 7 } })).toEqual(['条件已消失', '属实'])
    const escalation = { step: 2, rung: 'level2' as const, calledAt: null, nextAt: null, next: null }
    expect(alertMarks({ partial: true, escalation, verdict: 'false' })).toEqual(['已升级到中网格网格长', '误报', '整体判断'])
    expect(alertMarks({ escalation: { ...escalation, step: 0, rung: 'officer' } })).toEqual([])
  })
})
