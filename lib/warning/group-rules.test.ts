import { describe, expect, it, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { greatCircle } from '@/lib/domain/great-circle'
import { makeRandom } from '@/lib/domain/random'
import type { GroupRule, NearRepeatRule, RecurrenceRule, ThresholdRule } from '@/lib/domain/rule'
import {
  type GroupEvent,
  gridAt,
  groupsAround,
  nearOf,
  ownMean,
  spanMs,
  spanOf,
  streamOf,
  typesOf,
  watchedCounts,
  watches,
  watchesGrid,
} from './group-rules'
import { poissonAtLeast } from './probability'

const NOW = Date.UTC(2026, 10, 24)
const held = { version: 1, enabled: true, published: true, hours: null, record: null, beginsAt: null }
const recurrence: RecurrenceRule = {
  ...{ ...held, id: 'recurrence', kind: 'recurrence', name: '重复' },
  settings: { colour: 'yellow', times: 3, days: 30, afterClosing: true, ownBelow: 0.01, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
}
const nearRepeat: NearRepeatRule = {
  ...{ ...held, id: 'near_repeat', kind: 'near_repeat', name: '近重复' },
  settings: { colour: 'orange', times: 2, meters: 300, hours: 72, urgency: 2, dailyBelow: 3, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
}
const threshold: ThresholdRule = {
  ...{ ...held, id: 'threshold', kind: 'threshold', name: '阈值' },
  settings: { colour: 'yellow', times: 3, days: 7, level: 2, ownBelow: 0.01, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
}
/** An event so many days ago, closed so many hours after it happened. */
const event = (number: number, daysAgo: number, closedAfterHours: number | null = 24): GroupEvent => {
  const occurredAt = NOW - daysAgo * DAY_MS
  return { number, grid: 'a', occurredAt, closedAt: closedAfterHours === null ? null : occurredAt + closedAfterHours * HOUR_MS, position: null }
}
const numbers = (around: readonly GroupEvent[], of: number, rule: GroupRule = recurrence, since = 0) =>
  spanOf(rule, around, of, { knownSince: since })?.events.map(({ number }) => number) ?? null
const settings = (changed: Partial<RecurrenceRule['settings']>): RecurrenceRule => ({
  ...recurrence,
  settings: { ...recurrence.settings, ...changed },
})

describe('recurrence', () => {
  it('is three in thirty days, both ends counted, and no fewer and no longer', () => {
    const [first, second, third] = [event(1, 30), event(2, 10), event(3, 0)]
    expect(numbers([first, second, third], 3)).toEqual([1, 2, 3])
    expect(numbers([second, third], 3)).toBeNull()
    expect(numbers([{ ...first, occurredAt: first.occurredAt - 1 }, second, third], 3)).toBeNull()
  })

  it('is asked of the one that is new, wherever it lies among the others', () => {
    const around = [event(1, 20), event(2, 10), event(3, 0)]
    expect([1, 2, 3].map((of) => numbers(around, of))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect(numbers(around, 4)).toBeNull()
    // the latest span that holds it, and where that is too little, an earlier one
    const more = [event(11, 50), event(12, 45), event(13, 40)]
    expect(numbers([...more, ...around], 13, settings({ ownBelow: null }))).toEqual([13, 1, 2])
    expect(numbers([...more, event(1, 20, null)], 13, settings({ ownBelow: null }))).toEqual([11, 12, 13, 1])
    expect(numbers([...more, event(1, 20)], 1, settings({ ownBelow: null, times: 4 }))).toEqual([11, 12, 13, 1])
  })

  it('needs one that happened after an earlier one was closed', () => {
    const open = [event(1, 20, null), event(2, 10, null), event(3, 0, null)]
    expect(numbers(open, 3)).toBeNull()
    expect(numbers(open, 3, settings({ afterClosing: false }))).toEqual([1, 2, 3])
    // at the very moment of the last one is not before it
    expect(numbers([event(1, 20, 20 * 24), event(2, 10, null), event(3, 0, null)], 3)).toBeNull()
    expect(numbers([event(1, 20, 20 * 24 - 1), event(2, 10, null), event(3, 0, null)], 3)).toEqual([1, 2, 3])
    // the closing of one outside the span is none
    expect(numbers([event(9, 60, 1), ...open], 3)).toBeNull()
  })

  it('needs more than the year of the household brings', () => {
    const now = [event(1, 20), event(2, 10), event(3, 0)]
    const earlier = (count: number) => Array.from({ length: count }, (_, i) => event(100 + i, 40 + i * 60))
    // P(X ≥ 3) is 0.0060 at 4 · 30 / 335, and 0.0107 at 5 · 30 / 335
    expect(numbers([...earlier(4), ...now], 3)).toEqual([1, 2, 3])
    expect(numbers([...earlier(5), ...now], 3)).toBeNull()
    expect(numbers([...earlier(5), ...now], 3, settings({ ownBelow: 0.011 }))).toEqual([1, 2, 3])
    expect(numbers([...earlier(5), ...now], 3, settings({ ownBelow: null }))).toEqual([1, 2, 3])
    // older than a year is not asked
    expect(numbers([...earlier(4), event(200, 366), ...now], 3)).toEqual([1, 2, 3])
    expect(numbers([...earlier(4), event(200, 365), ...now], 3)).toBeNull()
    // half a year known: two in it are as four in a year
    const since = NOW - 197 * DAY_MS
    expect(numbers([...earlier(2), ...now], 3, recurrence, since)).toEqual([1, 2, 3])
    expect(numbers([...earlier(3), ...now], 3, recurrence, since)).toBeNull()
  })

  it('takes the rate of a household of which less than a span is known for 0', () => {
    expect(ownMean(5, { span: 30, knownMs: 335 })).toBeCloseTo(0.4478, 4)
    expect(ownMean(1, { span: 30, knownMs: 30 })).toBe(1)
    expect(ownMean(1, { span: 30, knownMs: 29 })).toBe(0)
  })

  it('ends thirty days after no thirty days hold three any more', () => {
    const span = spanOf(recurrence, [event(0, 29), event(1, 20), event(2, 10), event(3, 0)], 3, { knownSince: 0 })
    expect(span?.endsAt).toBe(NOW - 20 * DAY_MS + 60 * DAY_MS)
  })
})

describe('near-repeat', () => {
  const at = (number: number, hoursAgo: number, metersNorth: number): GroupEvent => ({
    ...event(number, hoursAgo / 24),
    position: [112.2, 33 + metersNorth / 111_195.08],
  })

  it('is two within 300 metres and 72 hours', () => {
    expect(numbers([at(1, 72, 299.9), at(2, 0, 0)], 2, nearRepeat)).toEqual([1, 2])
    expect(numbers([at(1, 72, 300.1), at(2, 0, 0)], 2, nearRepeat)).toBeNull()
    expect(numbers([at(1, 72.001, 0), at(2, 0, 0)], 2, nearRepeat)).toBeNull()
  })
})

describe('threshold', () => {
  const three = [event(1, 7), event(2, 1), event(3, 0)]
  const held3 = (usual: number | null, rule = threshold) => spanOf(rule, three, 3, { knownSince: 0, usual }) !== null

  it('is so many in so many days, both ends counted, and more than the grid usually has', () => {
    // P(X ≥ 3) of a Poisson is 0.0099 at 0.435 and 0.0101 at 0.437
    expect([0, 0.435, 0.437, null].map((usual) => held3(usual))).toEqual([true, true, false, false])
    expect(held3(null, { ...threshold, settings: { ...threshold.settings, ownBelow: null } })).toBe(true)
    expect(
      spanOf(threshold, [{ ...event(1, 7), occurredAt: NOW - 7 * DAY_MS - 1 }, event(2, 1), event(3, 0)], 3, { knownSince: 0, usual: 0 }),
    ).toBeNull()
    expect(spanOf(threshold, three, 3, { knownSince: 0, usual: 0 })?.endsAt).toBe(NOW + 7 * DAY_MS)
  })

  it('is rare among all grids and types that are watched together, where that is asked', () => {
    const among = (usual: number | null, watched: number, ownBelow: number | null = null) =>
      spanOf({ ...threshold, settings: { ...threshold.settings, ownBelow, interval: 100 } }, three, 3, { knownSince: 0, usual, watched }) !== null
    // P(X ≥ 3) of a Poisson is 1.5466e-4 at a mean of 0.1: of 64 such counts one comes once in 101.5 days, of 65 once in 99.97
    expect([among(0.1, 1), among(0.1, 64), among(0.1, 65)]).toEqual([true, true, false])
    expect([among(null, 1), among(0.1, 64, 1e-4), among(0, 1_000_000)]).toEqual([false, false, true])
  })

  it('watches as many counts as it has grids of its level, in its scope, and types or classes', () => {
    const byCode = new Map([
      ['1', { level: 1, parentCode: '' }],
      ['12', { level: 2, parentCode: '1' }],
      ['121', { level: 3, parentCode: '12' }],
      ['122', { level: 3, parentCode: '12' }],
      ['2', { level: 1, parentCode: '' }],
    ])
    const types = [
      { code: '0402', classCode: '04', sensitive: false, urgency: 1 },
      { code: '0403', classCode: '04', sensitive: false, urgency: 4 },
      { code: '0503', classCode: '05', sensitive: true, urgency: 4 },
    ]
    const counts = (of: Partial<ThresholdRule['settings']>) =>
      watchedCounts({ ...threshold, settings: { ...threshold.settings, types: [], grids: [], ...of } }, types, byCode)
    // 12 and the leaf 2, by three types; leaves; within a scope; by class without what is sensitive
    expect([counts({ level: 2 }), counts({ level: 3 }), counts({ level: 3, grids: ['12'] })]).toEqual([6, 9, 6])
    expect([counts({ level: 2, types: ['0402'] }), counts({ level: 2, by: 'class' })]).toEqual([2, 2])
  })

  it('counts in the grid of its level, or a coarser one that has no such below it', () => {
    const byCode = new Map([
      ['1', { level: 1, parentCode: '' }],
      ['12', { level: 2, parentCode: '1' }],
      ['123', { level: 3, parentCode: '12' }],
      ['1234', { level: 4, parentCode: '123' }],
    ])
    expect(['1234', '123', '12', '1', '9'].map((code) => gridAt(code, 2, byCode))).toEqual(['12', '12', '12', '1', '9'])
    const events = [event(1, 7), event(2, 3), event(3, 0)].map((one, i) => ({ ...one, grid: ['1234', '123', '1'][i] ?? '', type: 1 }))
    const groups = (least: number) => {
      const found = groupsAround(events, [1, 2, 3, 4], { spanMs: 7 * DAY_MS, least, placeOf: (code) => gridAt(code, 2, byCode) })
      return [...found].map(([number, around]) => [number, around.map((one) => one.number)])
    }
    expect(groups(2)).toEqual([
      [1, [1, 2]],
      [2, [1, 2]],
    ])
    expect(groups(1)).toHaveLength(3)
    // what counts as the same is counted together, whatever its type
    const mixed = events.map((one, i) => ({ ...one, type: i }))
    const by = { spanMs: 7 * DAY_MS, least: 2, placeOf: (code: string) => gridAt(code, 2, byCode) }
    expect([groupsAround(mixed, [1, 2], by).size, groupsAround(mixed, [1, 2], { ...by, streamOf: () => 'a' }).size]).toEqual([0, 2])
    expect(groupsAround(events, [1], { spanMs: 3 * DAY_MS, least: 2, placeOf: () => '' }).size).toBe(0)
  })
})

test('a rule watches its grids and what lies below them', () => {
  expect(['12', '123', '1', '2'].map((grid) => watchesGrid(settings({ grids: ['12'] }), grid))).toEqual([true, true, false, false])
  expect(watchesGrid(recurrence, '2')).toBe(true)
})

test('a rule by class counts the types of a class together, but sensitive ones', () => {
  const of = (code: string, sensitive = false) => ({ code, classCode: code.slice(0, 2), sensitive })
  const all = [of('0501'), of('0502'), of('0503', true), of('0601')]
  const told = (rule: GroupRule, type = of('0501')) => [streamOf(rule, type), typesOf(rule, type, all).map(({ code }) => code)]
  const byClass = (types: string[] = []): GroupRule => ({ ...threshold, settings: { ...threshold.settings, by: 'class', types } })
  expect(told(byClass())).toEqual(['05', ['0501', '0502']])
  expect(told(byClass(['0502', '0601']), of('0502'))).toEqual(['05', ['0502']])
  expect(told(byClass(), of('0503', true))).toEqual([null, []])
  expect(watches(byClass(), { ...of('0503', true), urgency: 4 }, null)).toBe(false)
  // by type each for itself, a sensitive one too
  for (const rule of [threshold, recurrence, nearRepeat]) expect(told(rule, of('0503', true))).toEqual(['0503', ['0503']])
})

test('a rule watches its types', () => {
  const type = { code: '0402', classCode: '04', sensitive: false, urgency: 1 }
  expect([2.99, 3, null].map((daily) => watches(nearRepeat, type, daily))).toEqual([true, false, false])
  expect([1, 2, 3].map((urgency) => watches(nearRepeat, { ...type, urgency }, 0))).toEqual([true, true, false])
  expect(watches(recurrence, { ...type, code: '0101', urgency: 4 }, null)).toBe(true)
  expect([['0101'], ['0402']].map((types) => watches(settings({ types }), type, null))).toEqual([false, true])
})

describe('a span among many', () => {
  const random = makeRandom('spans')
  const pick = (least: number, most: number) => least + Math.floor(random.next() * (most - least + 1))
  /** What `spanOf` says, read word by word: the latest end of a span that holds the event, and all that lies in it. */
  function literally(rule: GroupRule, around: readonly GroupEvent[], own: GroupEvent): readonly number[] | null {
    const span = spanMs(rule)
    const near = ({ position }: GroupEvent) =>
      rule.kind !== 'near_repeat' || (position !== null && own.position !== null && greatCircle(position, own.position) <= rule.settings.meters)
    const place = around.filter((one) => one === own || near(one)).sort((a, b) => a.occurredAt - b.occurredAt || a.number - b.number)
    const ends = place.map(({ occurredAt }) => occurredAt).filter((end) => end >= own.occurredAt && end <= own.occurredAt + span)
    for (const end of ends.sort((a, b) => b - a)) {
      const events = place.filter(({ occurredAt }) => occurredAt >= end - span && occurredAt <= end)
      const isRare = rule.kind !== 'threshold' || poissonAtLeast(events.length, 4) < 0.01
      if (events.length >= rule.settings.times && isRare) return events.map(({ number }) => number)
    }
    return null
  }

  it.each([nearRepeat, threshold, settings({ afterClosing: false, ownBelow: null })])('is what its words say of $kind', (rule) => {
    let found = 0
    for (let round = 0; round < 100; round++) {
      // times and places that are the same for some of them
      const around = Array.from(
        { length: pick(1, 30) },
        (_, i): GroupEvent => ({
          ...event(i, 0, null),
          occurredAt: NOW - (pick(0, 12) * 3 * spanMs(rule)) / 12,
          position: pick(0, 9) === 0 ? null : [112.2 + pick(0, 6) * 1e-3, 33 + pick(0, 6) * 1e-3],
        }),
      )
      for (const own of around) {
        const wanted = literally(rule, around, own)
        expect(spanOf(rule, around, own.number, { knownSince: 0, usual: 4 })?.events.map(({ number }) => number) ?? null).toEqual(wanted)
        if (wanted) found++
      }
    }
    expect(found).toBeGreaterThan(100)
  })

  it('is found among those alone that lie near, of a near-repeat in a list that is long', () => {
    const around = Array.from(
      { length: 400 },
      (_, i): GroupEvent => ({
        ...event(i, 0, null),
        occurredAt: NOW - pick(0, 100) * HOUR_MS,
        position: pick(0, 9) === 0 ? null : [112.2 + pick(0, 40) * 1e-3, 33 + pick(0, 40) * 1e-3],
      }),
    )
    for (const { number } of around) {
      const near = nearOf(nearRepeat, around, number)
      expect(near.length).toBeLessThan(around.length / 4)
      expect(spanOf(nearRepeat, near, number, { knownSince: 0 })).toEqual(spanOf(nearRepeat, around, number, { knownSince: 0 }))
    }
    expect(nearOf(threshold, around, 0)).toBe(around)
  })
})
