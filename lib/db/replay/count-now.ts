import { startOfDayNumber } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { EVENT_STATES, LIGHTS } from '@/lib/domain/life'
import { FIRST_STATE, MOMENT_COUNTERS } from '@/lib/domain/replay'
import type { DayEntries } from '@/lib/domain/replay-day'
import type { PoolClient } from '../engine/pool'

const VOID = EVENT_STATES.indexOf('void')
const [NEAR, OVERDUE] = [LIGHTS.indexOf('near'), LIGHTS.indexOf('overdue')]

/** The counters of a moment as the events stand now, by SQL: grid, type and counter (replay.ts). Of events on no grid nothing. */
export async function countNow(tx: Pick<PoolClient, 'query'>): Promise<CountTable> {
  const counts = [
    `count(*) FILTER (WHERE state <> ${VOID})`,
    `count(*) FILTER (WHERE state <> ${VOID} AND handled_at IS NOT NULL)`,
    `count(*) FILTER (WHERE state <> ${VOID} AND handled_at IS NULL AND light = ${NEAR})`,
    `count(*) FILTER (WHERE state <> ${VOID} AND handled_at IS NULL AND light = ${OVERDUE})`,
    ...EVENT_STATES.map((_, state) => `count(*) FILTER (WHERE state = ${state})`),
  ]
  if (counts.length !== FIRST_STATE + EVENT_STATES.length || MOMENT_COUNTERS.length !== FIRST_STATE)
    throw new Error('a counter of moments is counted nowhere')
  const { rows } = await tx.query<number[]>({
    text: `SELECT grid_id, type_id, ${counts.map((count) => `${count}::int4`).join(', ')} FROM events WHERE grid_id > 0 GROUP BY 1, 2`,
    rowMode: 'array',
  })
  const table = new CountTable(3, rows.length * 5)
  for (const [grid = 0, type = 0, ...values] of rows) for (const [counter, count] of values.entries()) table.add(count, grid, type, counter)
  return table
}

/** The events of the days from `firstDay` (a number) as they stand now, as if each entered at `at` (milliseconds of its day). */
export async function entriesNow(tx: Pick<PoolClient, 'query'>, firstDay: number, at: number): Promise<DayEntries> {
  const { rows } = await tx.query<number[]>({
    text: `SELECT number, grid_id, type_id, date_part('epoch', occurred_at) * 1000, cell_x, cell_y FROM events
      WHERE occurred_at >= to_timestamp($1::float8 / 1000) AND state <> ${VOID} AND grid_id > 0`,
    values: [startOfDayNumber(firstDay)],
    rowMode: 'array',
  })
  const column = (k: number) => Float64Array.from(rows, (row) => Math.round(row[k] ?? 0))
  return {
    at: new Float64Array(rows.length).fill(at),
    number: column(0),
    grid: column(1),
    type: column(2),
    occurredAt: column(3),
    cellX: column(4),
    cellY: column(5),
    sign: new Float64Array(rows.length).fill(1),
  }
}
