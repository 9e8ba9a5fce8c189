import { randomUUID } from 'node:crypto'
import type { StoredSource } from '@/lib/db/sources/stored'
import { maskAddress, maskCode, maskIdNumber, maskName, maskPhone } from '@/lib/domain/masking'
import { guessSourceMapping, type SourceMapping } from '@/lib/domain/source'
import type { SourcePreview } from '@/lib/domain/source-list'
import { filePlaces, withSourceFile } from './source-file'
import { openTable } from './tables/table'

const ROWS = 8
/** So much of an address is enough for its first rows. */
const FIRST_BYTES = 1_000_000

const MASKS: Readonly<Record<string, (text: string) => string>> = {
  name: maskName,
  phone: maskPhone,
  idNumber: maskIdNumber,
  address: maskAddress,
  memberPhone: maskPhone,
}
/** Columns that hold neither names nor numbers of anybody, whatever they are called. */
const PLAIN = new Set(['externalId', 'grid', 'community', 'persons', 'service', 'post', 'member'])

/**
 * The columns and first rows of a source's file, and what its columns probably hold. What is personal is masked by the mapping and by what
 * columns probably hold; of a column that is neither mapped nor known only the end is shown. Throws FileError.
 */
export async function previewSource(source: StoredSource, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<SourcePreview> {
  return withSourceFile(source, { key: randomUUID(), places: filePlaces(), signal, most: FIRST_BYTES }, async ({ name, path }) => {
    const mapped = Object.values(source.mapping)
    const table = await openTable(path, mapped).catch(() => openTable(path, [])) // columns that are missing are what is looked for here
    const guess = guessSourceMapping(source.subject, table.header)
    const maskOf = masksOf(source.mapping, guess)
    const rows: SourcePreview['rows'] = []
    for await (const { line, values } of table.rows) {
      rows.push({ line, cells: table.header.map((column) => maskOf(column)(values[column] ?? '')) })
      if (rows.length >= ROWS) break
    }
    return { file: name, header: table.header, rows, guess }
  })
}

function masksOf(mapping: SourceMapping, guess: SourceMapping): (column: string) => (text: string) => string {
  const fields = new Map([...Object.entries(guess), ...Object.entries(mapping)].map(([field, column]) => [column, field]))
  return (column) => {
    const field = fields.get(column)
    const mask = field === undefined ? maskCode : (MASKS[field] ?? (PLAIN.has(field) ? (text: string) => text : maskCode))
    return (text) => (text === '' ? '' : mask(text))
  }
}
