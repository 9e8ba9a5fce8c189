import { expect, test } from 'vitest'
import { DAY_MS, startOfDayNumber } from '@/lib/domain/clock'
import { countyGrids } from './county'
import { EVENT_TYPES } from './event-types'
import { makeModel } from './history-model'
import { injectSilences, silenced } from './injected-silences'

const grids = countyGrids()
const model = makeModel(
  grids.filter(({ code }) => !grids.some(({ parentCode }) => parentCode === code)),
  EVENT_TYPES,
)
const LAST = 20_780
const end = startOfDayNumber(LAST)

test('silences are of one leaf, wholly inside the period, of enough usual events, and apart', () => {
  const rule = { seed: 'a', count: 30, from: end - 200 * DAY_MS, to: end - 2 * DAY_MS }
  const silences = injectSilences(model, end, rule, 1)
  expect(silences.length).toBeGreaterThan(25)
  expect(injectSilences(model, end, rule, 1)).toEqual(silences)
  for (const { from, to, usual } of silences) {
    expect([from >= LAST - 200, to <= LAST - 2, to - from >= 3, to - from <= 21, usual >= 7]).toEqual([true, true, true, true, true])
  }
  for (const [i, one] of silences.entries())
    for (const other of silences.slice(i + 1)) expect(one.leaf !== other.leaf || other.from - one.to >= 28 || one.from - other.to >= 28).toBe(true)
})

test('a night knows nothing of silent days', () => {
  const types = [{ code: 'a', classCode: 'x', sensitive: false }]
  const counts = { days: 4, leaves: 2, types, counts: [Int32Array.from([1, 2, 3, 4, 5, 6, 7, 8])] }
  const past = { night: 104, date: '', counts }
  const of = (from: number, to: number) => [...(silenced(past, [{ leaf: 1, from, to, usual: 9 }]).counts.counts[0] ?? [])]
  expect(of(101, 103)).toEqual([1, 2, 3, 4, 5, 0, 0, 8])
  expect(of(90, 101)).toEqual([1, 2, 3, 4, 0, 6, 7, 8])
  expect(of(103, 120)).toEqual([1, 2, 3, 4, 5, 6, 7, 0])
  expect(of(104, 120)).toEqual([...(counts.counts[0] ?? [])])
})
