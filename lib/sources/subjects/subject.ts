import { createHash } from 'node:crypto'
import type { SourceItem } from '@/lib/db/sources/item'
import type { StoredSource } from '@/lib/db/sources/stored'
import type { ExampleKind, RejectCode, RunReject, SourceMapping } from '@/lib/domain/source'
import type { PlaceFinder, RowPlace } from '@/lib/domain/source-place'
import { LOST_DIGITS } from '../tables/row'
import type { FeedRow, Table } from '../tables/table'

/** A row that is not taken; `seen`: which record it was about, since what is wrong in a row does not mean that it has left. */
export type Refused = { reject: RunReject; seen: string | null }

/** Row number in its file (from 0), and what it is, or why it is not taken. */
export type ReadRow = { at: number } & ({ item: SourceItem } | Refused)

/** What became of a row that a path of its own took. */
export type Taken = Exclude<ExampleKind, 'left' | 'above'> | 'same' | Refused

/** How the rows of a source are read in one run. */
export type SubjectRun = {
  /** The rows of its table. `only`: those that are wanted, by number; `seen`: takes the ids of those that are read. */
  rows(table: Table, only: { has(at: number): boolean } | null, seen: Set<string>): AsyncGenerator<ReadRow>
  /** of the records that the file has no more, by their ids there: those that do not leave all the same */
  stay?: (gone: readonly string[]) => ReadonlySet<string>
  /** takes rows by a path of its own, or only tells what would become of them; their records are written afterwards */
  take?: (items: readonly SourceItem[]) => Promise<readonly Taken[]>
}

export type Cell = (field: string) => string | null
export const cellOf =
  (mapping: SourceMapping, values: FeedRow['values']): Cell =>
  (field) =>
    values[mapping[field] ?? '']?.trim() || null

type Issues = readonly { path: readonly PropertyKey[]; message: string }[]

/** What the readers of all subjects say of a row that they do not take. */
export function makeRefusals({ mapping }: Pick<StoredSource, 'mapping'>) {
  const refuse = (row: FeedRow, code: RejectCode, field: string, message: string, community: string | null = null): Refused => {
    const cell = cellOf(mapping, row.values)
    const externalId = cell('externalId')?.slice(0, 100) ?? null
    const told = community === null ? (cell('community') ?? cell('grid')) : null
    return {
      reject: { line: row.line, code, field, column: mapping[field] ?? null, message, externalId, community, told: told?.slice(0, 64) ?? null },
      seen: externalId,
    }
  }
  return {
    refuse,
    /** by the first thing that is wrong in its form; the message repeats nothing of the row */
    malformed(row: FeedRow, issues: Issues, community: string | null): Refused {
      const field = String(issues[0]?.path[0] ?? 'row')
      const text = cellOf(mapping, row.values)(field)
      const message =
        text === null ? 'is empty' : text.includes(LOST_DIGITS) ? 'Excel has lost its last digits' : (issues[0]?.message ?? 'cannot be used')
      return refuse(row, 'invalid', field, message, community)
    },
    twice: (row: FeedRow, community: string | null = null): Refused =>
      refuse(row, 'twice', 'externalId', 'an earlier row has the same number', community),
  }
}

/** What a row of somebody has: an id and a place; or why it has not. */
export function makeStart(source: Pick<StoredSource, 'mapping'>, place: PlaceFinder) {
  const { refuse } = makeRefusals(source)
  return (row: FeedRow): Refused | { cell: Cell; place: RowPlace } => {
    if (row.fault) return refuse(row, row.fault.code, 'cells', row.fault.message)
    const cell = cellOf(source.mapping, row.values)
    const found = place(cell('grid'), cell('community'))
    if (cell('externalId') === null) return refuse(row, 'invalid', 'externalId', 'is empty', found?.community)
    if (found) return { cell, place: found }
    const field = source.mapping.community === undefined ? 'grid' : 'community'
    const told = cell('community') ?? cell('grid')
    return refuse(row, 'unknown_place', field, told === null ? 'is empty' : 'there is no such grid or community here')
  }
}

/** Digits of a telephone number, without blanks and without +86 before a mobile one. */
export const plainPhone = (text: string | null) => text?.replace(/[\s()（）]/g, '').replace(/^(?:\+|00)86-?(?=1\d{10}$)/, '') ?? null

/** The hash of all that a row says. */
export const hashOf = (...said: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32)
