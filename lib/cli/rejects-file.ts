import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { RefusedRow } from './replay-run'

/**
 * A CSV file of rejected rows: line, code and message, and then the row as it was, so that it can be mended there and imported by the same
 * mapping. It begins with the mark by which Excel knows UTF-8.
 */
export type RejectsFile = { add(row: RefusedRow, values: Readonly<Record<string, string>>): void; close(): Promise<void> }

/** Opens the file; an older one is written over. */
export function openRejects(file: string, header: readonly string[]): RejectsFile {
  const stream = createWriteStream(file)
  const fault = new Promise<never>((_, reject) => stream.once('error', reject))
  fault.catch(() => {}) // met when the file is closed
  const columns = header.filter((name) => !OWN.includes(name))
  stream.write(`\uFEFF${[...OWN, ...columns].map(quoted).join(',')}\r\n`)
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

const OWN = ['reject line', 'reject code', 'reject message']
const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
