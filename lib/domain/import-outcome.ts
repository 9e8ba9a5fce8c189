import * as z from 'zod/mini'

/**
 * Why a row of a file is not taken. `unknown`: a word that stands for nothing here; `unfit`: what it names is not there, or does not go with its kind; `outside`: in no
 * grid, or in none that whoever imports may change.
 */
export const RowCode = z.enum([
  'empty',
  'invalid',
  'unknown',
  'unknown_kind',
  'unknown_service',
  'unknown_grid',
  'unfit',
  'twice',
  'ambiguous',
  'outside_area',
  'forbidden',
])
export type RowCode = z.infer<typeof RowCode>

/** A row that is not taken: its line, the column that is wrong, why, and the same as a sentence. The sentence repeats nothing personal. */
export const RefusedRow = z.object({ line: z.int(), column: z.string(), code: RowCode, message: z.string() })
export type RefusedRow = z.infer<typeof RefusedRow>

/** Rows that are told of one by one; `rejected` says how many there are. */
export const REFUSED_TOLD = 1_000

/** What came of a file: `read` = `taken` + `rejected`, `taken` = `added` + `updated` + `unchanged`. `dry`: nothing was changed. */
export const ImportOutcome = z.object({
  ...{ read: z.int(), taken: z.int(), rejected: z.int(), added: z.int(), updated: z.int(), unchanged: z.int() },
  dry: z.boolean(),
  refused: z.array(RefusedRow),
})
export type ImportOutcome = z.infer<typeof ImportOutcome>
export type ImportCounts = Omit<ImportOutcome, 'dry' | 'refused'>

/** A file that is sent whole; for larger ones there is the command line. */
export const IMPORT_BYTES = 8_000_000

/** The name of the system that the ids of a file are of. */
export const SourceName = z.string().check(z.regex(/^[\w.-]{1,64}$/))

/** How a file is sent: its name says what kind of file it is. */
export const fileQuery = {
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200), z.regex(/^[^\p{Cc}/\\]+$/u), z.describe('name of the file, with its ending')),
  source: z._default(SourceName, 'import'),
  dry: z._default(z.enum(['true', 'false']), 'false'),
}
