import * as z from 'zod/mini'
import { type PoolClient, pool, transaction } from '@/lib/db/engine/pool'
import { appendEntry, type LogHead, lockHead, makeEntry } from '@/lib/db/log/log'
import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import type { Change, LogKind } from '@/lib/domain/log-kinds'
import { type BookKind, defineBook } from '@/lib/live/book'

/** A note pinned to a grid: a second kind of change, as small as one can be. */
export type Note = Change & { grid: string; text: string }

const Notes = z.array(z.object({ revision: z.int(), receivedAt: z.number(), grid: z.string(), text: z.string() }))
const pack = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const unpack = (bytes: Uint8Array): Note[] => Notes.parse(JSON.parse(new TextDecoder().decode(bytes)))

/** Notes as a kind; with `ofGrids` they are void on other grids. */
export const notesKind = (ofGrids = false): LogKind<Note> => ({ name: 'notes', ofGrids, encode: pack, decode: unpack })

/** What a book of notes has been through, and a text that it cannot fold. */
export type NotesLog = { restored: number; folded: number; poison: string | null }

/** Makes the kind of book that keeps all notes in order, and says in `log` what happened to it. */
export function notesBook(log: NotesLog, ofGrids = false): BookKind {
  return defineBook<Note, Note[]>({
    kind: notesKind(ofGrids),
    empty: () => [],
    fold(book, changes) {
      for (const note of changes) {
        if (note.text === log.poison) throw new Error(`cannot fold ${note.text}`)
        book.push(note)
        log.folded++
      }
    },
    snapshot: (book, viewer: Viewer) => book.filter(({ grid }) => mayReadGrid(viewer, grid)).map(({ text }) => text),
    save: pack,
    restore(saved) {
      log.restored++
      return unpack(saved)
    },
    async recount() {
      const { rows } = await pool().query<{ revision: number; notes: number }>(
        'SELECT (SELECT revision::float8 FROM log_head) AS revision, (SELECT count(*)::int4 FROM notes) AS notes',
      )
      const { revision = 0, notes = 0 } = rows[0] ?? {}
      return {
        revision,
        differences: (book) => (book.length === notes ? [] : [{ what: 'notes', where: 'all', board: book.length, recounted: notes }]),
      }
    },
  })
}

/** Makes the table of notes. */
export async function createNotes(): Promise<void> {
  await pool().query('CREATE TABLE notes (revision bigint PRIMARY KEY, grid text NOT NULL, body text NOT NULL)')
}

/** Writes notes and their row of the log within a transaction that holds this head. Returns the new head. */
export async function writeNotes(tx: PoolClient, head: LogHead, notes: readonly Pick<Note, 'grid' | 'text'>[], receivedAt: number): Promise<LogHead> {
  const changes = notes.map((note, i): Note => ({ ...note, receivedAt, revision: head.revision + 1 + i }))
  for (const { revision, grid, text } of changes) await tx.query('INSERT INTO notes VALUES ($1, $2, $3)', [revision, grid, text])
  const entry = makeEntry(head, notesKind(), changes)
  return entry ? appendEntry(tx, entry) : head
}

/** Saves notes in a transaction of their own. */
export const saveNotes = (texts: readonly string[], grid: string, receivedAt: number): Promise<LogHead> =>
  transaction(async (tx) =>
    writeNotes(
      tx,
      await lockHead(tx),
      texts.map((text) => ({ text, grid })),
      receivedAt,
    ),
  )
