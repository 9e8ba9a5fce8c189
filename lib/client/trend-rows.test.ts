import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '@/lib/domain/clock'
import type { Trends } from '@/lib/domain/trends'
import { ageBars, changeOf, changeSoFar, formatAge, hourBars, lagOf, niceTop, openLong, overdueBars, runRows, sourceRows } from './trend-rows'

const now = Date.parse('2026-11-24T14:32:00+08:00')
const ago = (ms: number) => new Date(now - ms).toISOString()
const trends: Trends = {
  rule: 'trends/2',
  logId: 'log',
  revision: 9,
  asOf: new Date(now).toISOString(),
  at: new Date(now).toISOString(),
  within: null,
  weeks: 12,
  hours: [2, 40, 7],
  usualHours: Array.from({ length: 24 }, () => ({ low: 3, middle: 10, high: 20 })),
  until: null,
  soFar: { reported: 42, handled: 9, usualReported: 30, usualHandled: 0 },
  week: [],
  days: [
    { day: '2026-11-22', reported: 10, handled: 1 },
    { day: '2026-11-23', reported: 21, handled: 1 },
    { day: '2026-11-24', reported: 900, handled: 1 },
  ],
  ages: [
    { fromHours: 0, toHours: 24, open: 4 },
    { fromHours: 168, toHours: 720, open: 8 },
    { fromHours: 720, toHours: null, open: 2 },
  ],
  cards: 0,
  overdue: [
    { fromDays: 0, toDays: 1, open: 3 },
    { fromDays: 1, toDays: 3, open: 0 },
    { fromDays: 3, toDays: 7, open: 6 },
    { fromDays: 7, toDays: null, open: 3 },
  ],
  classes: [],
  grids: [{ grid: '411324001', level: 1, open: 99, today: 99, soFar: 30, usual: 20, days: [1, 2, 3, 4, 5, 6, 7] }],
  sources: [
    { source: 'demo', lastReceivedAt: ago(5_000), lastOccurredAt: ago(9_000), late: false, lastDay: 7 },
    { source: '12345', lastReceivedAt: ago(3 * HOUR_MS), lastOccurredAt: ago(4 * HOUR_MS), late: false, lastDay: 2 },
    { source: null, lastReceivedAt: ago(50 * HOUR_MS), lastOccurredAt: ago(50 * HOUR_MS), late: false, lastDay: 0 },
  ],
}

describe('against what is usual', () => {
  test('a count is told in percent, a small one as a difference, and nothing where too little is known', () => {
    expect(changeOf(54, 50)).toEqual({ way: 'up', text: '8 %' })
    expect(changeOf(40, 50)).toEqual({ way: 'down', text: '20 %' })
    expect(changeOf(50, 50)).toEqual({ way: 'level', text: '0 %' })
    expect(changeOf(5, 2)).toEqual({ way: 'up', text: '3' })
    expect(changeOf(0, 0)).toEqual({ way: 'level', text: '0' })
    expect(changeOf(5, null)).toBeNull()
    expect(changeOf(5, undefined)).toBeNull()
  })
  test('hours above the usual span stand out; the last is running; those to come are open', () => {
    const { bars, top } = hourBars(trends)
    expect(top).toBe(40)
    expect(bars).toHaveLength(24)
    expect(bars.slice(0, 4).map((b) => [b.count, b.above, b.running])).toEqual([
      [2, false, false],
      [40, true, false],
      [7, false, true],
      [null, false, false],
    ])
    expect(bars[5]?.usual).toEqual({ low: 3 / 40, middle: 0.25, high: 0.5 })
    expect(bars[1]?.share).toBe(1)
  })
  test('without a usual span there are bars alone', () => {
    const { bars } = hourBars({ ...trends, usualHours: null })
    expect(bars.every((b) => b.usual === null && !b.above)).toBe(true)
    expect(hourBars(null).bars.every((b) => b.count === null)).toBe(true)
  })
  test('the top of a scale is round', () => expect([1, 7, 12, 41, 100, 101, 950].map(niceTop)).toEqual([1, 8, 15, 50, 100, 150, 1000]))
})

