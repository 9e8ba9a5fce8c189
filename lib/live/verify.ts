import { recount } from '@/lib/db/events/recount'
import { readHead } from '@/lib/db/log/log'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { stepMs } from '@/lib/domain/heat'
import { EVENT_STATES } from '@/lib/domain/life'
import { counterName } from '@/lib/domain/life-counts'
import { Problem } from '@/lib/domain/problem'
import { type Board, emptyBoardLike } from './board'
import type { BookKind } from './book'
import { BOOKS } from './books'
import type { Difference } from './difference'
import { buildBoard, catchUpTo, LogGap, statesAt, type Warn } from './rebuild'
import type { Tally } from './tally'

/**
 * All that a board counts, by ids, so that boards and SQL are told in one language. Keys: totals by whose they are (recount.ts
 * `TotalRow`), grid and sensitivity (`keyOf`); hours by hour, key and measure; lives by civil day, key and counter; days by civil day,
 * grid and type; cells by cell (`cellOf`), grid and type; recent ones by ten-second step too.
 */
export type Counted = {
  logId: string
  revision: number
  totals: Map<string, number[]>
  hours: CountTable
  lives: CountTable
  days: CountTable
  cells: CountTable
  recent: CountTable
}

const TICK_MS = stepMs('1h')
/** How often the log may be renewed while the recount runs. */
const ATTEMPTS = 3
const MEASURES = ['reported in hour', 'handled of hour', 'handled in hour']

/** The counts of a total, in the order of recount.ts `TotalRow`. */
const TOTAL_NAMES = ['seen', 'sum', 'reported', 'handled', 'near', 'overdue', ...EVENT_STATES]

const keyOf = (grid: number, sensitive: number) => 2 * grid + sensitive
const cellOf = (x: number, y: number) => (y << 16) | x

/**
 * Makes a board as a start does (checkpoint and the log after it), counts everything anew by SQL at one revision, and compares all that
 * the board holds: totals and sums of each grid, each hour, the types of the last days, each cell, and recent steps. An empty list is
 * the proof. Some 20 s for 638,000 events; saves go on meanwhile.
 */
export async function verifyBoard(now: number, warn: Warn): Promise<{ revision: number; differences: Difference[] }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // The board first: it can be moved on to the revision of the recount, but not back.
    const { board, atlas } = await buildBoard(now, warn)
    const counted = await recountAll(board).catch((error: unknown) => {
      if (error instanceof LogGap) return null // the log was renewed meanwhile; otherwise the next attempt says the same
      throw error
    })
    const head = await readHead()
    if (counted?.logId !== board.logId || head.logId !== board.logId || head.gridVersion !== atlas.version) continue
    await catchUpTo(board, counted.revision)
    return { revision: counted.revision, differences: diffBoard(board, counted) }
  }
  throw new Problem('unavailable', 'The log keeps being renewed; the board could not be compared.')
}

/** Compares each kind of change beside the events with SQL: its name, the revision that was counted, and where it differs. */
export async function verifyBooks(
  warn: Warn,
  kinds: readonly BookKind[] = BOOKS,
): Promise<{ kind: string; revision: number; differences: Difference[] }[]> {
  const { logId } = await readHead()
  const verified: { kind: string; revision: number; differences: Difference[] }[] = []
  for (const kind of kinds) verified.push({ kind: kind.name, ...(await kind.verify(logId, warn)) })
  return verified
}

/** Counts by SQL all that this board holds, at the revision of now; `chunkSize` events in one transaction. */
export async function recountAll(board: Board, chunkSize?: number): Promise<Counted & { gridVersion: number }> {
  const counted = empty('', 0)
  const recent = board.tally.heat.state().horizon
  const day = board.tally.days.state().horizon
  const { changed, ...at } = await recount(
    {
      totals: (whose, grid, sensitive, ...counts) => addTotal(counted, whose, keyOf(grid, sensitive), counts),
      hours(grid, sensitive, hour, ...measures) {
        measures.forEach((count, measure) => {
          counted.hours.add(count, hour, keyOf(grid, sensitive), measure)
        })
      },
      lives: (grid, sensitive, day, counter, count) => void counted.lives.add(count, day, keyOf(grid, sensitive), counter),
      days: (day, grid, type, count) => void counted.days.add(count, day, grid, type),
      cells: (x, y, grid, type, _step, count) => void counted.cells.add(count, cellOf(x, y), grid, type),
      recent: (x, y, grid, type, step, count) => void counted.recent.add(count, cellOf(x, y), grid, type, step),
    },
    { recent: recent * TICK_MS, step: TICK_MS, day },
    chunkSize,
  )
  // What changed before it could be counted, as the log says it was.
  const rest = emptyBoardLike(board)
  rest.fold(await statesAt(at.revision, changed))
  addCounts(counted, rest)
  return { ...counted, ...at }
}

