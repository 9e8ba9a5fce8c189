import { type CellRow, type DayRow, type HourRow, recount, type TotalRow } from '@/lib/db/recount'
import { DAY_MS } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { stepMs } from '@/lib/domain/heat'
import { Problem } from '@/lib/domain/problem'
import type { Board } from './board'
import { buildBoard, catchUpTo, type Warn } from './rebuild'

/** Where a board and SQL disagree: the board holds `board`, SQL counts `recounted`. `where` names grid, hour, cell or step. */
export type Difference = { what: string; where: string; board: number; recounted: number }

/** The counts of the events table, all of one revision. `recent` are of ten-second steps (those of the window 1h). */
export type Recounted = { logId: string; revision: number; totals: TotalRow[]; hours: HourRow[]; cells: CellRow[]; recent: CellRow[]; days: DayRow[] }

const TICK_MS = stepMs('1h')
/** How often the log may be renewed while the recount runs. */
const ATTEMPTS = 3

/**
 * Makes a board as a start does (checkpoint and the log after it), counts everything anew by SQL at one revision, and compares all that
 * the board holds: totals and sums of each grid, each hour, today's types, each cell, and recent steps. An empty list is the proof. About 10 s for
 * 638,000 events, in which the embedded engine answers nobody else for some of it.
 */
export async function verifyBoard(now: number, warn: Warn): Promise<{ revision: number; differences: Difference[] }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // The board first: it can be moved on to the revision of the recount, but not back.
    const { board, atlas } = await buildBoard(now, warn)
    const counted = await recountAll(board)
    if (counted.logId !== board.logId || counted.gridVersion !== atlas.version) continue
    await catchUpTo(board, counted.revision)
    return { revision: counted.revision, differences: diffBoard(board, counted) }
  }
  throw new Problem('unavailable', 'The log keeps being renewed; the board could not be compared.')
}

/** Counts by SQL all that this board holds, at the revision of now. */
export function recountAll(board: Board): Promise<Recounted & { gridVersion: number }> {
  const from = board.parts.heat.state().horizon * TICK_MS
  const day = board.parts.days.state().horizon
  return recount(async ({ logId, revision, gridVersion, totals, hours, cells, days }) => ({
    logId,
    revision,
    gridVersion,
    totals: await totals(),
    hours: await hours(),
    cells: await cells(),
    recent: await cells({ from, step: TICK_MS }),
    days: await days(day),
  }))
}

/** Everything in which the board is not what was counted. Both must be of one revision. */
export function diffBoard(board: Board, counted: Recounted): Difference[] {
  const { tree } = board
  const { totals, hours, days, heat } = board.parts
  const keyOf = (grid: number, sensitive: number) => 2 * tree.placeOf(grid) + sensitive
  const key = (k: number) => `${tree.codeAt(k >> 1)}${k % 2 ? ' (sensitive)' : ''}`
  const kind = (k: number) => `grid ${tree.codeAt(k >>> 16)} type ${k & 0xffff}`
  const cell = (c: number) => `cell ${c % heat.width},${Math.floor(c / heat.width)}`

  const found: Difference[] = []
  const sqlTotals = counted.totals.map(([grid, sensitive, ...rest]) => ({ key: keyOf(grid, sensitive), rest }))
  ;(['reported', 'handled', 'sums'] as const).forEach((what, column) => {
    const sql = new Float64Array(totals[what].length)
    for (const { key, rest } of sqlTotals) sql[key] = rest[column] ?? 0
    totals[what].forEach((held, k) => {
      if (held !== sql[k]) found.push({ what, where: key(k), board: held, recounted: sql[k] ?? 0 })
    })
  })

  const boardHours = new CountTable(3)
  hours.forEach((count, k, hour, measure) => {
    boardHours.add(count, hour, k, measure)
  })
  const sqlHours = new CountTable(3)
  for (const [grid, sensitive, hour, ...measures] of counted.hours) {
    measures.forEach((count, measure) => {
      sqlHours.add(count, hour, keyOf(grid, sensitive), measure)
    })
  }
  const named = ['reported in hour', 'handled of hour', 'handled in hour']
  compare(found, boardHours, sqlHours, (hour, k, m) => [named[m] ?? '', `${key(k)} ${new Date(hour * 3_600_000).toISOString()}`])

  const sqlDays = new CountTable(3)
  for (const [day, grid, type, count] of counted.days) sqlDays.add(count, day, keyOf(grid, isSensitive(board, type)), type)
  compare(found, days.state().table, sqlDays, (day, k, type) => [
    'day',
    `${key(k)} type ${type} ${new Date(day * DAY_MS).toISOString().slice(0, 10)}`,
  ])

  const { all, recent } = heat.state()
  const tables = (width: 2 | 3, rows: readonly CellRow[]) => {
    const table = new CountTable(width, rows.length)
    for (const [x, y, grid, type, step, count] of rows) table.add(count, y * heat.width + x, (tree.placeOf(grid) << 16) | type, step)
    return table
  }
  compare(found, all, tables(2, counted.cells), (c, k) => ['cell', `${cell(c)} ${kind(k)}`])
  compare(found, recent, tables(3, counted.recent), (c, k, t) => ['recent', `${cell(c)} ${kind(k)} ${new Date(t * TICK_MS).toISOString()}`])
  return found
}

const isSensitive = (board: Board, type: number): 0 | 1 => (board.atlas.typeById.get(type)?.sensitive ? 1 : 0)

function compare(found: Difference[], board: CountTable, sql: CountTable, name: (a: number, b: number, c: number) => [string, string]): void {
  const tell = (a: number, b: number, c: number) => {
    const [what, where] = name(a, b, c)
    found.push({ what, where, board: board.get(a, b, c), recounted: sql.get(a, b, c) })
  }
  board.forEach((count, a, b, c) => {
    if (sql.get(a, b, c) !== count) tell(a, b, c)
  })
  sql.forEach((_, a, b, c) => {
    if (board.get(a, b, c) === 0) tell(a, b, c)
  })
}
