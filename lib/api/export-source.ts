import type { Viewer } from '@/lib/domain/access'
import { type ExportColumn, type ExportWords, exportColumns } from '@/lib/domain/event-export'
import type { ExportCell, ExportIn } from '@/lib/domain/export'
import type { Words } from '@/lib/domain/language'

/** Rows that are read at once. */
export const PAGE = 1_000

type Job = { viewer: Viewer; address: string | null; wanted: ExportIn; words: ExportWords }

/** What there is of a list: its columns, how many rows, and they by the page. They say the same as the list itself, for this viewer. */
export type Source = {
  title: Words
  head(withWords: boolean): { labels: readonly Words[]; widths: readonly number[] }
  count(): Promise<number>
  rows(job: Job): AsyncIterable<ExportCell[][]>
}

/** A list to export, in its own rows. */
export type SourceOf<Row> = {
  title: Words
  columns: readonly ExportColumn<Row>[]
  count(): Promise<number>
  pages(): AsyncIterable<readonly Row[]>
  /** where columns go out that take a code */
  audit(reader: Pick<Job, 'viewer' | 'address'>, rows: readonly Row[]): Promise<void>
}

/** What there is of a list, as cells. */
export function sourceOf<Row>({ title, columns, count, pages, audit }: SourceOf<Row>): Source {
  return {
    title,
    count,
    head: (withWords) => exportColumns(columns, withWords),
    async *rows({ wanted, words, ...reader }) {
      const { cells } = exportColumns(columns, wanted.words)
      for await (const page of pages()) {
        if (wanted.words && page.length > 0) await audit(reader, page)
        yield page.map((row) => cells(row, words))
      }
    },
  }
}

/** The query of a list as its address has it. */
export const asked = (query: URLSearchParams): URL => new URL(`http://localhost/?${query}`)
