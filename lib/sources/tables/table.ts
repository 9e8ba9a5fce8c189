import { statSync } from 'node:fs'
import { FileError } from '../file-error'
import { openCsv } from './csv'
import type { Encoding } from './encoding'
import type { TableRow } from './row'

/**
 * One row of a file: the number of the line it ends on, and its values by column. `fault`: none of these can be trusted to stand under its
 * column, and whoever reads the rows refuses it; the message repeats nothing of the row.
 */
export type FeedRow = { line: number; values: Record<string, string>; fault?: { code: 'invalid'; column: string; message: string } }

/** An open table. `read` tells how far it is, of `size`; size is 0 where that is unknown. */
export type Table = { header: string[]; rows: AsyncIterable<FeedRow>; read(): number; size: number }

/** `strict`: a row with something in more cells than the header has columns is a fault of the file. */
export type TableOptions = { encoding?: Encoding | undefined; sheet?: string | undefined; headerRow?: number | undefined; strict?: boolean }

/** The header is looked for in this many rows: exports begin with a title and the date. */
const TITLE_ROWS = 20

/**
 * Opens a table with a header, rows read as they are asked for: CSV (also .gz, or `-` for standard input) or XLSX. The header is the row
 * asked for, else the first of the first 20 that has all `columns`, else the first. Throws FileError when columns are missing,
 * or one that is asked for is there twice, so that nobody knows which is meant.
 */
export async function openTable(file: string, columns: readonly string[], options: TableOptions = {}): Promise<Table> {
  const opened = await openRows(file, options)
  const rows = opened.rows[Symbol.asyncIterator]()
  const head: TableRow[] = []
  const wanted = ({ line, cells }: TableRow) =>
    options.headerRow === undefined ? columns.length > 0 && columns.every((column) => cells.includes(column)) : line >= options.headerRow
  for (let next = await rows.next(); !next.done; next = await rows.next()) {
    head.push(next.value)
    if (wanted(next.value) || (options.headerRow === undefined && head.length >= (columns.length > 0 ? TITLE_ROWS : 1))) break
  }
  const at = head.findIndex(wanted)
  const header = head[at < 0 ? fullest(head, columns) : at]?.cells
  if (!header) throw new FileError(`${file} is empty: it has not even a header.`, 'empty')
  const missing = columns.filter((column) => !header.includes(column))
  if (missing.length > 0) {
    const there = header.filter((name) => name !== '').join(', ')
    throw new FileError(`${file} has no column "${missing.join('", "')}"; it has ${there}.`, 'no_column', missing.join(', '), there)
  }
  const twice = columns.find((column) => header.indexOf(column) !== header.lastIndexOf(column))
  if (twice !== undefined) throw new FileError(`${file} has the column "${twice}" twice; its header is ${header.join(', ')}.`, 'column_twice', twice)
  const judge: Judge = options.strict ? refusingMore(file, header.length) : opened.separated ? judgeOf(header) : () => undefined
  return { header, size: opened.size, read: opened.read, rows: named(new Queue(head.slice(at < 0 ? 1 : at + 1), rows), header, judge) }
}

/** The row with most of the columns that are wanted: the one whose names a complaint should show. */
function fullest(head: readonly TableRow[], columns: readonly string[]): number {
  const hits = head.map(({ cells }) => columns.filter((column) => cells.includes(column)).length)
  return Math.max(0, hits.indexOf(Math.max(...hits)))
}

type Rows = { rows: AsyncIterable<TableRow>; read(): number; size: number; separated: boolean }

/** `separated`: cells are told apart by a character, which may stand in a text too. */
async function openRows(file: string, { encoding, sheet }: TableOptions): Promise<Rows> {
  if (!/\.xlsx?$/i.test(file)) return { ...(await openCsv(file, encoding)), size: file === '-' ? 0 : statSync(file).size, separated: true }
  const { readXlsx } = await import('./xlsx') // only who has a workbook waits for its reader
  const all = await readXlsx(file, sheet)
  let read = 0
  async function* counted() {
    for (const row of all) {
      read++
      yield row
    }
  }
  return { rows: counted(), read: () => read, size: all.length, separated: false }
}

