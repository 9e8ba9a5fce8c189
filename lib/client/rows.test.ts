import { describe, expect, test } from 'vitest'
import type { FeedItem } from '@/lib/domain/apply'
import type { EventType } from '@/lib/domain/category'
import type { Key } from './board'
import { classRows, feedRows, lastHour, momentOf, stateRows } from './rows'

const type = (id: number, code: string, name: string, className: string): EventType => ({
  id,
  code,
  name,
  classCode: code.slice(0, 2),
  className,
  urgency: 4,
  limit: 1,
  clock: 'working_hour',
  lead: '',
  sensitive: false,
})
const types = [type(1, '0401', '消防通道堵塞/飞线充电', '突出问题'), type(2, '0101', '邻里纠纷', '矛盾纠纷')]
const key: Key = {
  types: new Map(types.map((t) => [t.id, t])),
  typeIds: new Map(types.map((t) => [t.code, t.id])),
  gridCodes: new Map(),
  gridIds: new Map(),
  lattice: { west: 0, north: 0, cell: 1, width: 1, height: 1 },
  demo: true,
}
const now = Date.parse('2026-11-24T06:32:09Z')
const item = (number: number, typeId: number, occurredAt: number): FeedItem => ({
  number,
  revision: number,
  receivedAt: now,
  grid: 1,
  type: typeId,
  urgency: 3,
  occurredAt,
  handledAt: null,
  cellX: -1,
  cellY: -1,
})

describe('lines', () => {
  const recent = [item(3, 1, now), item(2, 2, now - 1_000), item(1, 1, now - 86_400_000)]
  test('say time, first word of the type, class', () => {
    expect(feedRows(recent, key, null, new Set(), now, 10).map((r) => [r.number, r.time, r.type, r.classCode])).toEqual([
      [3, '14:32:09', '消防通道堵塞', '04'],
      [2, '14:32:08', '邻里纠纷', '01'],
      [1, '11-23 14:32', '消防通道堵塞', '04'],
    ])
  })
  test('of chosen classes only, and no more than there is room for', () => {
    expect(feedRows(recent, key, null, new Set(['04']), now, 10).map((r) => r.number)).toEqual([3, 1])
    expect(feedRows(recent, key, null, new Set(), now, 1).map((r) => r.number)).toEqual([3])
  })
  test('the last hour is counted, or unknown where the feed is too short to tell', () => {
    expect(lastHour(recent, now, 200)).toBe(2)
    expect(lastHour(recent, now, 2)).toBeNull()
  })
  test('a moment of another day has its date', () => expect(momentOf(Date.parse('2026-11-23T15:59:59Z'), now)).toBe('11-23 23:59'))
})

describe('figures', () => {
  const figures = {
    total: { reported: 5, handled: 3, open: 2 },
    today: { reported: 2, handled: 1 },
    classes: [{ code: '04', today: 2 }],
    grids: [],
  }
  test('classes come from the types, with zero where nothing came, and nothing where nothing is known', () => {
    expect(classRows(key, figures).map((r) => [r.code, r.name, r.today])).toEqual([
      ['01', '矛盾纠纷', 0],
      ['04', '突出问题', 2],
    ])
    expect(classRows(key, { ...figures, classes: undefined }).map((r) => r.today)).toEqual([null, null])
    expect(classRows(null, null).length).toBe(6)
  })
  test('states in the order of a life; bars are of the largest open one', () => {
    const states = [
      { state: 'closed' as const, count: 900 },
      { state: 'handling' as const, count: 20 },
      { state: 'awaiting_dispatch' as const, count: 5 },
      { state: 'void' as const, count: 7 },
    ]
    expect(stateRows({ ...figures, states }).map((r) => [r.label, r.count, r.share])).toEqual([
      ['待受理', 0, 0],
      ['待派单', 5, 0.25],
      ['办理中', 20, 1],
      ['挂账', 0, 0],
      ['待核查', 0, 0],
      ['已办结', 900, null],
      ['不予受理', 0, null],
    ])
    expect(stateRows(figures)).toEqual([])
  })
})
