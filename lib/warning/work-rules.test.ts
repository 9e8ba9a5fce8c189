import { describe, expect, it } from 'vitest'
import { type AlertRecord, isLive } from '@/lib/domain/alert-record'
import { makeCalendar } from '@/lib/domain/calendar'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { LapsedOrdersRule, UnvisitedRule, WorkRule } from '@/lib/domain/rule'
import type { DutyPiece, OrderPiece } from '@/lib/domain/waiting-work'
import { evaluateWork, lapsedSince, unvisitedFrom } from './work-rules'

const at = (text: string) => Date.parse(`${text}+08:00`)
const calendar = makeCalendar({ days: [{ date: '2026-10-01', kind: 'holiday', name: '国庆节' }] })
/** Due with Friday 20 November. */
const DUE = at('2026-11-21T00:00:00')
const NOW = at('2026-11-26T10:00:00')
const held = { version: 1, name: 'rule', enabled: true, published: true, hours: null, record: null, beginsAt: at('2026-10-10T00:00:00') }
const visits: UnvisitedRule = {
  ...{ ...held, id: 'unvisited', kind: 'unvisited' },
  settings: { colour: 'blue', duty: 'duty', days: 3, dayKind: 'working', level: 2, grids: [], clearMinutes: 60 },
}
const lapses: LapsedOrdersRule = {
  ...{ ...held, id: 'lapsed_orders', kind: 'lapsed_orders' },
  settings: { colour: 'yellow', times: 3, days: 7, services: [], grids: [], clearMinutes: 60 },
}
const A = '411324001101'
const B = '411324002101'
const item = (id: string, place: string, of: Partial<DutyPiece> = {}): DutyPiece => ({
  ...{ id, grid: `${place}00${id.slice(-1)}`, waits: true, duty: { id: 'duty', name: '微走访' }, period: '2026-11' },
  ...{ dueAt: DUE },
  ...of,
})
const order = (id: string, place: string, of: Partial<OrderPiece> = {}): OrderPiece => ({
  ...{ id, grid: `${place}001`, waits: true, service: 'hospital', createdAt: at('2026-11-25T09:00:00') },
  ...of,
})

/** A store: what evaluations have come to, one after the other. */
function county() {
  const alerts = new Map<string, AlertRecord>()
  return {
    look(rules: readonly WorkRule[], pieces: { items?: DutyPiece[]; orders?: OrderPiece[] }, now = NOW) {
      const over = [...alerts.values()].filter((alert) => !isLive(alert))
      const outcomes = evaluateWork(rules, {
        ...{ alerts: [...alerts.values()].filter(isLive), items: pieces.items ?? [], orders: pieces.orders ?? [], calendar, now },
        toldBy: (rule) => ({
          alerts: new Set(over.filter((alert) => alert.rule.id === rule).map(({ id }) => id)),
          parts: new Set(over.filter((alert) => alert.rule.id === rule).flatMap(({ work }) => work?.parts.map(({ id }) => id) ?? [])),
        }),
        placeOf: (grid, level) => grid.slice(0, 6 + 3 * level),
        idOf: (rule, place, of) => `${rule} ${place} ${of}`,
      })
      for (const { alert } of outcomes) alerts.set(alert.id, alert)
      return outcomes.map(({ alert, steps }) => `${alert.work?.place} ${alert.work?.parts.length}: ${steps.map(({ step }) => step).join(' ')}`)
    },
    end(endedBy: 'person' | 'condition') {
      for (const [id, alert] of alerts) if (isLive(alert)) alerts.set(id, { ...alert, state: 'resolved', endedAt: NOW, endedBy })
    },
    all: () => [...alerts.values()],
  }
}