/** What is wrong with the cells of a row; `ahead` reads rows below it, from 0. */
type Judge = (row: TableRow, ahead: Queue) => FeedRow['fault'] | Promise<FeedRow['fault']>

/** Rows that are taken one by one, and can be looked at before. */
class Queue {
  constructor(
    private readonly read: TableRow[],
    private readonly rest: AsyncIterator<TableRow>,
  ) {}

  async take(): Promise<TableRow | undefined> {
    const row = await this.at(0)
    this.read.shift()
    return row
  }
  async at(i: number): Promise<TableRow | undefined> {
    while (this.read.length <= i) {
      const next = await this.rest.next()
      if (next.done) return undefined
      this.read.push(next.value)
    }
    return this.read[i]
  }
}

/** What stands beyond so many columns; -1: nothing. */
const beyond = (cells: readonly string[], columns: number) =>
  cells.length > columns ? cells.findIndex((cell, i) => i >= columns && cell !== '') : -1

/** Excel leaves the empty last cells out of, or writes empty ones beyond the header for, so many lines at once; of its last lines only for fewer. */
const BLOCK = 16

/**
 * Judges the rows of a separated file one after the other. More than the header has: a separator in a text that is not quoted shifts what follows it. So it
 * does where the last cell is empty and only an empty one stands beyond the header; that is a fault where neither neighbour has cells beyond it. Fewer: a line
 * end in a text that is not quoted, or a cell that got lost; that is one where an earlier row has its empty last cell written, and so few lines are short that
 * it was not Excel that left them out (docs/importing.md).
 */
function judgeOf(header: readonly string[]): Judge {
  const column = header.findLast((name) => name !== '') ?? ''
  const named = header.lastIndexOf(column) + 1
  const isWide = (row: TableRow | undefined) => row !== undefined && row.cells.length > header.length
  const isShort = (row: TableRow) => row.cells.length < named
  const more = {
    code: 'invalid',
    column,
    message: 'has more cells than the header: a text with the separator in it needs quotation marks around it',
  } as const
  const fewer = {
    code: 'invalid',
    column,
    message: 'has fewer cells than the header: a text with a line end in it needs quotation marks around it',
  } as const
  let before: TableRow | undefined
  let pads = false
  let isCut = false

  async function isLost(ahead: Queue): Promise<boolean> {
    if (!before || isShort(before)) return isCut
    for (let i = 0; ; i++) {
      const next = await ahead.at(i)
      if (!next || next.line - before.line > BLOCK) return false
      if (!isShort(next)) return true
    }
  }
  async function isShifted(ahead: Queue): Promise<boolean> {
    if (isWide(before)) return false
    const next = await ahead.at(0)
    return (before !== undefined || next !== undefined) && !isWide(next)
  }
  async function judge(row: TableRow, ahead: Queue): Promise<FeedRow['fault']> {
    if (beyond(row.cells, header.length) >= 0) return more
    if (isWide(row)) return (await isShifted(ahead)) ? more : undefined
    isCut = isShort(row) && pads && (await isLost(ahead))
    if (isCut) return fewer
    pads ||= row.cells.length >= named && row.cells[named - 1] === ''
    return undefined
  }
  return async (row, ahead) => {
    const fault = await judge(row, ahead)
    before = row
    return fault
  }
}

/** Throws FileError for a row with something beyond so many columns. */
function refusingMore(file: string, columns: number): Judge {
  return ({ line, cells }) => {
    const at = beyond(cells, columns)
    if (at >= 0) throw new FileError(`${file}, line ${line}: cell ${at + 1} has "${cells[at]}", and the header has only ${columns} columns.`)
    return undefined
  }
}

async function* named(rows: Queue, header: readonly string[], judge: Judge): AsyncGenerator<FeedRow> {
  for (let row = await rows.take(); row; row = await rows.take()) {
    const { line, cells } = row
    const fault = await judge(row, rows)
    yield { line, values: Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])), ...(fault && { fault }) }
  }
}
