import type { DutyField } from '@/lib/domain/duty-item'
import { namesOf } from '@/lib/domain/rows'
import { VISIT_FIELDS, type VisitField, type VisitReading } from '@/lib/domain/visit-row'
import { FileError } from './file-error'
import { type FeedRow, openTable, type TableOptions } from './tables/table'

/** A row of a file of visits: its line, what it says, and how to read that. */
export type VisitFileRow = FeedRow & { reading: VisitReading }
export type VisitFile = { header: string[]; rows: AsyncIterable<VisitFileRow> }

/** Opens a file of visits of a duty, CSV or XLSX; what the form of the duty asks has columns by its names. Throws FileError where a column that must be there is not. */
export async function openVisitFile(file: string, fields: readonly DutyField[], options: TableOptions = {}): Promise<VisitFile> {
  const { header } = await openTable(file, [], options)
  const columns: Partial<Record<VisitField, string>> = {}
  for (const field of namesOf(VISIT_FIELDS)) {
    const column = VISIT_FIELDS[field].names.find((name) => header.includes(name))
    if (column !== undefined) columns[field] = column
  }
  const missing = namesOf(VISIT_FIELDS).filter((field) => VISIT_FIELDS[field].needed && columns[field] === undefined)
  if (missing.length > 0)
    throw new FileError(
      `Which column holds ${missing.join(' and ')}? ${file} has ${header.filter((name) => name !== '').join(', ')}; docs/importing.md names those that are known.`,
    )
  const taken = new Set(Object.values(columns))
  const answers = new Map(
    fields.flatMap(({ key, label }) => {
      const column = [label, key].find((name) => header.includes(name) && !taken.has(name))
      return column === undefined ? [] : [[key, column] as const]
    }),
  )
  const opened = await openTable(file, [...taken, ...answers.values()], options)
  const text = (values: FeedRow['values'], column: string | undefined) => (column === undefined ? null : values[column]?.trim() || null)
  async function* rows(): AsyncGenerator<VisitFileRow> {
    for await (const row of opened.rows)
      yield {
        ...row,
        reading: {
          cell: (field) => text(row.values, columns[field]),
          column: (field) => columns[field] ?? field,
          answer({ key }) {
            const column = answers.get(key)
            return column === undefined ? undefined : { column, text: text(row.values, column) }
          },
        },
      }
  }
  return { header: opened.header, rows: rows() }
}