describe('visits that are overdue', () => {
  it.each([
    ['working', 3, '2026-11-26T00:00:00'],
    ['working', 0, '2026-11-21T00:00:00'],
    ['working', 1, '2026-11-24T00:00:00'],
    ['calendar', 3, '2026-11-24T00:00:00'],
  ] as const)('are told from so many %s days on: %i', (dayKind, days, from) => {
    expect(unvisitedFrom({ days, dayKind }, DUE, calendar)).toBe(at(from))
    const rule = { ...visits, settings: { ...visits.settings, days, dayKind } }
    expect(county().look([rule], { items: [item('i1', A)] }, at(from) - 1)).toEqual([])
    expect(county().look([rule], { items: [item('i1', A)] }, at(from))).toEqual([`${A} 1: raised`])
  })

  it.each([
    ['one a community, whatever is overdue there', {}, [item('i1', A), item('i2', A), item('i3', B)], [`${A} 2: raised`, `${B} 1: raised`]],
    [
      'one a street, where that is the level',
      { settings: { ...visits.settings, level: 1 } },
      [item('i1', A), item('i2', '411324001102')],
      ['411324001 2: raised'],
    ],
    ['not what is done or excused', {}, [item('i1', A, { waits: false })], []],
    ['not another duty', {}, [item('i1', A, { duty: { id: 'other', name: '月例会' } })], []],
    ['not outside its grids', { settings: { ...visits.settings, grids: ['411324002'] } }, [item('i1', A), item('i2', B)], [`${B} 1: raised`]],
    ['not what is off', { enabled: false }, [item('i1', A)], []],
    ['not before it has begun', { beginsAt: null }, [item('i1', A)], []],
    ['not what was so before it began', { beginsAt: at('2026-11-26T00:00:01') }, [item('i1', A)], []],
    ['what was due before it began, and was so only then', { beginsAt: at('2026-11-26T00:00:00') }, [item('i1', A)], [`${A} 1: raised`]],
    ['of two periods the last', {}, [item('i1', A, { period: '2026-10', dueAt: DUE - 30 * DAY_MS }), item('i2', A)], [`${A} 1: raised`]],
  ] as const)('are told: %s', (_, of, items, told) => {
    expect(county().look([{ ...visits, ...of } as UnvisitedRule], { items: [...items] })).toEqual(told)
  })

  it('are told once, follow what is done, and end an hour after all is; nothing of them is told again', () => {
    const { look, all, end } = county()
    const items = (...waits: boolean[]) => ({ items: waits.map((one, i) => item(`i${i}`, A, { waits: one })) })
    look([visits], items(true, true))
    expect(look([visits], items(true, true))).toEqual([])
    expect(look([visits], items(true, false))).toEqual([`${A} 2: `])
    expect(all()[0]?.work?.parts.map(({ status }) => status)).toEqual(['holds', 'over'])
    expect(look([{ ...visits, enabled: false }], items(false, false))).toEqual([`${A} 2: cleared`])
    expect(all()[0]).toMatchObject({ colour: 'blue', types: [], members: [], clearedAt: NOW, endsAt: NOW + HOUR_MS })
    expect(look([visits], items(true, false), NOW + 60_000)).toEqual([`${A} 2: held`])
    end('person')
    expect(look([visits], items(true, true))).toEqual([])
  })

  it('are told of no other place when the level is another one', () => {
    const { look, all } = county()
    const street = { ...visits, settings: { ...visits.settings, level: 1 as const } }
    const items = [item('i1', A), item('i2', '411324001102')]
    look([visits], { items })
    expect(look([street], { items })).toEqual(['411324001 2: raised absorbed absorbed', `${A} 1: ended`, '411324001102 1: ended'])
    expect(look([street], { items })).toEqual([])
    expect(all().filter(isLive)).toHaveLength(1)
  })

  it('go over into the alert of the next period, and end at once where none of it is there any more', () => {
    const { look, all } = county()
    look([visits], { items: [item('i1', A), item('i2', B)] })
    const december = { period: '2026-12', dueAt: at('2026-12-22T00:00:00') }
    expect(look([visits], { items: [item('i1', A), item('i3', A, december)] }, at('2026-12-26T00:00:00'))).toEqual([
      `${B} 1: ended`,
      `${A} 1: raised absorbed`,
      `${A} 1: ended`,
    ])
    expect(all().map(({ endedBy, mergedInto }) => [endedBy, mergedInto])).toEqual([
      ['merged', `unvisited ${A} duty 2026-12`],
      ['withdrawn', null],
      [null, null],
    ])
  })
})

describe('orders that nobody takes', () => {
  const three = ['o1', 'o2', 'o3'].map((id) => order(id, A))

  it.each([
    ['so many of one community', {}, three, [`${A} 3: raised`]],
    ['not fewer', {}, three.slice(1), []],
    ['not of two communities', {}, [...three.slice(1), order('o4', B)], []],
    ['not what somebody took', {}, [...three.slice(1), order('o4', A, { waits: false })], []],
    ['not of other services', { settings: { ...lapses.settings, services: ['meal'] } }, three, []],
    ['not what came before its days', {}, [...three.slice(1), order('o4', A, { createdAt: at('2026-11-19T23:59:59') })], []],
    ['what came on the first of its days', {}, [...three.slice(1), order('o4', A, { createdAt: at('2026-11-20T00:00:00') })], [`${A} 3: raised`]],
    ['not what came before it began', { beginsAt: NOW }, three, []],
  ] as const)('are told: %s', (_, of, orders, told) => {
    expect(county().look([{ ...lapses, ...of } as LapsedOrdersRule], { orders: [...orders] })).toEqual(told)
  })

  it('join the alert that lives, and what one has told is told by no other', () => {
    const { look, all, end } = county()
    expect(lapsedSince(lapses.settings, NOW)).toBe(at('2026-11-20T00:00:00'))
    look([lapses], { orders: three })
    expect(look([lapses], { orders: [...three, order('o4', A, { createdAt: NOW })] })).toEqual([`${A} 4: joined`])
    expect(all()[0]).toMatchObject({ id: `lapsed_orders ${A} o1`, work: { days: { from: '2026-11-25', to: '2026-11-26' } } })
    end('person')
    const more = ['o5', 'o6', 'o7'].map((id) => order(id, A, { createdAt: NOW }))
    expect(look([lapses], { orders: [...three, ...more.slice(1)] })).toEqual([])
    expect(look([lapses], { orders: [...three, ...more] })).toEqual([`${A} 3: raised`])
  })
})
