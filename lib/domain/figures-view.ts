import { checkHash } from './change'
import { decodeColumns, encodeColumns } from './columns'
import { EVENT_STATES } from './life'
import type { Touched } from './view'
import type { Figures, KpisChanged } from './wire'

/** What a row of a grid counts, in the order of its columns; `open` is reported less handled. */
const COUNTS = ['reported', 'handled', 'today', 'overdue'] as const
const WIDTH = COUNTS.length

/** Figures of grids as numbers: the grid `ids[i]` has the counts from `WIDTH * i` on. */
export type GridRows = { ids: Uint32Array; counts: Uint32Array }

/** What stands above the rows of grids. */
export type HeadPart = 'total' | 'states' | 'today' | 'classes'
export type FiguresHead = Pick<Figures, HeadPart>

/** The figures of a board, with the progress of the history that is being made, as they are compared, sent and hashed. */
export type FiguresView = { head: FiguresHead; rows: GridRows; historyProgress: number | null }

/** A decoded `kpis:changed`. */
export type KpisMessage = Omit<KpisChanged, 'grids'> & { rows: GridRows }

/** The view of figures; grids without an id are left out. */
export function figuresView({ grids, ...head }: Figures, historyProgress: number | null, idOf: (code: string) => number | undefined): FiguresView {
  const ids = new Uint32Array(grids.length)
  const counts = new Uint32Array(WIDTH * grids.length)
  let n = 0
  for (const { grid, reported, handled, today, overdue = 0 } of grids) {
    const id = idOf(grid)
    if (id === undefined) continue
    const at = WIDTH * n
    ids[n++] = id
    counts[at] = reported
    counts[at + 1] = handled
    counts[at + 2] = today
    counts[at + 3] = overdue
  }
  return { head, rows: { ids: ids.subarray(0, n), counts: counts.subarray(0, WIDTH * n) }, historyProgress }
}

/** The rows of `after` that were touched, or are others than before. Both are of the same grids in the same order. */
export function diffRows(before: GridRows, after: GridRows, touched: Touched): GridRows {
  const ids: number[] = []
  const counts: number[] = []
  after.ids.forEach((id, i) => {
    const at = WIDTH * i
    let isSame = before.ids[i] === id && !touched.has(id)
    for (let k = at; isSame && k < at + WIDTH; k++) isSame = before.counts[k] === after.counts[k]
    if (isSame) return
    ids.push(id)
    for (let k = at; k < at + WIDTH; k++) counts.push(after.counts[k] ?? 0)
  })
  return { ids: Uint32Array.from(ids), counts: Uint32Array.from(counts) }
}

/** The parts of a head that were touched, or are others than before. */
export function diffHead(before: FiguresHead, after: FiguresHead, touched: Touched): Partial<FiguresHead> {
  const moved = (part: HeadPart) => touched.has(part) || JSON.stringify(before[part]) !== JSON.stringify(after[part])
  return {
    ...(moved('total') && { total: after.total }),
    ...(moved('states') && { states: after.states }),
    ...(moved('today') && { today: after.today }),
    ...(moved('classes') && { classes: after.classes }),
  }
}

/** Packs rows into columns (columns.ts), `grid` being ids; no rows are no bytes. */
export function encodeRows({ ids, counts }: GridRows): Uint8Array {
  if (ids.length === 0) return new Uint8Array()
  const column = (k: number) => ids.map((_, i) => counts[WIDTH * i + k] ?? 0)
  return encodeColumns({}, { grid: ids, ...Object.fromEntries(COUNTS.map((name, k) => [name, column(k)])) })
}

/** Unpacks `encodeRows`. Throws RangeError, SyntaxError or ZodError on anything else. */
export function decodeRows(bytes: Uint8Array): GridRows {
  if (bytes.byteLength === 0) return { ids: new Uint32Array(), counts: new Uint32Array() }
  const { columns } = decodeColumns(bytes)
  const ids = Uint32Array.from(columns.grid ?? [])
  const counts = new Uint32Array(WIDTH * ids.length)
  COUNTS.forEach((name, k) => {
    const column = columns[name]
    if (column?.length !== ids.length) throw new RangeError(`figures: no column ${name} of ${ids.length} rows`)
    column.forEach((count, i) => {
      counts[WIDTH * i + k] = count
    })
  })
  return { ids, counts }
}

/**
 * The figures after a message: what it holds takes the place of what was there, a whole one of everything. Null when it does not fit:
 * it names a grid that the figures do not have, or is to change what is not there.
 */
export function applyFigures(figures: Figures | null, message: KpisMessage, codeOf: (id: number) => string | undefined): Figures | null {
  const { rows } = message
  const changed = new Map<string, Figures['grids'][number]>()
  for (let i = 0; i < rows.ids.length; i++) {
    const grid = codeOf(rows.ids[i] ?? 0)
    if (grid === undefined) return null
    changed.set(grid, figureOf(grid, rows.counts, WIDTH * i))
  }
  const { since, total = figures?.total, states = figures?.states, today = figures?.today, classes = figures?.classes } = message
  if (!total || !today) return null
  const head = { total, today, ...(states && { states }), ...(classes && { classes }) }
  if (since === undefined) return { ...head, grids: [...changed.values()] }
  if (!figures) return null
  let known = 0
  const grids = figures.grids.map((figure) => {
    const next = changed.get(figure.grid)
    if (next) known++
    return next ?? figure
  })
  return known === changed.size ? { ...head, grids } : null
}

function figureOf(grid: string, counts: Uint32Array, at: number): Figures['grids'][number] {
  const [reported = 0, handled = 0, today = 0, overdue = 0] = counts.subarray(at, at + WIDTH)
  const figure = { grid, reported, handled, open: reported - handled, today }
  return overdue ? { ...figure, overdue } : figure
}

/**
 * A 32-bit hash of figures by which two copies are compared: a sum over rows, so that their order does not matter, modulo 2^32. What
 * stands above the rows of grids counts as rows of its own.
 */
export function hashFigures({ head, rows: { ids, counts }, historyProgress }: FiguresView): number {
  const { total, today, states = [], classes = [] } = head
  let sum = 0
  const add = (kind: number, key: number, values: ArrayLike<number>, from = 0, width = values.length) => {
    let hash = checkHash(kind, key)
    for (let i = from; i < from + width; i++) hash = checkHash(hash, values[i] ?? 0)
    sum = (sum + hash) >>> 0
  }
  for (let i = 0; i < ids.length; i++) add(1, ids[i] ?? 0, counts, WIDTH * i, WIDTH)
  add(2, 0, [total.reported, total.handled, total.open, total.near ?? 0, total.overdue ?? 0, today.reported, today.handled])
  for (const { state, count } of states) add(3, EVENT_STATES.indexOf(state), [count])
  for (const { code, today } of classes)
    add(
      4,
      today,
      Array.from(code, (c) => c.codePointAt(0) ?? 0),
    )
  if (historyProgress !== null) add(5, Math.round(historyProgress * 1e6), [])
  return sum
}
