import { readCheckpoint, saveCheckpoint } from '@/lib/db/log/checkpoints'
import type { Fence } from '@/lib/db/log/leases'
import { changesIn, type LogRow, readLogOf } from '@/lib/db/log/log'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { Change, LogKind } from '@/lib/domain/log-kinds'
import { once } from '@/lib/domain/once'
import type { Difference } from './difference'

/** Rows read at once. */
const MAX_ROWS = 200

/**
 * A kind of change as it is folded in memory, beside the events of the board: one row of `BOOKS` (books.ts). `B` is what it is folded
 * into; all but `recount` wait for nothing.
 */
export type BookRow<C extends Change, B> = {
  kind: LogKind<C>
  empty(): B
  /** folds changes in order; what it throws makes the book be folded anew */
  fold(book: B, changes: readonly C[]): void
  /** what this viewer may see of it, as a page starts with it (`kinds` of the snapshot); names are those of the atlas */
  snapshot(book: B, viewer: Viewer, atlas: Atlas): unknown
  save(book: B): Uint8Array
  /** what was saved; throws when it cannot be read: the book is then folded anew */
  restore(saved: Uint8Array): B
  /** counts the same by SQL in one transaction: its revision, and what says where a book of that revision differs */
  recount(): Promise<{ revision: number; differences(book: B): Difference[] }>
}

/** A position in a log. */
type Cursor = { logId: string; revision: number }
type Warn = (what: string, error?: unknown) => void

/** An open book: its kind folded up to a revision. */
export type Book = {
  readonly name: string
  readonly revision: number
  /** takes the rows (of any kind) that lead to a revision */
  take(rows: readonly LogRow[], revision: number): void
  snapshot(viewer: Viewer, atlas: Atlas): unknown
  /** saves what is folded now; what comes meanwhile is not in it */
  save(logId: string, fence?: Fence): Promise<void>
}

/** Opens a book at a position of the log, and compares one with SQL. */
export type BookKind<B = unknown> = {
  readonly name: string
  open(at: Cursor, warn: Warn): Promise<Book>
  verify(logId: string, warn: Warn): Promise<{ revision: number; differences: Difference[] }>
  /** what the open book of this kind among these is folded into; null while it cannot be folded */
  contentIn(books: readonly Book[]): B | null
}

/** Makes a kind of book of its row. */
export function defineBook<C extends Change, B>(row: BookRow<C, B>): BookKind<B> {
  const { kind } = row
  // of the process: pages look into the books that the server has opened
  const contents = once(`books of ${kind.name}`, () => new WeakMap<Book, B>())

  /** From its newest checkpoint that is not beyond the position, or from nothing, and the rows of its kind after that. */
  const read = async ({ logId, revision: upTo }: Cursor, warn: Warn): Promise<B> => {
    const saved = await readCheckpoint(logId, kind.name)
    let [book, revision] = [row.empty(), 0]
    if (saved && saved.revision <= upTo) {
      try {
        ;[book, revision] = [row.restore(saved.body), saved.revision]
      } catch (error) {
        warn(`a checkpoint of ${kind.name} could not be used; they are folded anew`, error)
      }
    }
    for (;;) {
      const rows = await readLogOf(kind, revision, upTo, MAX_ROWS)
      const last = rows.at(-1)
      if (!last) return book
      row.fold(book, changesIn(kind, rows, revision, upTo))
      revision = last.firstRevision + last.count - 1
    }
  }

  return {
    name: kind.name,
    async open(at, warn) {
      const book = await read(at, warn)
      let { revision } = at
      const open: Book = {
        name: kind.name,
        get revision() {
          return revision
        },
        take(rows, to) {
          row.fold(book, changesIn(kind, rows, revision, to))
          revision = to
        },
        snapshot: (viewer, atlas) => row.snapshot(book, viewer, atlas),
        save: (logId, fence) => saveCheckpoint({ logId, kind, revision }, row.save(book), fence),
      }
      contents().set(open, book)
      return open
    },
    async verify(logId, warn) {
      const { revision, differences } = await row.recount()
      return { revision, differences: differences(await read({ logId, revision }, warn)) }
    },
    contentIn(books) {
      const open = books.find(({ name }) => name === kind.name)
      return (open && contents().get(open)) ?? null
    },
  }
}
