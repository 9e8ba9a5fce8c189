import { describe, expect, it } from 'vitest'
import { type AlertRecord, isLive } from '@/lib/domain/alert-record'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { QuietRule } from '@/lib/domain/rule'
import { evaluateQuiet, freshSilences, placesOf, plainTypes, type QuietContext, replayQuiet } from './quiet-rule'

const NOW = Date.parse('2026-11-26T10:00:00+08:00')
const hoursAgo = (hours: number) => NOW - hours * HOUR_MS
const rule: QuietRule = {
  ...{ id: 'quiet', version: 1, kind: 'quiet', name: 'rule', enabled: true, published: true, hours: null, record: null, beginsAt: NOW - 30 * DAY_MS },
  settings: { colour: 'blue', hours: 48, level: 3, types: [], grids: [] },
}
const [STREET, COMMUNITY] = ['411324001', '411324001101']
const [A, B, BARE] = [`${COMMUNITY}001`, `${COMMUNITY}002`, '411324001104']
const grid = (code: string, level: number, parentCode: string) => [code, { code, level, parentCode }] as const
const byCode = new Map([
  ...[grid(STREET, 1, '411324'), grid(COMMUNITY, 2, STREET), grid(BARE, 2, STREET)],
  ...[grid(A, 3, COMMUNITY), grid(B, 3, COMMUNITY)],
])
const atlas = { byCode, leaves: [A, B, BARE].flatMap((code) => byCode.get(code) ?? []) }

type Look = Partial<Omit<QuietContext, 'alerts'> & { rules: QuietRule[] }>

/** A store: what evaluations have come to, one after the other. */
function county() {
  const alerts = new Map<string, AlertRecord>()
  return {
    look(last: Record<string, number>, { rules = [rule], now = NOW, ...of }: Look = {}) {
      const context: QuietContext = {
        ...{ alerts: [...alerts.values()].filter(isLive), lastOf: () => new Map(Object.entries(last)), placeOf: placesOf(atlas) },
        ...{ isGrid: (code) => byCode.has(code), deafUntil: 0, idOf: (...parts) => parts.join(' '), now, ...of },
      }
      const outcomes = evaluateQuiet(
        freshSilences(rules, context).filter(({ id }) => !alerts.has(id)),
        context,
      )
      for (const { alert } of outcomes) alerts.set(alert.id, alert)
      return outcomes.map(({ alert, steps }) => `${alert.silent?.grid}: ${steps.map(({ step }) => step).join(' ')}`)
    },
    end() {
      for (const [id, alert] of alerts) alerts.set(id, { ...alert, state: 'resolved', endedAt: NOW, endedBy: 'person' })
    },
    all: () => [...alerts.values()],
  }
}

