import { readHead } from '@/lib/db/log'
import { recount, type TotalRow } from '@/lib/db/recount'
import { checkHash, type EventFacts } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { stepMs } from '@/lib/domain/heat'
import { Problem } from '@/lib/domain/problem'
import type { Board } from './board'
import { buildBoard, catchUpTo, LogGap, readBatch, type Warn } from './rebuild'

/** Where a board and SQL disagree: the board holds `board`, SQL counts `recounted`. `where` names grid, hour, cell or step. */
export type Difference = { what: string; where: string; board: number; recounted: number }

/**
 * All that a board counts, by ids, so that boards and SQL are told in one language. Keys: totals by grid and sensitivity (`keyOf`);
 * hours by hour, key and measure; days by civil day, grid and type; cells by cell (`cellOf`), grid and type; recent ones by ten-second
 * step too.
 */
export type Counted = {
  logId: string
  revision: number
  totals: Map<number, [reported: number, handled: number, sum: number]>
  hours: CountTable
  days: CountTable
  cells: CountTable
  recent: CountTable
}

const TICK_MS = stepMs('1h')
/** How often the log may be renewed while the recount runs. */
const ATTEMPTS = 3
const MEASURES = ['reported in hour', 'handled of hour', 'handled in hour']

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

/** Counts by SQL all that this board holds, at the revision of now; `chunkSize` events in one transaction. */
export async function recountAll(board: Board, chunkSize?: number): Promise<Counted & { gridVersion: number }> {
  const counted = empty('', 0)
  const recent = board.parts.heat.state().horizon
  const day = board.parts.days.state().horizon
  const { changed, ...at } = await recount(
    {
      totals: (...row) => addTotal(counted, row),
      hours(grid, sensitive, hour, ...measures) {
        measures.forEach((count, measure) => {
          counted.hours.add(count, hour, keyOf(grid, sensitive), measure)
        })
      },
      days: (day, grid, type, count) => void counted.days.add(count, day, grid, type),
      cells: (x, y, grid, type, _step, count) => void counted.cells.add(count, cellOf(x, y), grid, type),
      recent: (x, y, grid, type, step, count) => void counted.recent.add(count, cellOf(x, y), grid, type, step),
    },
    { recent: recent * TICK_MS, step: TICK_MS, day },
    chunkSize,
  )
  // What changed before it could be counted, as the log says it was.
  for (const { number, facts } of await statesAt(at.revision, changed)) {
    const key = keyOf(facts.grid, board.atlas.typeById.get(facts.type)?.sensitive ? 1 : 0)
    const handled = facts.handledAt === null ? 0 : 1
    addTotal(counted, [facts.grid, key % 2, 1, handled, checkHash(number, facts.revision)])
    const hour = Math.floor(facts.occurredAt / HOUR_MS)
    counted.hours.add(1, hour, key, 0)
    counted.hours.add(handled, hour, key, 1)
    if (facts.handledAt !== null) counted.hours.add(1, Math.floor(facts.handledAt / HOUR_MS), key, 2)
    const civilDay = Math.floor((facts.occurredAt - startOfDay(0)) / DAY_MS)
    if (civilDay >= day) counted.days.add(1, civilDay, facts.grid, facts.type)
    if (facts.cellX < 0) continue
    const tick = Math.floor(facts.occurredAt / TICK_MS)
    counted.cells.add(1, cellOf(facts.cellX, facts.cellY), facts.grid, facts.type)
    if (tick >= recent) counted.recent.add(1, cellOf(facts.cellX, facts.cellY), facts.grid, facts.type, tick)
  }
  return { ...counted, ...at }
}

/** The states of events at a revision after which each of them changed: what their first change since then came from. */
async function statesAt(revision: number, numbers: ReadonlySet<number>): Promise<{ number: number; facts: EventFacts }[]> {
  const states: { number: number; facts: EventFacts }[] = []
  const left = new Set(numbers)
  for (let since = revision; left.size > 0; ) {
    const batch = await readBatch(since)
    if (!batch) break // rows of a revision that the log does not have: they count nowhere, so the board differs
    for (const { number, before } of batch.changes) if (left.delete(number) && before) states.push({ number, facts: before })
    since = batch.revision
  }
  return states
}

/** Everything in which the board is not what was counted. Both must be of one revision. */
export function diffBoard(board: Board, sql: Counted): Difference[] {
  const held = countsOf(board)
  const code = new Map(board.tree.nodes.map((n) => [n.id, n.code]))
  const grid = (id: number) => code.get(id) ?? `grid id ${id}`
  const key = (k: number) => `${grid(k >> 1)}${k % 2 ? ' (sensitive)' : ''}`
  const cell = (xy: number, g: number, type: number) => `cell ${xy & 0xffff},${xy >>> 16} of ${grid(g)} type ${type}`

  const found: Difference[] = []
  for (const k of new Set([...held.totals.keys(), ...sql.totals.keys()])) {
    const [mine, theirs] = [held.totals.get(k) ?? [0, 0, 0], sql.totals.get(k) ?? [0, 0, 0]]
    ;(['reported', 'handled', 'sum'] as const).forEach((what, i) => {
      if (mine[i] !== theirs[i]) found.push({ what, where: key(k), board: mine[i] ?? 0, recounted: theirs[i] ?? 0 })
    })
  }
  compare(found, held.hours, sql.hours, (hour, k, m) => [MEASURES[m] ?? '', `${key(k)} ${new Date(hour * HOUR_MS).toISOString()}`])
  compare(found, held.days, sql.days, (day, g, type) => ['day', `${grid(g)} type ${type} ${new Date(day * DAY_MS).toISOString().slice(0, 10)}`])
  compare(found, held.cells, sql.cells, (xy, g, type) => ['cell', cell(xy, g, type)])
  compare(found, held.recent, sql.recent, (xy, g, type, tick) => ['recent', `${cell(xy, g, type)} ${new Date(tick * TICK_MS).toISOString()}`])
  return found
}

const empty = (logId: string, revision: number): Counted => ({
  logId,
  revision,
  totals: new Map(),
  hours: new CountTable(3),
  days: new CountTable(3),
  cells: new CountTable(3),
  recent: new CountTable(4),
})

function addTotal({ totals }: Counted, [grid, sensitive, reported, handled, sum]: TotalRow): void {
  const [r, h, s] = totals.get(keyOf(grid, sensitive)) ?? [0, 0, 0]
  totals.set(keyOf(grid, sensitive), [r + reported, h + handled, (s + sum) % 2 ** 32])
}

/** What the board holds, with ids in place of its own places. */
function countsOf(board: Board): Counted {
  const { totals, hours, days, heat, logId, revision } = board.parts
  const counted = empty(logId, revision)
  const id = (place: number) => board.tree.nodes[place]?.id ?? 0
  const key = (k: number) => keyOf(id(k >> 1), k % 2)
  totals.reported.forEach((reported, k) => {
    if (reported) addTotal(counted, [id(k >> 1), k % 2, reported, totals.handled[k] ?? 0, totals.sums[k] ?? 0])
  })
  hours.forEach((count, k, hour, measure) => {
    counted.hours.add(count, hour, key(k), measure)
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
  return counted
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
