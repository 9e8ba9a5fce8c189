import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, dayNumber, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { BrokenCount } from './counts'
import { HANDLED, HANDLED_THEN, HourCells, type Measure, REPORTED } from './hours'

const base = Date.UTC(2026, 10, 1)
const measures: Measure[] = [REPORTED, HANDLED, HANDLED_THEN]
type Move = { key: number; hour: number; measure: Measure; by: number }

/** A pseudo-random run of moves that never goes below zero: enough cells to make days dense, counts large enough to need wider types. */
function moves(seed: number, length: number): Move[] {
  let state = seed
  const next = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const counts = new Map<string, number>()
  return Array.from({ length }, (_, i) => {
    // keys appear one by one, so that days that are dense already have to grow
    const move = { key: next(2 + (18 * i) / length), hour: next(72), measure: measures[next(3)] ?? REPORTED }
    const name = `${move.key} ${move.hour} ${move.measure}`
    const held = counts.get(name) ?? 0
    const by = next(4) === 0 ? -Math.min(held, next(3)) : ([1, 1, 3, 300, 70_000][next(5)] ?? 1)
    counts.set(name, held + by)
    return { ...move, by }
  })
}

function hoursOf(list: readonly Move[]): HourCells {
  const hours = new HourCells(20)
  for (const { key, hour, measure, by } of list) hours.add(key, base + hour * HOUR_MS + 59 * 60_000, measure, by)
  return hours
}

describe('counters by hour', () => {
  it('sum to what was added between any bounds, sparse and dense, of any size', () => {
    const bound = fc.option(fc.integer({ min: -30, max: 100 }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.constantFrom(50, 900, 6_000), bound, bound, (seed, length, from, to) => {
        const list = moves(seed, length)
        const hours = hoursOf(list)
        const sums = hours.sum(from === null ? null : base + from * HOUR_MS, to === null ? null : base + to * HOUR_MS)
        const naive = measures.map(() => new Float64Array(20))
        for (const { key, hour, measure, by } of list) {
          const counts = naive[measure]
          if (counts && hour >= (from ?? -Infinity) && hour < (to ?? Infinity)) counts[key] = (counts[key] ?? 0) + by
        }
        const totals = measures.map((measure) => sums.total(measure, Int32Array.of(0, 3, 4, 19)))
        expect([sums.reported, sums.handled, sums.handledThen]).toEqual(naive)
        expect(totals).toEqual(naive.map((counts) => [0, 3, 4, 19].reduce((sum, key) => sum + (counts[key] ?? 0), 0)))
      }),
      { numRuns: 60 },
    )
  })

  it('sum over any number of blocks of days', () => {
    const days = fc.array(fc.tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 4 })), {
      maxLength: 80,
    })
    const bound = fc.option(fc.integer({ min: -210 * 24, max: 210 * 24 }))
    fc.assert(
      fc.property(days, bound, bound, (list, from, to) => {
        const hours = new HourCells(5)
        const naive = new Float64Array(5)
        for (const [day, hour, key] of list) {
          const at = day * 24 + hour
          hours.add(key, base + at * HOUR_MS, REPORTED, 1)
          if (at >= (from ?? -Infinity) && at < (to ?? Infinity)) naive[key] = (naive[key] ?? 0) + 1
        }
        const bounds = [from, to].map((b) => (b === null ? null : base + b * HOUR_MS))
        for (const counters of [hours, HourCells.from(5, hours.state().keys, hours.state().days)]) {
          expect(counters.sum(bounds[0] ?? null, bounds[1] ?? null).reported).toEqual(naive)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('tell each counter with its hour', () => {
    for (const length of [50, 6_000]) {
      const list = moves(7, length)
      const naive = new Map<string, number>()
      for (const { key, hour, measure, by } of list) {
        const name = `${key} ${base / HOUR_MS + hour} ${measure}`
        naive.set(name, (naive.get(name) ?? 0) + by)
      }
      const found = new Map<string, number>()
      hoursOf(list).forEach((count, key, hour, measure) => {
        found.set(`${key} ${hour} ${measure}`, count)
      })
      expect([...found].sort()).toEqual([...naive].filter(([, n]) => n > 0).sort())
    }
  })

  it('cut days in the civil time of the county', () => {
    const hours = new HourCells(1)
    const midnight = Date.UTC(2026, 10, 23, 16) // 2026-11-24 in Shanghai
    for (const at of [midnight - 1, midnight, midnight + DAY_MS - 1, midnight + DAY_MS]) hours.add(0, at, REPORTED, 1)
    expect(hours.dayOf(midnight).reported[0]).toBe(2)
    expect(hours.dayOf(midnight + DAY_MS - 1).reported[0]).toBe(2)
    expect(hours.dayOf(midnight - 1).reported[0]).toBe(1)
  })

  it('give a day hour by hour, as single sums would', () => {
    for (const length of [50, 6_000]) {
      const hours = hoursOf(moves(7, length))
      for (const day of [startOfDay(base), startOfDay(base + 2 * DAY_MS), startOfDay(base - 9 * DAY_MS)]) {
        const wanted = Uint8Array.from({ length: 20 }, (_, key) => (key % 3 === 0 ? 0 : 1))
        const naive = Array.from({ length: 24 }, (_, hour) => {
          const of = hours.sum(day + hour * HOUR_MS, day + (hour + 1) * HOUR_MS).handledThen
          return 7 + of.reduce((sum, count, key) => sum + (wanted[key] ? count : 0), 0)
        })
        const sums = new Array<number>(24).fill(7)
        hours.addHours(sums, dayNumber(day + 7 * HOUR_MS), HANDLED_THEN, wanted)
        expect(sums).toEqual(naive)
      }
    }
  })

  it('know the first day on which anything is counted', () => {
    const hours = new HourCells(1)
    const day = startOfDay(base)
    hours.add(0, day + 5 * HOUR_MS, REPORTED, 1)
    hours.add(0, day - 3 * DAY_MS, REPORTED, 1)
    hours.add(0, day - 3 * DAY_MS, REPORTED, -1)
    expect(hours.firstDay(day - 30 * DAY_MS, day)).toBe(day)
    expect(hours.firstDay(day - 30 * DAY_MS, day - DAY_MS)).toBeNull()
    hours.add(0, day - 2 * DAY_MS + HOUR_MS, REPORTED, 1)
    expect(hours.firstDay(day - 30 * DAY_MS, day)).toBe(day - 2 * DAY_MS)
  })

  it('refuse to go below zero, sparse and dense', () => {
    expect(() => hoursOf([{ key: 0, hour: 0, measure: REPORTED, by: -1 }])).toThrow(BrokenCount)
    const dense = hoursOf(moves(7, 6_000))
    expect(() => dense.add(0, base, REPORTED, -1e9)).toThrow(BrokenCount)
  })

  it('take little room for a few events on each of very many days', () => {
    const hours = new HourCells(690)
    for (let day = 0; day < 5_000; day++) for (let i = 0; i < 4; i++) hours.add((day * 7 + i * 131) % 690, base - day * DAY_MS, REPORTED, 1)
    expect(hours.byteLength).toBeLessThan(2_000_000)
  })
})
