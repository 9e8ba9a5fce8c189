import { FileError } from '@/lib/sources/file-error'
import { openTable } from '@/lib/sources/tables/table'
import { Failure } from '../shell'

/** One row of a file of counts, read by column; what cannot be read is a Failure that names file, line and column (exit 2). */
export class Row {
  constructor(
    readonly file: string,
    readonly line: number,
    private readonly values: Readonly<Record<string, string>>,
  ) {}

  /** A Failure about this row. */
  fault(column: string, what: string): Failure {
    return new Failure(`${this.file}, line ${this.line}, column "${column}": ${what}.`, 2)
  }
  /** Whether the file has this column. */
  has(column: string): boolean {
    return Object.hasOwn(this.values, column)
  }
  /** The text of a cell, which may not be empty. */
  text(column: string): string {
    const text = this.values[column] ?? ''
    if (text === '') throw this.fault(column, 'the cell is empty')
    return text
  }
  /** A finite number. */
  number(column: string): number {
    const text = this.text(column)
    const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
    if (!Number.isFinite(number)) throw this.fault(column, `"${text}" is not a number`)
    return number
  }
  /** A number that is not below zero. */
  amount(column: string): number {
    const number = this.number(column)
    if (number < 0) throw this.fault(column, `${number} is below 0`)
    return number
  }
  /** A count: a whole number that is not below zero (3 and 3.00 are). */
  count(column: string): number {
    const count = this.amount(column)
    if (!Number.isSafeInteger(count)) throw this.fault(column, `${count} is not a whole number`)
    return count
  }
}

/**
 * The rows of a table (CSV, also .gz, .xlsx, or `-` for standard input) that has these columns. Throws Failure with exit 2: no such file,
 * a column that is missing or there twice, a row with more cells than columns, no row.
 */
export async function readRows(file: string, columns: readonly string[]): Promise<Row[]> {
  const rows: Row[] = []
  try {
    const table = await openTable(file, columns, { strict: true })
    for await (const { line, values } of table.rows) rows.push(new Row(file, line, values))
  } catch (error) {
    if (error instanceof FileError) throw new Failure(error.message, 2)
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Failure(`There is no file ${file}.`, 2)
    throw error
  }
  if (rows.length === 0) throw new Failure(`${file} has no rows below its header.`, 2)
  return rows
}
