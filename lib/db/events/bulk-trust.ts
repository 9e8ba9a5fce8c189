/** A group of at least this many rows is a bulk load. */
const BULK_ROWS = 256
/** So many bulk groups in a row must bring only new ids before the next ones are trusted to. */
const GROUPS = 16

/**
 * Decides when a save may leave out the look-up of ids. A bulk load of new events spends a tenth of its time on looking up ids that are
 * not there, and the unique index tells as well: by an error that undoes the transaction, so that it is done again with the look-up.
 * That is only worth it while known ids are rare, and each error is a line in PostgreSQL's log.
 */
export class BulkTrust {
  #inARow = 0

  /** May a group of so many rows be taken for new events? */
  trusts(rows: number): boolean {
    return rows >= BULK_ROWS && this.#inARow >= GROUPS
  }

  /** A group of so many rows was saved, among them so many with a known id. */
  saved(rows: number, known: number): void {
    if (known > 0) this.#inARow = 0
    else if (rows >= BULK_ROWS) this.#inARow++
  }

  /** A trusted group brought a known id after all. */
  deceived(): void {
    this.#inARow = 0
  }
}

/** Is this the unique index telling that an event with one of the ids exists? */
export function isKnownId(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505' && 'constraint' in error && error.constraint === 'events_id_key'
}
