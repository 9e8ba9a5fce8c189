import { once } from 'node:events'
import { createWriteStream, statSync } from 'node:fs'
import { REJECT_COLUMNS } from '@/lib/sources/tables/row'
import type { RefusedRow } from './replay-run'
import { Failure } from './shell'

/**
 * A CSV file of rejected rows: line, code and message, and then the row as it was, so that it can be mended there and imported by the same
 * mapping. It begins with the mark by which Excel knows UTF-8.
 */
export type RejectsFile = { add(row: RefusedRow, values: Readonly<Record<string, string>>): void; close(): Promise<void> }

/**
 * Opens the file; an older one is written over. Throws Failure, before a row is taken, where it cannot be written, and where it is the
 * file `input` that the rows are read from.
 */
export async function openRejects(file: string, input: string, header: readonly string[]): Promise<RejectsFile> {
  if (isSameFile(file, input)) throw new Failure(`The rejected rows cannot be written to ${file}, which they are read from: name another file.`, 2)
  const stream = createWriteStream(file)
  try {
    await once(stream, 'open')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new Failure(`The rejected rows cannot be written to ${file}${why}: name another file. Nothing was changed.`)
  }
  const fault = new Promise<never>((_, reject) => stream.once('error', reject))
  fault.catch(() => {}) // met when the file is closed
  const columns = header.filter((name) => !REJECT_COLUMNS.includes(name))
  stream.write(`\uFEFF${[...REJECT_COLUMNS, ...columns].map(quoted).join(',')}\r\n`)
  return {
    add({ line, code, message }, values) {
      stream.write(`${[String(line), code, message, ...columns.map((name) => values[name] ?? '')].map(quoted).join(',')}\r\n`)
    },
    async close() {
      stream.end()
      await Promise.race([once(stream, 'close'), fault])
    },
  }
}

/** By whatever names they are called. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((file) => statSync(file, { throwIfNoEntry: false }))
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