describe('a silence by the clock', () => {
  const settings = (of: Partial<QuietRule['settings']>) => ({ rules: [{ ...rule, settings: { ...rule.settings, ...of } }] })
  it.each([
    ['when its hours are over', { [A]: hoursAgo(48), [B]: hoursAgo(48) + 1 }, {}, [`${A}: raised`]],
    ['not of a grid from which nothing was ever received', {}, {}, []],
    ['of a leaf that lies higher than the level', { [BARE]: hoursAgo(50) }, {}, [`${BARE}: raised`]],
    ['not of what only a street knows', { [STREET]: hoursAgo(50) }, {}, []],
    [
      'of a community by the last that was received in it',
      { [A]: hoursAgo(90), [B]: hoursAgo(50) },
      settings({ level: 2 }),
      [`${COMMUNITY}: raised`],
    ],
    ['not of a community of which one grid was heard', { [A]: hoursAgo(60), [B]: hoursAgo(1) }, settings({ level: 2 }), []],
    ['not outside its grids', { [A]: hoursAgo(50), [BARE]: hoursAgo(50) }, settings({ grids: [COMMUNITY] }), [`${A}: raised`]],
    ['not of a rule that is off', { [A]: hoursAgo(50) }, { rules: [{ ...rule, enabled: false }] }, []],
    ['not of a rule that has not begun', { [A]: hoursAgo(50) }, { rules: [{ ...rule, beginsAt: null }] }, []],
    ['not of what was silent for so long when it began', { [A]: hoursAgo(50) }, { rules: [{ ...rule, beginsAt: hoursAgo(2) + 1 }] }, []],
    ['of what came to be silent for so long since', { [A]: hoursAgo(50) }, { rules: [{ ...rule, beginsAt: hoursAgo(2) }] }, [`${A}: raised`]],
    ['not by hours in which nothing could be heard', { [A]: hoursAgo(60) }, { deafUntil: hoursAgo(48) + 1 }, []],
    ['when its hours are over since something can be heard', { [A]: hoursAgo(90) }, { deafUntil: hoursAgo(48) }, [`${A}: raised`]],
    ['not of what an import, or other hours, made one long ago', { [A]: hoursAgo(72) }, {}, []],
    ['within a day of its hours', { [A]: hoursAgo(72) + 1 }, {}, [`${A}: raised`]],
  ] satisfies [string, Record<string, number>, Look, string[]][])('is told: %s', (_, last, of, told) => {
    expect(county().look(last, of)).toEqual(told)
  })

  it('is told once, ends with what is received, whatever became of its rule, and the next one is another', () => {
    const { look, all } = county()
    const off = { rules: [{ ...rule, enabled: false }] }
    look({ [A]: hoursAgo(48) })
    expect([look({ [A]: hoursAgo(48) }), look({ [A]: hoursAgo(48) }, { now: NOW + DAY_MS })]).toEqual([[], []])
    expect(all()).toMatchObject([
      { id: `quiet ${A} ${new Date(hoursAgo(48)).toISOString()}`, colour: 'blue', types: [], members: [], sensitive: false },
    ])
    expect(look({ [A]: NOW }, { ...off, now: NOW + 60_000 })).toEqual([`${A}: ended`])
    expect(all()).toMatchObject([{ state: 'resolved', endedBy: 'condition', endedAt: NOW + 60_000, silent: { status: 'over' } }])
    expect(look({ [A]: NOW }, { now: NOW + 48 * HOUR_MS })).toEqual([`${A}: raised`])
    expect(all()).toHaveLength(2)
  })

  it('is not told again where somebody has ended it', () => {
    const { look, end } = county()
    look({ [A]: hoursAgo(48) })
    end()
    expect(look({ [A]: hoursAgo(48) }, { now: NOW + 60_000 })).toEqual([])
  })

  it('is moved by an import that tells of something in between, and ended where that is not as long ago', () => {
    const { look, all } = county()
    look({ [A]: hoursAgo(60), [B]: hoursAgo(60) })
    expect(look({ [A]: hoursAgo(50), [B]: hoursAgo(20) })).toEqual([`${A}: `, `${B}: ended`])
    expect(all().map(({ silent }) => silent?.since)).toEqual([hoursAgo(50), hoursAgo(60)])
    expect(look({ [A]: hoursAgo(50), [B]: hoursAgo(20) })).toEqual([])
  })

  it('is withdrawn where its grid is no more', () => {
    const { look, all } = county()
    look({ [A]: hoursAgo(50) })
    expect(look({}, { isGrid: () => false })).toEqual([`${A}: ended`])
    expect(all()).toMatchObject([{ endedBy: 'withdrawn' }])
  })

  it('never goes by a sensitive type, named or not', () => {
    const type = (id: number, code: string, sensitive: boolean) => [id, { id, code, sensitive }] as const
    const typeById = new Map([type(1, '0101', false), type(2, '0102', true), type(3, '0501', false)]) as unknown as Parameters<
      typeof plainTypes
    >[1]['typeById']
    expect([plainTypes([], { typeById }), plainTypes(['0102', '0501'], { typeById })]).toEqual([[1, 3], [3]])
  })
})

it('is replayed once a silence, when its hours were over, the last one up to now', () => {
  const replay = (...hours: number[]) =>
    replayQuiet(
      48,
      hours.map((hour) => hour * HOUR_MS),
      200 * HOUR_MS,
    ).map((at) => at / HOUR_MS)
  expect(replay()).toEqual([])
  expect(replay(0, 48, 97, 97)).toEqual([96, 145])
  expect([replay(152), replay(151)]).toEqual([[], [199]])
})
