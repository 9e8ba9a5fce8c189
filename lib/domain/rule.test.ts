import { expect, it } from 'vitest'
import { COLOURS, Colour, isGraver } from './colour'
import { type EventState, type Light, sourceLife } from './life'
import { colourFor, meets } from './rule'
import { gatesAgain, gatesOf, mayBePublished, RECORD_GATES, type RuleRecord } from './rule-gates'
import type { FactSettings } from './rule-settings'

const placed = { type: '0402', grid: '411324001101001' }
const settings: FactSettings = {
  colours: [
    { urgency: 1, colour: 'red' },
    { urgency: 2, colour: 'orange' },
  ],
  ...{ clearMinutes: 60, lateHours: 72 },
}

it('red is the gravest, and every colour has its numeral', () => {
  expect(Colour.options.map((colour) => [COLOURS[colour].words.zh, COLOURS[colour].numeral])).toEqual([
    ['红', 'I'],
    ['橙', 'II'],
    ['黄', 'III'],
    ['蓝', 'IV'],
  ])
  expect([isGraver('red', 'orange'), isGraver('orange', 'red'), isGraver('red', 'red')]).toEqual([true, false, false])
  expect([1, 2, 3].map((urgency) => colourFor({ settings }, urgency, placed))).toEqual(['red', 'orange', null])
})

it('特急 is met by what is open, whatever its source or people here have made of it', () => {
  const urgency = { kind: 'urgency', settings } as const
  const states = (life: EventState) => meets(urgency, { urgency: 1, handledAt: null, life: { ...sourceLife(null), state: life } }, placed)
  expect((['awaiting_acceptance', 'handling', 'suspended', 'awaiting_verification', 'closed', 'rejected', 'void'] as const).filter(states)).toEqual([
    'awaiting_acceptance',
    'handling',
    'suspended',
    'awaiting_verification',
  ])
  expect([null, 1].map((handledAt) => meets(urgency, { urgency: 1, handledAt }, placed))).toEqual([true, false])
  expect(meets(urgency, { urgency: 3, handledAt: null }, placed)).toBe(false)
})

it('overdue is met by what a clock has run out for that still runs', () => {
  const overdue = { kind: 'overdue', settings } as const
  const met = (state: EventState, light: Light = 'overdue') =>
    meets(overdue, { urgency: 2, handledAt: null, life: { ...sourceLife(null), state, light } }, placed)
  expect((['awaiting_acceptance', 'awaiting_dispatch', 'handling'] as const).map((state) => met(state))).toEqual([true, true, true])
  expect((['suspended', 'awaiting_verification', 'closed'] as const).map((state) => met(state))).toEqual([false, false, false])
  expect(met('handling', 'near')).toBe(false)
})

it('a rule holds only for the types and the grids, with all below them, that it names', () => {
  const met = (scope: Pick<FactSettings, 'types' | 'grids'>, where: Partial<typeof placed> = {}) => {
    const rule = { kind: 'urgency', settings: { ...settings, ...scope } } as const
    const at = { ...placed, ...where }
    const isMet = meets(rule, { urgency: 1, handledAt: null }, at)
    expect(colourFor(rule, 1, at)).toBe(isMet ? 'red' : null)
    return isMet
  }
  expect([met({}), met({ types: [], grids: [] })]).toEqual([true, true])
  expect([met({ types: ['0402', '0403'] }), met({ types: ['0403'] }), met({ types: ['04'] })]).toEqual([true, false, false])
  // the grid itself and those below it; what only a grid above it knows may lie elsewhere
  const inCommunity = (grid: string) => met({ grids: ['411324001101'] }, { grid })
  expect(['411324001101', '411324001101001', '411324001', '411324001102', ''].map(inCommunity)).toEqual([true, true, false, false, false])
  expect(met({ grids: ['411324002', '411324001'] })).toBe(true)
  // both are asked
  expect([met({ types: ['0402'], grids: ['411324002'] }), met({ types: ['0403'], grids: ['411324001'] })]).toEqual([false, false])
})

it('a rule of inference may notify when its record passes each of the four gates', () => {
  const record: RuleRecord = {
    ...{ kind: 'statistical', basis: ['labels'], alertsPerDay: 0.1, days: 365, episodes: 10, detection: 0.6, falsePer100Days: 3 },
  }
  expect(mayBePublished(record, RECORD_GATES)).toBe(true)
  const failing = (more: Partial<RuleRecord>) => gatesOf({ ...record, ...more }, RECORD_GATES).flatMap(({ gate, passed }) => (passed ? [] : [gate]))
  expect(failing({ days: 364 })).toEqual(['days'])
  expect(failing({ episodes: 9 })).toEqual(['episodes'])
  expect(failing({ detection: 0.599 })).toEqual(['detection'])
  expect(failing({ falsePer100Days: 3.01 })).toEqual(['falsePer100Days'])
  expect(failing({ kind: 'volume' })).toHaveLength(4)
  expect(gatesOf(null, RECORD_GATES).map(({ reached, passed }) => [reached, passed])).toEqual(Array.from({ length: 4 }, () => [null, false]))
  // a county's own history asks for fewer days and more episodes
  expect(failing({ basis: ['injected', 'permuted'], days: 180, episodes: 99 })).toEqual(['episodes'])
  expect(failing({ basis: ['injected', 'permuted'], days: 180, episodes: 100 })).toEqual([])
  // and of injected ones many are asked for, whatever they were added to
  expect(failing({ basis: ['labels', 'injected'], episodes: 99 })).toEqual(['episodes'])
  // a county may ask for other figures
  const strict = { ...RECORD_GATES, detection: 0.7, falsePer100Days: 3.5 }
  expect([mayBePublished(record, strict), mayBePublished({ ...record, detection: 0.7, falsePer100Days: 3.5 }, strict)]).toEqual([false, true])
  const again = gatesAgain(gatesOf(record, strict), { ...record, detection: 0.72 })
  expect(again).toEqual(gatesOf({ ...record, detection: 0.72 }, strict))
})