/** Everything in which the board is not what was counted. Both must be of one revision. */
export function diffBoard(board: Board, sql: Counted): Difference[] {
  const held = empty(board.logId, board.revision)
  addCounts(held, board)
  const code = new Map(board.tree.nodes.map((n) => [n.id, n.code]))
  const grid = (id: number) => code.get(id) ?? `grid id ${id}`
  const key = (k: number) => `${grid(k >> 1)}${k % 2 ? ' (sensitive)' : ''}`
  const cell = (xy: number, g: number, type: number) => `cell ${xy & 0xffff},${xy >>> 16} of ${grid(g)} type ${type}`
  const date = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10)

  const found: Difference[] = []
  for (const name of new Set([...held.totals.keys(), ...sql.totals.keys()])) {
    const [whose = '', k = ''] = name.split('|')
    const [mine, theirs] = [held.totals.get(name), sql.totals.get(name)]
    TOTAL_NAMES.forEach((what, i) => {
      const [a, b] = [mine?.[i] ?? 0, theirs?.[i] ?? 0]
      if (a !== b) found.push({ what, where: `${key(Number(k))}${whose && ` of ${whose}`}`, board: a, recounted: b })
    })
  }
  compare(found, held.hours, sql.hours, (hour, k, m) => [MEASURES[m] ?? '', `${key(k)} ${new Date(hour * HOUR_MS).toISOString()}`])
  compare(found, held.lives, sql.lives, (day, k, counter) => [counterName(counter), `${key(k)} ${date(day)}`])
  compare(found, held.days, sql.days, (day, g, type) => ['day', `${grid(g)} type ${type} ${date(day)}`])
  compare(found, held.cells, sql.cells, (xy, g, type) => ['cell', cell(xy, g, type)])
  compare(found, held.recent, sql.recent, (xy, g, type, tick) => ['recent', `${cell(xy, g, type)} ${new Date(tick * TICK_MS).toISOString()}`])
  return found
}

const empty = (logId: string, revision: number): Counted => ({
  logId,
  revision,
  totals: new Map(),
  hours: new CountTable(3),
  lives: new CountTable(3),
  days: new CountTable(3),
  cells: new CountTable(3),
  recent: new CountTable(4),
})

function addTotal({ totals }: Counted, whose: string, key: number, counts: readonly number[]): void {
  const name = `${whose}|${key}`
  const known = totals.get(name) ?? TOTAL_NAMES.map(() => 0)
  totals.set(
    name,
    known.map((count, i) => (count + (counts[i] ?? 0)) % 2 ** 32),
  )
}

/** Adds what a board holds, with ids in place of its own places. */
function addCounts(counted: Counted, board: Board): void {
  const id = (place: number) => board.tree.nodes[place]?.id ?? 0
  const key = (k: number) => keyOf(id(k >> 1), k % 2)
  const addTotals = (whose: string, { totals }: Tally) => {
    const { seen, sums, reported, handled, near, overdue, states } = totals
    seen.forEach((n, k) => {
      const byState = EVENT_STATES.map((_, state) => states[state * seen.length + k] ?? 0)
      if (n) addTotal(counted, whose, key(k), [n, ...[sums, reported, handled, near, overdue].map((of) => of[k] ?? 0), ...byState])
    })
  }
  addTotals('', board.tally)
  for (const [department, tally] of board.departments) addTotals(department, tally)
  for (const [party, tally] of givenTallies(board)) addTotals(`given ${party}`, tally)

  const { hours, lives, days, heat } = board.tally
  hours.forEach((count, k, hour, measure) => {
    counted.hours.add(count, hour, key(k), measure)
  })
  lives.forEach((count, k, day, counter) => {
    counted.lives.add(count, day, key(k), counter)
  })
  days.state().table.forEach((count, day, k, type) => {
    counted.days.add(count, day, id(k >> 1), type)
  })
  const { all, recent } = heat.state()
  const place = (cell: number) => cellOf(cell % heat.width, Math.floor(cell / heat.width))
  all.forEach((count, cell, kind) => {
    counted.cells.add(count, place(cell), id(kind >>> 16), kind & 0xffff)
  })
  recent.forEach((count, cell, kind, tick) => {
    counted.recent.add(count, place(cell), id(kind >>> 16), kind & 0xffff, tick)
  })
}

/** What was given to each party of the sensitive events that a board keeps one by one. */
function givenTallies(board: Board): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  board.given.forEach((party, number, facts) => {
    const tally = tallies.get(party) ?? emptyBoardLike(board).tally
    const place = board.tree.placeOf(facts.grid)
    tally.add(facts, number, place, 2 * place + 1, 1)
    tallies.set(party, tally)
  })
  return tallies
}

function compare(
  found: Difference[],
  board: CountTable,
  sql: CountTable,
  name: (a: number, b: number, c: number, d: number) => [string, string],
): void {
  const tell = (a: number, b: number, c: number, d: number) => {
    const [what, where] = name(a, b, c, d)
    found.push({ what, where, board: board.get(a, b, c, d), recounted: sql.get(a, b, c, d) })
  }
  board.forEach((count, a, b, c, d) => {
    if (sql.get(a, b, c, d) !== count) tell(a, b, c, d)
  })
  sql.forEach((_, a, b, c, d) => {
    if (board.get(a, b, c, d) === 0) tell(a, b, c, d)
  })
}
