import type { RefusedRow } from '@/lib/domain/import-outcome'
import { openRejects } from './rejects-file'

/** Rows that are told one by one. */
const SHOWN = 20

/** The rows that an import refuses: kept, and written to a file where one is asked for. */
export type Refusals = {
  readonly rows: readonly RefusedRow[]
  take(row: RefusedRow, values: Readonly<Record<string, string>>): void
  close(): Promise<void> | undefined
  /** what is said of them: the first by line and column, how many more, and where all of them are */
  lines(): string[]
}

/**
 * Opens them; `file`: where they are written to, an older one is written over; `input`: the file that they are of; `header`: the columns of
 * the table. Throws as `openRejects` does.
 */
export async function openRefusals(file: string | undefined, input: string, header: readonly string[]): Promise<Refusals> {
  const rows: RefusedRow[] = []
  const rejects = file === undefined ? null : await openRejects(file, input, header)
  return {
    rows,
    take(row, values) {
      rows.push(row)
      rejects?.add({ line: row.line, code: row.code, message: `${row.column}: ${row.message}`, id: undefined }, values)
    },
    close: () => rejects?.close(),
    lines: () => [
      ...rows.slice(0, SHOWN).map(({ line, column, code, message }) => `  line ${line}, column ${column}: ${code}, ${message}`),
      ...(rows.length > SHOWN ? [`  … and ${rows.length - SHOWN} more`] : []),
      ...(file !== undefined && rows.length > 0 ? [`The rejected rows are in ${file}.`] : []),
    ],
  }
}