describe('while a source is late', () => {
  const late = (until: string, receivedAgo: number): Trends => ({
    ...trends,
    hours: [2, 40, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    until: new Date(until).toISOString(),
    sources: [{ source: 'demo', lastReceivedAt: ago(receivedAgo), lastOccurredAt: new Date(until).toISOString(), late: true, lastDay: 7 }],
  })
  test('it is said how far the data reach, and whether more comes', () => {
    expect(lagOf(late('2026-11-24T02:15:00+08:00', 1_000))).toEqual({ text: '补收中，数据到 02:15', time: '02:15', hour: 2.25 })
    expect(lagOf(late('2026-11-23T18:15:00+08:00', 1_000))).toEqual({ text: '补收中，数据到 11-23 18:15', time: '11-23 18:15', hour: null })
    expect(lagOf(late('2026-11-24T02:15:00+08:00', 3 * HOUR_MS))?.text).toBe('数据滞后，只到 02:15')
    expect(lagOf(trends)).toBeNull()
    expect(sourceRows(late('2026-11-23T18:15:00+08:00', 1_000), now)).toEqual([
      { name: '演示生成', lastDay: 7, age: '数据到 11-23 18:15', freshness: 1 },
    ])
  })
  test('today is compared up to there, or not at all, and never with nothing', () => {
    expect(changeSoFar(54, 50, null)).toEqual({ way: 'up', text: '8 %' })
    expect(changeSoFar(54, 50, lagOf(late('2026-11-24T02:15:00+08:00', 1_000)))).toEqual({ way: 'up', text: '8 % 至 02:00' })
    expect(changeSoFar(0, null, lagOf(late('2026-11-23T18:15:00+08:00', 1_000)))).toEqual({ way: null, text: '—' })
    expect(changeSoFar(0, 50, lagOf(late('2026-11-23T18:15:00+08:00', 1_000)))).toEqual({ way: null, text: '—' })
  })
  test('hours that are not all there are drawn open', () => {
    const running = (of: Trends) => hourBars(of).bars.flatMap((b) => (b.running ? [b.hour] : []))
    expect(running(late('2026-11-24T02:15:00+08:00', 1_000))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    expect(running(late('2026-11-23T18:15:00+08:00', 1_000))).toHaveLength(15)
    expect(running(trends)).toEqual([2])
  })
})

describe('open events', () => {
  test('by age, against the largest', () => {
    expect(ageBars(trends)).toEqual([
      { label: '1 天内', open: 4, share: 0.5 },
      { label: '7–30 天', open: 8, share: 1 },
      { label: '30 天以上', open: 2, share: 0.25 },
    ])
    expect(ageBars(null)).toEqual([])
  })
  test('past their deadline by days, against all of them', () => {
    expect(overdueBars(trends)).toEqual([
      { label: '当天', open: 3, share: 0.25 },
      { label: '1–2 天', open: 0, share: 0 },
      { label: '3–6 天', open: 6, share: 0.5 },
      { label: '7 天以上', open: 3, share: 0.25 },
    ])
    expect(overdueBars(null)).toEqual([])
  })
  test('longer than a week', () => {
    expect(openLong(trends)).toBe(10)
    expect(openLong(null)).toBeNull()
  })
  test('an age has two units at most', () => {
    expect([5_000, 60_000, 59 * 60_000, HOUR_MS, 3 * HOUR_MS + 12 * 60_000, 24 * HOUR_MS, 52 * HOUR_MS].map(formatAge)).toEqual([
      '5 秒',
      '1 分钟',
      '59 分钟',
      '1 小时',
      '3 小时 12 分钟',
      '1 天',
      '2 天 4 小时',
    ])
  })
})

describe('lines', () => {
  test('grids of a level, busiest first, with the figures that are pushed', () => {
    const shape = (code: string, level: 1 | 2) => ({ code, name: `${code}街道`, sign: level === 1 ? `${code}街道` : code, level })
    const list = [shape('411324001', 1), shape('411324002', 1), shape('411324001001', 2)]
    // only what is read of a grid
    const tree = { list, byCode: new Map(), childrenOf: new Map() } as unknown as Parameters<typeof runRows>[1]
    const figures = new Map([
      ['411324001', { today: 3, open: 1 }],
      ['411324002', { today: 5, open: 2 }],
    ])
    expect(runRows(trends, tree, figures, 1).map((r) => [r.code, r.today, r.open, r.change?.text, r.days.length])).toEqual([
      ['411324002', 5, 2, undefined, 0],
      ['411324001', 3, 1, '50 %', 7],
    ])
    const until = new Date(now - 20 * HOUR_MS).toISOString()
    const none = new Map([...figures].map(([code, { open }], i) => [code, { today: i, open }]))
    expect(runRows({ ...trends, until }, tree, none, 1).map((r) => [r.today, r.todayText])).toEqual([
      [1, '1'],
      [0, '—'],
    ])
    expect(runRows(trends, tree, none, 1).map((r) => r.todayText)).toEqual(['1', '0'])
    const late = { ...trends, until, grids: trends.grids.map((g) => ({ ...g, soFar: 0, usual: null })) }
    expect(runRows(late, tree, figures, 1).map((r) => r.change)).toEqual([
      { way: null, text: '—' },
      { way: null, text: '—' },
    ])
    expect(runRows(null, null, figures, 1)).toEqual([])
  })
  test('sources by name, with how long ago they were heard of', () => {
    expect(sourceRows(trends, now)).toEqual([
      { name: '演示生成', lastDay: 7, age: '5 秒前', freshness: 0 },
      { name: '12345', lastDay: 2, age: '3 小时前', freshness: 1 },
      { name: '未注明来源', lastDay: 0, age: '2 天 2 小时前', freshness: 2 },
    ])
  })
})
