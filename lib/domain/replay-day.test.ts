import { expect, it } from 'vitest'
import { startOfDayNumber } from './clock'
import { CountTable } from './count-table'
import type { KnownStep, Standing } from './replay'
import { addNet, countSteps, DayWriter, decodeEntries, decodeSteps, encodeEntries, encodeNet, encodeSteps, joinDays } from './replay-day'

const DAY = 20_780
const START = startOfDayNumber(DAY)
const standing = (fields: Partial<Standing> = {}): Standing => ({
  ...{ grid: 7, type: 3, occurredAt: START + 1_234, handledAt: null, state: 'awaiting_acceptance', light: 'normal', cellX: 10, cellY: 20 },
  ...fields,
})
const written = (...steps: KnownStep[]) => {
  const writer = new DayWriter(DAY)
  for (const step of steps) writer.add(step)
  return writer.finish()
}
const countsOf = (table: CountTable) => {
  const found: Record<string, number> = {}
  table.forEach((count, grid, type, counter) => {
    found[`${grid} ${type} ${counter}`] = count
  })
  return found
}
/** Counters: reported 0, handled 1, near 2, overdue 3, and the states from 4 on. */
const steps: KnownStep[] = [
  { at: START + 5_000, number: 1, before: null, after: standing() },
  { at: START + 9_000, number: 1, before: standing(), after: standing({ light: 'overdue' }) },
  {
    at: START + 20_000,
    number: 1,
    before: standing({ light: 'overdue' }),
    after: standing({ light: 'overdue', state: 'closed', handledAt: START + 20_000 }),
  },
  { at: START + 30_000, number: 2, before: standing({ grid: 8 }), after: standing({ grid: 9 }) },
  { at: START + 40_000, number: 3, before: standing(), after: standing({ state: 'void', cellX: -1, cellY: -1 }) },
]

it('adds up what became known, until a time of the day and in all', () => {
  const day = written(...steps.toReversed())
  const until = (ms: number) => {
    const table = new CountTable(3)
    countSteps(day.steps, (delta, grid, type, counter) => void table.add(delta, grid, type, counter), ms)
    return countsOf(table)
  }
  expect(until(4_999)).toEqual({})
  expect(until(5_000)).toEqual({ '7 3 0': 1, '7 3 4': 1 })
  expect(until(9_000)).toEqual({ '7 3 0': 1, '7 3 3': 1, '7 3 4': 1 })
  // the light of one that is closed is no longer counted
  expect(until(20_000)).toEqual({ '7 3 0': 1, '7 3 1': 1, '7 3 9': 1 })
  expect(countsOf(day.net)).toEqual({ '7 3 1': 1, '7 3 4': -1, '7 3 9': 1, '7 3 11': 1, '8 3 0': -1, '8 3 4': -1, '9 3 0': 1, '9 3 4': 1 })
})

it('tells what enters and leaves the heat: new, moved and void events, and nothing of a step in place', () => {
  const { entries } = written(...steps)
  expect(Array.from(entries.at, (at, i) => [at, entries.number[i], entries.grid[i], entries.sign[i]])).toEqual([
    [5_000, 1, 7, 1],
    [30_000, 2, 8, -1],
    [30_000, 2, 9, 1],
    [40_000, 3, 7, -1],
  ])
  expect(entries.occurredAt[0]).toBe(START + 1_234)
})

it('comes back from bytes as it was, and parts joined are as if written at once', () => {
  const day = written(...steps)
  expect(decodeSteps(encodeSteps(day.steps))).toEqual(day.steps)
  expect(decodeEntries(encodeEntries(day.entries))).toEqual(day.entries)
  const net = new CountTable(3)
  addNet(net, encodeNet(day.net))
  expect(countsOf(net)).toEqual(countsOf(day.net))
  const joined = joinDays(DAY, [written(...steps.slice(2)), written(...steps.slice(0, 2))])
  expect({ ...joined, net: countsOf(joined.net) }).toEqual({ ...day, net: countsOf(day.net) })
  expect(() => decodeSteps(encodeNet(day.net))).toThrow(RangeError)
  expect(encodeSteps(written().steps).byteLength).toBeGreaterThan(0)
})
