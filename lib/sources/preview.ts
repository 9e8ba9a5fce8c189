import { randomUUID } from 'node:crypto'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { StoredSource } from '@/lib/db/sources/stored'
import { maskAddress, maskCode, maskIdNumber, maskName, maskPhone } from '@/lib/domain/masking'
import { guessSourceMapping, type SourceMapping } from '@/lib/domain/source'
import type { SourcePreview } from '@/lib/domain/source-list'
import { type MaskName, subjectRow } from '@/lib/domain/source-subjects'
import { makeCodes } from './feed/feed-codes'
import { FileError } from './file-error'
import { filePlaces, type SourceFile, withSourceFile } from './source-file'
import { openTable } from './tables/table'

const ROWS = 8
/** So much of an address is enough for its first rows. */
const FIRST_BYTES = 1_000_000

const MASKS: Readonly<Record<MaskName, (text: string) => string>> = {
  name: maskName,
  phone: maskPhone,
  idNumber: maskIdNumber,
  address: maskAddress,
  code: maskCode,
}

/**
 * The columns and first rows of a source's file, and what its columns probably hold. What is personal is masked by the mapping and by what
 * columns probably hold; of a column that is neither mapped nor known only the end is shown, and nothing of rows whose cells cannot be trusted and of events that are of sensitive types. Throws FileError.
 */
export async function previewSource(source: StoredSource, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<SourcePreview> {
  const isSensitive = source.subject === 'events' ? await sensitiveWords(source) : () => false
  return withSourceFile(source, { key: randomUUID(), places: filePlaces(), signal, most: FIRST_BYTES }, (file) =>
    readFirst(source, file, isSensitive).catch((error: unknown) => {
      // where the copy lies is nothing to whoever looks
      throw error instanceof FileError ? error.named(file.path, file.name) : error
    }),
  )
}

async function readFirst(source: StoredSource, { name, path }: SourceFile, isSensitive: (word: string) => boolean): Promise<SourcePreview> {
  const mapped = Object.values(source.mapping)
  const table = await openTable(path, mapped).catch(() => openTable(path, [])) // columns that are missing are what is looked for here
  const guess = guessSourceMapping(source.subject, table.header)
  const maskOf = masksOf(source, guess)
  const typeColumn = source.mapping.type ?? guess.type ?? ''
  const rows: SourcePreview['rows'] = []
  for await (const { line, values, fault } of table.rows) {
    // what stands under the wrong column would be masked as something else
    if (fault || isSensitive(values[typeColumn]?.trim() ?? '')) continue
    rows.push({ line, cells: table.header.map((column) => maskOf(column)(values[column] ?? '')) })
    if (rows.length >= ROWS) break
  }
  return { file: name, header: table.header, rows, guess }
}

function masksOf({ subject, mapping }: StoredSource, guess: SourceMapping): (column: string) => (text: string) => string {
  const { personal } = subjectRow(subject)
  const fields = new Map([...Object.entries(guess), ...Object.entries(mapping)].map(([field, column]) => [column, field]))
  return (column) => {
    const field = fields.get(column)
    const mask = field === undefined ? 'code' : personal[field]
    return (text) => (text === '' || mask === undefined ? text : MASKS[mask](text))
  }
}

/** Does a word of a file mean a type whose events are shown one by one to nobody but those who act on them? */
async function sensitiveWords({ reading }: StoredSource): Promise<(text: string) => boolean> {
  const atlas = await loadAtlas()
  const { type: codeOf } = makeCodes(atlas, reading.types)
  return (text) => atlas.typeByCode.get(codeOf(text) ?? '')?.sensitive ?? false
}
