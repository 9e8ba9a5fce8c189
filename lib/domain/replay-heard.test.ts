import { expect, it } from 'vitest'
import { HOUR_MS, startOfDayNumber } from './clock'
import { makeRandom } from './random'
import type { DayEntries } from './replay-day'
import { type LastHeard, lastHeard } from './replay-heard'

const DAY = 20_000
type Row = LastHeard & { sign: number }

/** Rows of a part of a day, some of the same event and many of the same instant. */
function part(day: number, rows: number, below: (n: number) => number): { day: number; rows: Row[]; entries: DayEntries } {
  const made: Row[] = Array.from({ length: rows }, () => ({
    ...{ number: below(60), grid: below(4), type: below(3), sign: below(4) === 0 ? -1 : 1 },
    ...{ occurredAt: startOfDayNumber(day) + below(1_000), knownAt: startOfDayNumber(day) + below(12) * HOUR_MS },
  })).sort((a, b) => a.knownAt - b.knownAt)
  const column = (of: (row: Row) => number) => Float64Array.from(made, of)
  const entries = {
    ...{ at: column((r) => r.knownAt - startOfDayNumber(day)), number: column((r) => r.number), grid: column((r) => r.grid) },
    ...{ type: column((r) => r.type), occurredAt: column((r) => r.occurredAt), sign: column((r) => r.sign) },
    ...{ cellX: column(() => 0), cellY: column(() => 0) },
  }
  return { day, rows: made, entries }
}

it('finds the last of all parts, each event as it was last known, whatever is not seen among them', () => {
  const random = makeRandom('heard')
  const below = (n: number) => Math.floor(random.next() * n)
  const sees = (grid: number, type: number) => grid !== 1 && type !== 2
  for (let round = 0; round < 60; round++) {
    const parts = [part(DAY - 1, below(120), below), part(DAY, below(120), below), part(DAY, below(40), below)]
    const [at, most] = [startOfDayNumber(DAY) + below(14) * HOUR_MS, 1 + below(20)]
    const rows = parts.flatMap((one) => one.rows).filter((r) => r.sign === 1 && r.knownAt <= at && sees(r.grid, r.type))
    const newestOf = (number: number) => Math.max(...rows.filter((r) => r.number === number).map((r) => r.knownAt))
    const expected = [...new Set(rows.map((r) => r.number))]
      .map((number) => ({ number, knownAt: newestOf(number) }))
      .sort((a, b) => b.knownAt - a.knownAt || b.number - a.number)
      .slice(0, most)
    const heard = lastHeard(parts, at, most, sees)
    expect(heard.map(({ number, knownAt }) => ({ number, knownAt }))).toEqual(expected)
    for (const { number, knownAt, grid, type, occurredAt } of heard)
      expect(
        rows.some((r) => r.number === number && r.knownAt === knownAt && r.grid === grid && r.type === type && r.occurredAt === occurredAt),
      ).toBe(true)
  }
})
