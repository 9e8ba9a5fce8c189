import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COUNTER_COUNT } from '@/lib/domain/life-counts'
import { numbersFrom } from '@/lib/testing/busy-days'
import { BrokenCount } from './counts'
import { LifeDays } from './life-days'

type Move = { key: number; day: number; counter: number; by: number }

/** Moves that never go below zero, on days far apart and on a few busy ones, with counts that need wide types. */
function moves(seed: number, length: number): Move[] {
  const next = numbersFrom(seed)
  const held = new Map<string, number>()
  return Array.from({ length }, (_, i) => {
    const move = {
      key: next(2 + Math.floor((28 * i) / length)),
      day: next(2) ? 20_000 + next(3) : 19_000 + next(1_500),
      counter: next(COUNTER_COUNT),
    }
    const name = `${move.key} ${move.day} ${move.counter}`
    const before = held.get(name) ?? 0
    const by = next(5) === 0 ? -Math.min(before, next(3)) : ([1, 1, 2, 300, 70_000][next(5)] ?? 1)
    held.set(name, before + by)
    return { ...move, by }
  })
}

function daysOf(list: readonly Move[]): LifeDays {
  const days = new LifeDays(30)
  for (const { key, day, counter, by } of list) days.add(key, day, counter, by)
  return days
}

describe('counters of lives by day', () => {
  it('sum to what was added between any days, also when made anew of their state', () => {
    const bound = fc.option(fc.integer({ min: 18_950, max: 20_550 }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.constantFrom(40, 1_500, 8_000), bound, bound, (seed, length, first, end) => {
        const list = moves(seed, length)
        const naive = new Float64Array(30 * COUNTER_COUNT)
        for (const { key, day, counter, by } of list) {
          const at = key * COUNTER_COUNT + counter
          if (day >= (first ?? -Infinity) && day < (end ?? Infinity)) naive[at] = (naive[at] ?? 0) + by
        }
        const days = daysOf(list)
        const { keys, days: held } = days.state()
        for (const counters of [days, LifeDays.from(30, keys, held)]) {
          const [all, some] = [counters.sum(first, end), counters.sum(first, end, 5)]
          for (let key = 0; key < 30; key++) {
            const [found, part] = [new Float64Array(COUNTER_COUNT), new Float64Array(5)]
            all.addTo(found, key)
            some.addTo(part, key)
            const own = naive.subarray(key * COUNTER_COUNT, (key + 1) * COUNTER_COUNT)
            expect(found).toEqual(own)
            expect(part).toEqual(own.subarray(0, 5))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('tell each counter with its day', () => {
    for (const length of [50, 8_000]) {
      const list = moves(7, length)
      const naive = new Map<string, number>()
      for (const { key, day, counter, by } of list) {
        const name = `${key} ${day} ${counter}`
        naive.set(name, (naive.get(name) ?? 0) + by)
      }
      const found = new Map<string, number>()
      daysOf(list).forEach((count, key, day, counter) => {
        found.set(`${key} ${day} ${counter}`, count)
      })
      expect([...found].sort()).toEqual([...naive].filter(([, n]) => n > 0).sort())
    }
  })

  it('refuse to go below zero, sparse and dense', () => {
    expect(() => daysOf([{ key: 0, day: 1, counter: 0, by: -1 }])).toThrow(BrokenCount)
    expect(() => daysOf(moves(7, 8_000)).add(0, 20_000, 0, -1e9)).toThrow(BrokenCount)
  })

  it('take little room for a few events on each of very many days', () => {
    const days = new LifeDays(690)
    for (let day = 0; day < 5_000; day++) for (let i = 0; i < 4; i++) days.add((day * 7 + i * 131) % 690, day, (i * 11) % COUNTER_COUNT, 1)
    expect(days.byteLength).toBeLessThan(4_000_000)
  })
})
