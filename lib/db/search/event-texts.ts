import { EVENTS } from '@/lib/domain/log-kinds'
import { bigramsOf, searchedWords } from '@/lib/domain/search-text'
import { type PoolClient, pool } from '../engine/pool'
import { changesIn } from '../log/log'
import type { LogReader, ReaderBatch } from '../log/log-readers'

/**
 * Follows the log from its beginning. Beside the save and not in it: a database that is older than the index is read the same way, and an
 * import of texts is not slowed by pairs of their characters, which take 68 % of what saving them does (`bench/search.ts`).
 */
export const SEARCH_READER: LogReader = { name: 'search', startAt: 'beginning' }

/** Between the bigrams of a text on their way into the database: a character that no text of ours has. */
const SEPARATOR = '\u001f'
/** Texts that are read by one statement. */
const READ_AT_ONCE = 2_000
/** Texts that are written by one: with a thousand long ones, making their pairs and a statement of them would keep the event loop. */
const WRITTEN_AT_ONCE = 200

/**
 * Indexes what is written about events that changed: their words with personal numbers masked, and each two characters of them (GIN).
 * Words that are the same as before are not written again. A new log (other grids) changes no words, so only what is not indexed yet is.
 */
export async function indexWords(tx: PoolClient, batch: ReaderBatch): Promise<void> {
  if (batch.kind === 'reset') {
    for (let after = 0; ; ) {
      const rows = await readUnindexed(tx, after)
      await write(tx, rows)
      if (rows.length < READ_AT_ONCE) return
      after = rows.at(-1)?.number ?? after
    }
  }
  const changes = changesIn(EVENTS, batch.rows, batch.since, batch.revision)
  const numbers = [...new Set(changes.map(({ number }) => number))]
  if (numbers.length > 0) await write(tx, await readChanged(tx, numbers))
}

type Row = { number: number; title: string | null; description: string | null; hash: Buffer }
const columns = 'e.number, e.title, e.description, e.content_hash AS hash'
const HAS_WORDS = '(e.title IS NOT NULL OR e.description IS NOT NULL)'

const readChanged = async (tx: PoolClient, numbers: readonly number[]): Promise<Row[]> =>
  (
    await tx.query<Row>(
      `SELECT ${columns} FROM unnest($1::int4[]) AS u (number) JOIN events e USING (number) LEFT JOIN event_texts x USING (number)
        WHERE x.content_hash IS DISTINCT FROM e.content_hash AND (${HAS_WORDS} OR x.number IS NOT NULL)`,
      [numbers],
    )
  ).rows

const readUnindexed = async (tx: PoolClient, after: number): Promise<Row[]> =>
  (
    await tx.query<Row>(
      `SELECT ${columns} FROM events e LEFT JOIN event_texts x USING (number)
        WHERE e.number > $1 AND ${HAS_WORDS} AND x.content_hash IS DISTINCT FROM e.content_hash ORDER BY e.number LIMIT ${READ_AT_ONCE}`,
      [after],
    )
  ).rows

async function write(tx: PoolClient, rows: readonly Row[]): Promise<void> {
  for (let i = 0; i < rows.length; i += WRITTEN_AT_ONCE) await writeSome(tx, rows.slice(i, i + WRITTEN_AT_ONCE))
}

async function writeSome(tx: PoolClient, rows: readonly Row[]): Promise<void> {
  const texts = rows.map(searchedWords)
  await tx.query(
    `INSERT INTO event_texts AS x (number, content_hash, words, bigrams)
      SELECT number, hash, words, string_to_array(bigrams, $5) FROM unnest($1::int4[], $2::bytea[], $3::text[], $4::text[]) AS u (number, hash, words, bigrams)
      ON CONFLICT (number) DO UPDATE SET content_hash = excluded.content_hash, words = excluded.words, bigrams = excluded.bigrams`,
    [rows.map((r) => r.number), rows.map((r) => r.hash), texts, texts.map((text) => bigramsOf(text).join(SEPARATOR)), SEPARATOR],
  )
}

/** How many changes the index has yet to see: more than a moment's worth while it is being made. */
export async function indexBehind(): Promise<number> {
  const { rows } = await pool().query<{ behind: number }>(
    `SELECT (h.revision - COALESCE(r.revision, 0))::float8 AS behind FROM log_head h LEFT JOIN log_readers r ON r.name = $1 WHERE h.id = 1`,
    [SEARCH_READER.name],
  )
  return rows[0]?.behind ?? 0
}
