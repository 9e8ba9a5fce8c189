import { createReadStream, statSync } from 'node:fs'
import { type Duplex, pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import * as z from 'zod/mini'
import { FileError } from './geo-files'

/** One row of a file: the number of the line it ends on, and its values by column. */
export type FeedRow = { line: number; values: Record<string, string> }

/** An open CSV file. `read` and `size` are bytes of the file as it lies there; size is 0 for standard input. */
export type FeedFile = { rows: AsyncIterable<FeedRow>; read(): number; size: number }

const Row = z.object({ record: z.record(z.string(), z.string()), info: z.looseObject({ lines: z.number() }) })

/**
 * Opens a CSV file with a header, packed (.gz) or not, or standard input (`-`); rows are read as they are asked for. `columns` must be
 * there. Throws FileError, also while reading.
 */
export function openFeed(file: string, columns: readonly string[]): FeedFile {
  const source: Readable & { bytesRead?: number } = file === '-' ? process.stdin : createReadStream(file)
  const bytes = file.endsWith('.gz') ? joined(source, createGunzip()) : source
  const parser = parse({
    columns: (header: string[]) => {
      const missing = columns.filter((column) => !header.includes(column))
      if (missing.length > 0) throw new FileError(`${file} has no column "${missing.join('", "')}"; it has ${header.join(', ')}.`)
      return header
    },
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
  })
  return { rows: rowsOf(joined(bytes, parser), file), read: () => source.bytesRead ?? 0, size: file === '-' ? 0 : statSync(file).size }
}

async function* rowsOf(parsed: AsyncIterable<unknown>, file: string): AsyncGenerator<FeedRow> {
  try {
    for await (const row of parsed) {
      const { record, info } = z.parse(Row, row)
      yield { line: info.lines, values: record }
    }
  } catch (error) {
    if (error instanceof FileError || (error instanceof Error && 'path' in error)) throw error
    throw new FileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** `pipe` alone would leave the error of the first stream to nobody. */
function joined<T extends Duplex>(from: Readable, to: T): T {
  pipeline(from, to, () => {}) // destroys `to` with the error, which its reader then gets
  return to
}
